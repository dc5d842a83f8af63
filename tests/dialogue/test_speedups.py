"""The remedies make Rasa faster, not different: same conversations, same events."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.conversation.model import the_model

ROOT = Path(__file__).parents[2]
ENOUGH_TO_MEAN_SOMETHING = 200


def _events(way: str) -> list[list[dict[str, Any]]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.dialogue.tracked", way, str(the_model())],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[list[dict[str, Any]]] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_stock_and_remedied_rasa_produce_the_same_events() -> None:
    stock, remedied = _events("stock"), _events("remedied")
    assert sum(map(len, stock)) > ENOUGH_TO_MEAN_SOMETHING
    for ours, theirs in zip(remedied, stock, strict=True):
        assert ours == theirs
