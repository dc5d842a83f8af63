"""The hotline at ten o'clock of a working Monday, where nobody is turned away from the queue."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import bot.hotline
from benchmarks.queue_load import patient
from bot.calendar.clock import SHANGHAI, SystemClock
from bot.database import Database
from bot.profile import load_profile
from bot.settings import Settings

TEN_O_CLOCK = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


class MondayClock(SystemClock):
    """Runs like the computer's, but shows ten o'clock of that Monday when it is made."""

    def __init__(self) -> None:
        self._ahead = TEN_O_CLOCK - super().now()

    def now(self) -> datetime:
        return super().now() + self._ahead


def main(model: Path) -> None:
    """Be the server: as `python -m bot serve`, but for the clock and the endless queue."""
    # With the real limits most of four hundred would be called back, and the queue stay short.
    bot.hotline.load_profile = lambda name: patient(load_profile(name))
    settings = Settings.from_environment()
    database = Database(settings.database_url)
    database.upgrade()
    database.close()
    from bot.server import serve

    serve(settings, model, MondayClock())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
