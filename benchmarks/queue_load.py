"""Forty agents and four hundred who wait: `python -m benchmarks.queue_load`."""

from __future__ import annotations

import argparse
import dataclasses
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.metrics import percentile
from benchmarks.queue_day import MINUTE, OPENING, Figures, Morning, Wait
from benchmarks.report import aligned
from bot.calendar.clock import FixedClock
from bot.calendar.working_days import WorkingCalendar
from bot.database import Database
from bot.handoff.service import Handoffs
from bot.privacy.encryption import Cipher, use_cipher
from bot.profile import Profile, load_profile


def main(arguments: Sequence[str] | None = None) -> int:
    """Act a morning out and print who waited how long, and how long each act took."""
    options = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as directory:
        url = options.database or f"sqlite:///{Path(directory) / 'queue.db'}"
        figures = play(url, options.agents, options.waiting)
    print("\n\n".join((waits(figures), fairness(figures), acts(figures))))
    return 0


def play(url: str, agents: int, waiting: int) -> Figures:
    """Act a morning out on an empty database; nobody is turned away, so that all waits show."""
    use_cipher(Cipher(bytes(32)))
    profile = patient(load_profile("nfra-12378"))
    clock = FixedClock(OPENING)
    database = Database(url)
    database.upgrade()
    hours = profile.service_hours.over(WorkingCalendar.load())
    queue = Handoffs(database, profile, clock, hours)
    try:
        return Morning(queue, database, clock, agents, waiting).play()
    finally:
        database.close()


def patient(profile: Profile) -> Profile:
    """Return the profile without callbacks instead of long queues and waits."""
    never = 10**6
    callbacks = dataclasses.replace(profile.handoff.callbacks, after_minutes=never)
    rules = dataclasses.replace(
        profile.handoff, longest_queue=never, longest_wait_minutes=never, callbacks=callbacks
    )
    return dataclasses.replace(profile, handoff=rules)


def waits(figures: Figures) -> str:
    """Return a table of the waits, in minutes, by points and by skill."""
    served = list(figures.waits.values())
    rows = [("等了多久（分钟）", "人数", "p50", "p95", "最久")]
    rows += [_row(f"{points} 分", found) for points, found in _by(served, "points")]
    rows += [_row(skill, found) for skill, found in _by(served, "skill")]
    rows.append(_row("全部", served))
    return aligned(rows)


def fairness(figures: Figures) -> str:
    """Say whether anybody was passed over, and how soon lost conversations were taken again."""
    lost = max((moment / MINUTE * 60 for moment in figures.regained), default=0.0)
    return "\n".join(
        (
            f"没人接的：{sum(wait.taken is None for wait in figures.waits.values())}",
            f"被后来、分数不更高的同类人抢先：{figures.overtaken()} 次",
            f"坐席掉线：{len(figures.regained)} 场，最久 {lost:.0f} 秒后有人接上（含发现掉线）",
        )
    )


def acts(figures: Figures) -> str:
    """Return a table of the acts: how often, and their times in milliseconds."""
    rows = [("每次多久（毫秒）", "次数", "p50", "p95", "最久")]
    for name, times in figures.milliseconds.items():
        p50, p95 = percentile(times, 50), percentile(times, 95)
        rows.append((name, str(len(times)), f"{p50:.1f}", f"{p95:.1f}", f"{max(times):.1f}"))
    return aligned(rows)


def _by(served: list[Wait], name: str) -> Iterator[tuple[str, list[Wait]]]:
    for value in sorted({getattr(wait, name) for wait in served}):
        yield value, [wait for wait in served if getattr(wait, name) == value]


def _row(name: str, served: list[Wait]) -> tuple[str, ...]:
    minutes = [wait.minutes for wait in served if wait.taken]
    p50, p95 = percentile(minutes, 50), percentile(minutes, 95)
    return name, str(len(served)), f"{p50:.1f}", f"{p95:.1f}", f"{max(minutes):.1f}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.queue_load", description=__doc__)
    parser.add_argument("--agents", type=int, default=40, metavar="N", help="坐席人数")
    parser.add_argument("--waiting", type=int, default=400, metavar="N", help="排队人数")
    parser.add_argument("--database", metavar="URL", help="空的数据库；不写就用临时的 SQLite 文件")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
