"""Deadlines as people at the desk read them: how many days are left, and of which kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.hotline import Hotline
from bot.tickets.detail_views import DeadlineView
from bot.tickets.views import Due, TicketView

SOON = 3  # days left from which on a clock is marked


@dataclass(frozen=True)
class Clock:
    """One deadline that runs: `left` says it in words, `tone` how it looks."""

    title: str
    day: date
    left: str
    tone: str
    provisional: bool
    law: str
    overdue: bool


def clocks_of(hotline: Hotline, ticket: TicketView) -> tuple[Clock, ...]:
    """Return the clocks that run, the first to end first; the consumer's own rights come last."""
    own = hotline.profile.life.consumers_own
    ordered = sorted(ticket.deadlines.items(), key=lambda item: (item[0] in own, item[1].day))
    return tuple(clock_of(hotline, name, due, mine=name in own) for name, due in ordered)


def next_clock(hotline: Hotline, ticket: TicketView) -> Clock | None:
    """Return the clock that somebody has to keep next."""
    own = hotline.profile.life.consumers_own
    due = {name: due for name, due in ticket.deadlines.items() if name not in own}
    if not due:
        return None
    name = min(due, key=lambda name: due[name].day)
    return clock_of(hotline, name, due[name])


def clock_of(hotline: Hotline, name: str, due: Due | DeadlineView, *, mine: bool = False) -> Clock:
    """Return one clock; `mine` is a right of the consumer's that nobody is late with."""
    today = hotline.today()
    days = (due.day - today).days
    overdue = days < 0 and not mine
    return Clock(
        title=hotline.profile.life.title(name),
        day=due.day,
        left=left_words(hotline, today, due.day),
        tone="" if mine else "danger-word" if days < 0 else "warning" if days <= SOON else "",
        provisional=due.provisional,
        law=due.law,
        overdue=overdue,
    )


def left_words(hotline: Hotline, today: date, day: date) -> str:
    """Say how long there is: 今天, 还有 9 天（7 个工作日）, 超了 2 天."""
    days = (day - today).days
    if days == 0:
        return "就是今天"
    if days < 0:
        return f"超了 {-days} 天"
    working = hotline.calendar.working_days_between(today, day)
    return f"还有 {days} 天（{working} 个工作日）"
