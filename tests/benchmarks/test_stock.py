"""Stock models belong to one state of the data and are never taken for another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks import stock

ROOT = Path(__file__).parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small copy of what stock Rasa learns from."""
    shutil.copytree(ROOT / "benchmarks", tmp_path / "benchmarks")
    for name in ("data/nlu/a.yml", "data/rules/b.yml", "domain/c.yml"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("version: '3.1'\n")
    return tmp_path


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Rasa replaced by one that writes a model at once; the commands it was given."""
    commands = []

    def run(command: list[str], directory: Path, log: Path) -> None:
        commands.append(command)
        (directory / "out").mkdir()
        (directory / "out" / "20260101.tar.gz").write_bytes(b"model")

    monkeypatch.setattr(stock, "_run", run)
    monkeypatch.setattr(stock, "find_spec", lambda name: name)
    return commands


@pytest.mark.usefixtures("trained")
def test_a_kept_model_is_found_again_until_the_data_change(root: Path) -> None:
    assert stock.understanding_model(root) is None
    model = stock.train(root, with_dialogue=False)
    assert stock.understanding_model(root) == model
    assert stock.dialogue_model(root) is None
    (root / "domain/c.yml").write_text("changed: true\n")
    assert stock.understanding_model(root) == model
    (root / "data/nlu/a.yml").write_text("changed: true\n")
    assert stock.understanding_model(root) is None


@pytest.mark.usefixtures("trained")
def test_a_whole_model_serves_both(root: Path) -> None:
    model = stock.train(root, with_dialogue=True)
    assert stock.understanding_model(root) == stock.dialogue_model(root) == model
    (root / "data/rules/b.yml").write_text("changed: true\n")
    assert stock.dialogue_model(root) is None
    assert stock.understanding_model(root) == model


def test_rasa_trains_on_a_copy_that_is_removed(root: Path, trained: list[list[str]]) -> None:
    stock.train(root, with_dialogue=False)
    assert trained[0][3:6] == ["train", "nlu", "--nlu"]
    assert [path.suffix for path in (root / stock.CACHE).iterdir()] == [".gz"]


@pytest.mark.usefixtures("trained")
def test_only_the_newest_models_are_kept(root: Path) -> None:
    for number in range(stock.KEPT_MODELS + 2):
        (root / "data/nlu/a.yml").write_text(f"number: {number}\n")
        newest = stock.train(root, with_dialogue=False)
    kept = list((root / stock.CACHE).glob("*.tar.gz"))
    assert len(kept) == stock.KEPT_MODELS
    assert newest in kept


def test_without_jieba_the_reason_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock, "find_spec", lambda name: None)
    with pytest.raises(stock.StockError, match="jieba"):
        stock.train(root, with_dialogue=False)


def test_a_failed_training_shows_what_rasa_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ["sh", "-c", "echo no good; exit 1"]
    with pytest.raises(stock.StockError, match="no good"):
        stock._run(command, tmp_path, tmp_path / "training.log")
