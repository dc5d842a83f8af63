"""The wallboard: who waits for what, who is there, how the day goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sanic import Request
from sanic.response import HTTPResponse

from bot.accounts.staff import Staff
from bot.calendar.clock import SHANGHAI
from bot.desk.drawing import one_at_a_time
from bot.desk.pages import page
from bot.desk.reading import hotline_of
from bot.desk.rooms import Rooms
from bot.handoff.figures import Figures, figures
from bot.handoff.reasons import PAUSES, reasons
from bot.handoff.views import AgentView, Wait
from bot.hotline import Hotline
from bot.tickets.filter import Filter

rooms = Rooms("desk_wall")

SUPERVISORS = ("supervisor",)


@dataclass(frozen=True)
class SkillLine:
    """How many wait for one skill, since when the first of them, and how many could serve them."""

    title: str
    waiting: int
    since: datetime | None
    ready: int


@dataclass(frozen=True)
class Wall:
    """All that hangs on the wall."""

    now: datetime
    waiting: int
    longest_since: datetime | None
    callbacks: int
    lines: tuple[SkillLine, ...]
    agents: tuple[AgentView, ...]
    figures: Figures
    registered: int
    open_hours: bool


@rooms.get("/desk/wall", roles=SUPERVISORS)
async def wall(request: Request, staff: Staff) -> HTTPResponse:
    """Show the board, which draws itself anew every few seconds."""
    shown = wall_of(hotline_of(request))
    return page(request, "desk/wall.html", staff, wall=shown, pauses=reasons(PAUSES))


@rooms.get("/desk/wall/now", roles=SUPERVISORS)
async def wall_now(request: Request, staff: Staff) -> HTTPResponse:
    """Draw the figures alone."""
    async with one_at_a_time(request.app):
        shown = wall_of(hotline_of(request))
        return page(request, "desk/wall_piece.html", staff, wall=shown, pauses=reasons(PAUSES))


def wall_of(hotline: Hotline) -> Wall:
    """Return how things stand now, and how this day went so far."""
    now, today = hotline.clock.now(), hotline.today()
    waits = hotline.handoffs.waits()
    begin = datetime.combine(today, time(), SHANGHAI)
    agents = hotline.handoffs.agents()
    return Wall(
        now=now,
        waiting=sum(wait.many for wait in waits.values()),
        longest_since=min((wait.since for wait in waits.values()), default=None),
        callbacks=hotline.handoffs.calls_to_make(),
        lines=tuple(_lines(hotline, agents, waits)),
        agents=tuple(agent for agent in agents if _was_here(agent, begin)),
        figures=figures(hotline.database, begin, begin + timedelta(days=1)),
        registered=hotline.tickets.search(Filter(since=today, until=today), size=1).total,
        open_hours=hotline.hours.is_open(now),
    )


def _lines(
    hotline: Hotline, agents: tuple[AgentView, ...], waits: Mapping[str, Wait]
) -> Iterator[SkillLine]:
    """Yield the skills that somebody waits for or can serve."""
    for skill in hotline.profile.handoff.skills:
        wait = waits.get(skill.name)
        ready = sum(agent.state == "ready" and skill.name in agent.skills for agent in agents)
        if wait or ready:
            many, since = (wait.many, wait.since) if wait else (0, None)
            yield SkillLine(skill.title, many, since, ready)


def _was_here(agent: AgentView, begin: datetime) -> bool:
    return agent.state != "away" or agent.last_seen >= begin
