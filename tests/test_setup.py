"""The set-up keeps its promises: locked versions, verbs that exist, a model for the data."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.dialogue.training import INPUTS, fingerprint, model_for

ROOT = Path(__file__).parent.parent
LOCKED = ("uv", "base", "test")
VERBS = (
    *("serve", "train", "test", "lint", "eval", "bench", "call", "shell", "validate", "clean"),
    *("migrate", "check", "lock"),
)


def requirements(name: str) -> dict[str, list[str]]:
    """Every `package==version` of a locked file, with its hashes."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if pin := re.match(r"[a-z0-9][a-z0-9.-]*==[^ ;\\]+", line):
            hashes = found.setdefault(pin.group(), [])
        elif line.strip().startswith("--hash="):
            hashes.append(line.strip(" \\"))
    return found


def versions(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for pin in requirements(name):
        package, _, version = pin.partition("==")
        found.setdefault(package, set()).add(version)
    return found


@pytest.mark.parametrize("name", LOCKED)
def test_every_version_is_locked_by_hash(name: str) -> None:
    locked = requirements(name)
    assert locked
    assert [pin for pin, hashes in locked.items() if not hashes] == []
    assert all(
        re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", hash_)
        for row in locked.values()
        for hash_ in row
    )


@pytest.mark.parametrize(
    "path", sorted((ROOT / "requirements").iterdir()), ids=lambda path: path.name
)
def test_no_address_is_written(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"--(extra-)?index-url|--find-links|--trusted-host", text)


def test_tools_of_the_tests_change_no_version_of_the_run_time() -> None:
    run_time = versions("base")
    differing = {
        package: (chosen, run_time[package])
        for package, chosen in versions("test").items()
        if package in run_time and not chosen <= run_time[package]
    }
    assert differing == {}


def test_overrides_are_what_is_locked() -> None:
    lines = (ROOT / "requirements" / "overrides.txt").read_text(encoding="utf-8").splitlines()
    exact = [line for line in lines if "==" in line]
    assert exact
    assert [pin for pin in exact if pin not in requirements("base")] == []


@pytest.mark.parametrize("name", LOCKED)
def test_every_package_we_ask_for_is_locked(name: str) -> None:
    lines = (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines()
    wanted = {
        re.split(r"[=<>\[; ]", line)[0].lower() for line in lines if line and line[0].isalnum()
    }
    assert wanted <= versions(name).keys()


def test_every_package_we_ask_for_is_explained() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    lines = [
        line
        for name in ("base.in", "test.in", "overrides.txt", "uv.in")
        for line in (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
    ]
    wanted = {
        re.split(r"[=<>\[; ]", line)[0].lower() for line in lines if line and line[0].isalnum()
    }
    assert [package for package in sorted(wanted) if f"| {package} |" not in text] == []


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
def test_make_alone_lists_the_verbs() -> None:
    # As a user's make: one that runs inside `make test` would print its folder as well.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    listing = subprocess.run(
        ["make"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert tuple(line.split()[0] for line in listing.splitlines()[1:]) == VERBS


def test_an_unknown_set_is_refused_with_the_way_on() -> None:
    result = subprocess.run(
        [ROOT / "scripts" / "setup", "everything"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "怎么办" in result.stderr
    assert "Next:" in result.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with one file for each input of a model."""
    for name in INPUTS:
        path = tmp_path / name
        if path.suffix:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name, encoding="utf-8")
        else:
            path.mkdir(parents=True)
            (path / "one.yml").write_text(name, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", INPUTS)
def test_another_input_is_another_model(project: Path, name: str) -> None:
    before = model_for(project)
    path = project / name
    file = path if path.is_file() else path / "one.yml"
    file.write_text("changed", encoding="utf-8")
    assert model_for(project) != before


def test_a_renamed_file_is_another_model(project: Path) -> None:
    before = fingerprint(project)
    (project / "data" / "one.yml").rename(project / "data" / "two.yml")
    assert fingerprint(project) != before


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "docs/architecture.md",
        "data/README.md",
        "endpoints.yml",
        "bot/dialogue/turn.py",
        "bot/nlu/__pycache__/one.cpython-310.pyc",
        "data/.one.yml.swp",
    ],
)
def test_what_no_model_is_made_from_changes_nothing(project: Path, name: str) -> None:
    before = fingerprint(project)
    path = project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("anything", encoding="utf-8")
    assert fingerprint(project) == before


def test_the_fingerprint_does_not_depend_on_the_folder(project: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path.parent / f"{tmp_path.name}-elsewhere"
    shutil.copytree(project, elsewhere)
    assert fingerprint(elsewhere) == fingerprint(project)


def test_inputs_exist_in_this_project() -> None:
    assert [name for name in INPUTS if not (ROOT / name).exists()] == []
