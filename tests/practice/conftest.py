"""Practices over a hotline with an empty database, and records to be judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.hotline import Hotline
from bot.practice.drill import DRILLS, MONDAY_MORNING, Drill, load_drill
from bot.practice.record import Spoken, Who
from tests.conversation.talk import clock_at, hotline_at

BEGUN = datetime(2026, 11, 23, 2, 0, tzinfo=timezone.utc)


@pytest.fixture
def hotline(database_url: str, tmp_path: Path) -> Iterator[Hotline]:
    with hotline_at(database_url, tmp_path, clock_at(MONDAY_MORNING)) as opened:
        yield opened


def drill(name: str) -> Drill:
    return load_drill(DRILLS / f"{name}.yml")


def line(who: Who, words: str, second: int = 0) -> Spoken:
    return Spoken(who, words, BEGUN + timedelta(seconds=second))
