"""Training, with a stand-in for Rasa: what is kept, what is shown, what happens when it fails."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.dialogue.training import INPUTS, KEPT_MODELS, TrainingError, model_for, train

TRAINS = """
import pathlib, sys
print("Starting to train component 'RulePolicy'.")
print("Starting to train component 'SomeClassifier'.", file=sys.stderr)
words = sys.argv
model = pathlib.Path(words[words.index("--out") + 1], words[words.index("--fixed-model-name") + 1])
model.with_suffix(".tar.gz").write_text(" ".join(words[1:]))
print("Your Rasa model is trained and saved at", model)
"""
FAILS = """
print("reading")
raise SystemExit("the rules contradict each other")
"""
PACKAGES = {
    f"{place}__init__.py": ""
    for place in ("", "shared/", "shared/nlu/", "shared/nlu/training_data/", "shared/importers/")
}
REMEDIED = {
    "shared/nlu/training_data/message.py": "class Message:\n    set = None\n",
    "shared/importers/rasa.py": "class utils:\n    training_data_from_paths = None\n",
}
SAYS_NOTHING_AND_MAKES_NOTHING = ""


def rasa(root: Path, program: str) -> None:
    """Python looks for `rasa` in the working directory first; the remedies want its examples."""
    for place, content in {**PACKAGES, **REMEDIED}.items():
        path = root / "rasa" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    (root / "rasa" / "__main__.py").write_text(program, encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in INPUTS:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return tmp_path


def train_version(project: Path, text: str) -> Path:
    (project / "data").write_text(text, encoding="utf-8")
    return train(project, lambda _: None)


def test_the_model_is_where_it_is_looked_for(project: Path) -> None:
    rasa(project, TRAINS)
    shown: list[str] = []
    model = train(project, shown.append)
    assert model == model_for(project)
    assert model.exists()
    assert [step.split()[0] for step in shown] == ["读取数据", "检查规则", "训练意图", "打包"]


def test_rasas_cache_is_not_trusted(project: Path) -> None:
    rasa(project, TRAINS)
    assert "--force" in train(project, lambda _: None).read_text(encoding="utf-8")


@pytest.mark.parametrize("program", [FAILS, SAYS_NOTHING_AND_MAKES_NOTHING])
def test_a_failed_training_leaves_nothing_behind(project: Path, program: str) -> None:
    rasa(project, program)
    with pytest.raises(TrainingError):
        train(project, lambda _: None)
    assert list((project / "models").iterdir()) == []


def test_the_end_of_what_rasa_said_is_told(project: Path) -> None:
    rasa(project, FAILS)
    with pytest.raises(TrainingError, match="the rules contradict each other"):
        train(project, lambda _: None)


def test_only_the_newest_models_are_kept(project: Path) -> None:
    rasa(project, TRAINS)
    models = []
    for number in range(KEPT_MODELS + 2):
        models.append(train_version(project, str(number)))
        os.utime(models[-1], (number, number))
    newest = train_version(project, "newest")
    kept = {path for path in [*models, newest] if path.exists()}
    assert kept == {newest, *models[-(KEPT_MODELS - 1) :]}


def test_models_that_people_named_are_left_alone(project: Path) -> None:
    rasa(project, TRAINS)
    theirs = project / "models" / "20240101-120000-quiet-river.tar.gz"
    theirs.parent.mkdir()
    theirs.write_text("theirs", encoding="utf-8")
    os.utime(theirs, (0, 0))
    for number in range(KEPT_MODELS + 1):
        train_version(project, str(number))
    assert theirs.exists()
