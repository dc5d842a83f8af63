"""Imports point downwards: what must be right stands on what must be right."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS: dict[str, int] = {
    "bot.language": 1,
    "bot.directory": 1,
    "bot.calendar": 1,
    "bot.privacy": 1,
    "bot.data_files": 1,
    "bot.yaml_section": 1,
    "bot.settings": 1,
    "bot.access_settings": 1,
    "bot.profile": 1,
    "bot.phone_profile": 1,
    "bot.life_profile": 1,
    "bot.handoff_profile": 1,
    "bot.house_profile": 1,
    "bot.practice_marks": 1,
    "bot.phone_keys": 1,
    "bot.database": 1,
    "bot.tickets": 2,
    "bot.handoff": 2,
    "bot.intake": 2,
    "bot.accounts": 2,
    "bot.evidence": 2,
    "bot.papers": 2,
    "bot.institutions": 2,
    "bot.voices": 2,
    "bot.text_messages": 2,
    "bot.hotline": 2,
    "bot.nlu": 3,
    "bot.dialogue": 3,
    "actions": 3,
    "bot.practice": 3,
    "bot.channels": 4,
    "bot.desk": 4,
    "bot.chores": 4,
    "bot.server": 5,
    "bot.cli": 5,
    "bot.__main__": 5,
}
RASA_MAY_BE_IN = ("bot.nlu", "bot.dialogue", "actions", "bot.channels.rasa_channels")
SANIC_MAY_BE_IN = ("bot.channels", "bot.desk", "bot.server", "bot.cli")
PURE_KNOWLEDGE = ("bot.language", "bot.directory", "bot.calendar")
SERVICES = ("sqlalchemy", "alembic", "rasa", "rasa_sdk", "sanic")


def _modules() -> Iterator[tuple[str, Path]]:
    for folder in ("bot", "actions"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(part for part in parts if part != "__init__"), path


def _imports(module: str, path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative imports hide the floor"
            names.add(node.module or "")
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def _floor(name: str) -> int | None:
    return next((floor for package, floor in FLOORS.items() if _within(name, package)), None)


MODULES = dict(_modules())


@pytest.mark.parametrize("module", [m for m in MODULES if m != "bot"])
def test_every_module_has_a_floor_and_imports_downwards(module: str) -> None:
    floor = _floor(module)
    assert floor is not None, f"{module} stands on no floor: add it to FLOORS and the architecture"
    upward = {
        name
        for name in _imports(module, MODULES[module])
        if (theirs := _floor(name)) is not None and theirs > floor
    }
    assert not upward


@pytest.mark.parametrize("module", MODULES)
def test_rasa_and_sanic_stay_in_their_rooms(module: str) -> None:
    imported = {name.split(".")[0] for name in _imports(module, MODULES[module])}
    if imported & {"rasa", "rasa_sdk"}:
        assert any(_within(module, room) for room in RASA_MAY_BE_IN)
    if "sanic" in imported:
        assert any(_within(module, room) for room in SANIC_MAY_BE_IN)


@pytest.mark.parametrize("module", [m for m in MODULES if m.startswith(PURE_KNOWLEDGE)])
def test_pure_knowledge_knows_no_service(module: str) -> None:
    imported = {name.split(".")[0] for name in _imports(module, MODULES[module])}
    assert not imported & set(SERVICES)


def test_there_are_no_cycles_between_modules() -> None:
    graph = {
        module: {name for name in _imports(module, path) if name in MODULES and name != module}
        for module, path in MODULES.items()
    }
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path[path.index(module) :], module))
        if module not in done:
            for other in sorted(graph[module]):
                visit(other, (*path, module))
            done.add(module)

    for module in graph:
        visit(module, ())


def test_the_architecture_names_every_package() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    missing = [name for name in FLOORS if f"`{name.replace('.', '/')}" not in text]
    assert not missing
