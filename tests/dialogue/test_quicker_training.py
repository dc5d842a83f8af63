"""The remedies for slow training change no example and no fingerprint."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NLU = """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - 您好
    - 您好
    - [工行](institution)扣了我[五十](amount)
"""
# Run in a process of its own: the remedies are for the whole process.
COMPARE = """
import copy, pathlib, sys
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message

def data():
    files = ({}, "config.yml", "domain.yml", ["nlu.yml"])
    return TrainingDataImporter.load_from_dict(*files).get_nlu_data()

pathlib.Path("config.yml").write_text("recipe: default.v1")
pathlib.Path("domain.yml").write_text("version: '3.1'")
before = data()
from bot.dialogue import quicker_training
quicker_training.remember_fingerprints()
quicker_training.copy_examples_lightly()
quicker_training.read_once()
first, second = data(), data()
assert before.fingerprint() == first.fingerprint() == second.fingerprint()
assert first.training_examples == before.training_examples

example = Message.build("您好", "greet")
twin, known = copy.deepcopy(example), example.fingerprint()
twin.set("intent", "goodbye")
assert example.get("intent") == "greet" and example.fingerprint() == known
assert twin.fingerprint() != known
twin.set("intent", "greet")
assert twin.fingerprint() == known
print("all the same")
"""


def test_the_training_data_are_the_same_with_the_remedies(tmp_path: Path) -> None:
    (tmp_path / "nlu.yml").write_text(NLU, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{COMPARE}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.endswith("all the same\n"), done.stderr[-2000:]
