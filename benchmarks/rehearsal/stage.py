"""A hotline over an empty database with a clock that stands: where a drill is played."""

from __future__ import annotations

import base64
import random
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from benchmarks.rehearsal.script import Script
from bot.calendar.clock import SHANGHAI, FixedClock
from bot.hotline import Hotline, use
from bot.language.speech import spell_digits
from bot.nlu.classifier import LinearIntentClassifier
from bot.nlu.recogniser import EntityRecogniser
from bot.settings import Settings
from bot.tickets import numbers
from bot.tickets.complaint import Complaint
from bot.tickets.models import Ticket
from bot.tickets.views import TicketView, view_ticket

# What a ticket `before` a drill is like where the drill does not say.
USUAL_TICKET: dict[str, Any] = {
    "institution": "工商银行",
    "intent": "complain_fees",
    "phone": "13800138000",
    "name": "王建国",
    "state": "registered",
}
WAYS_TO = {"registered": (), "forwarded": ("forwarded",), "answered": ("forwarded", "answered")}


class Stage:
    """The hotline of one drill, its clock and its tickets."""

    def __init__(self, hotline: Hotline, clock: FixedClock, script: Script) -> None:
        self.hotline = hotline
        self._clock = clock
        for ticket in script.before:
            self._register({**USUAL_TICKET, **ticket})
        self._known = self._count()

    @property
    def fresh(self) -> int:
        """Return how many tickets came out of the drill."""
        return self._count() - self._known

    def ticket(self) -> TicketView | None:
        """Return the newest ticket."""
        with self.hotline.database.reading() as session:
            row = session.scalars(select(Ticket).order_by(Ticket.id.desc())).first()
            return view_ticket(row) if row else None

    def personal(self) -> tuple[str | None, str | None]:
        """Return name and number of the newest ticket in clear."""
        with self.hotline.database.reading() as session:
            row = session.scalars(select(Ticket).order_by(Ticket.id.desc())).first()
            return (row.person_name, row.phone) if row else (None, None)

    def with_numbers(self, words: str) -> str:
        """Put the newest ticket's number in for {ticket}, or {ticket_spoken} as it is read."""
        ticket = self.ticket() if "{ticket" in words else None
        number = ticket.number if ticket else ""
        spoken = spell_digits(number).replace("，", "")
        return words.replace("{ticket_spoken}", spoken).replace("{ticket}", number)

    def later(self, **by: float) -> None:
        """Let time pass."""
        self._clock.move(timedelta(**by))

    def _count(self) -> int:
        with self.hotline.database.reading() as session:
            return int(session.scalar(select(func.count()).select_from(Ticket)) or 0)

    def _register(self, values: Mapping[str, Any]) -> None:
        tickets = self.hotline.tickets
        view = tickets.register(self._complaint(values), actor="trainer")
        for state in WAYS_TO[values["state"]]:
            tickets.move(view.number, state, "", "trainer")

    def _complaint(self, values: Mapping[str, Any]) -> Complaint:
        found = self.hotline.directory.resolve(values["institution"])
        return Complaint(
            kind=values.get("kind", "complaint"),
            intent=values["intent"],
            institution_id=found[0].id if found else None,
            institution_name=found[0].display if found else values["institution"],
            narrative="以前登记的一件事",
            channel="phone",
            conversation_id="before",
            idempotency_key=f"before-{self._count()}",
            person_name=values["name"],
            phone=values["phone"],
        )


@contextmanager
def stage_for(script: Script) -> Iterator[Stage]:
    """Set the stage of one drill; its clock is everybody's as long as it is open."""
    clock = FixedClock(script.clock.replace(tzinfo=SHANGHAI))
    with tempfile.TemporaryDirectory() as directory, _clocks_at(clock), _drawing(script.name):
        hotline = Hotline.open(_settings(Path(directory), script.profile), clock)
        hotline.database.upgrade()
        use(hotline)
        try:
            yield Stage(hotline, clock, script)
        finally:
            use(None)
            hotline.database.close()


def _settings(var: Path, profile: str) -> Settings:
    return Settings.from_environment(
        {
            "XIAOBAO_VAR": str(var),
            "XIAOBAO_PROFILE": profile,
            "XIAOBAO_KEY": base64.b64encode(bytes(range(32))).decode(),
            "XIAOBAO_IVR_SECRET": "a secret for rehearsals only",
        }
    )


@contextmanager
def _clocks_at(clock: FixedClock) -> Iterator[None]:
    """Put the clocks of the components that read dates; Rasa makes those, we cannot hand it in."""
    components: tuple[Any, ...] = (EntityRecogniser, LinearIntentClassifier)
    before = [component.clock for component in components]
    for component in components:
        component.clock = clock
    try:
        yield
    finally:
        for component, old in zip(components, before, strict=True):
            component.clock = old


class _Draws:
    """Stands in for `secrets` where ticket numbers are drawn: the same numbers every time."""

    def __init__(self, seed: str) -> None:
        self._chance = random.Random(seed)

    def randbelow(self, limit: int) -> int:
        """Return the next number below the limit."""
        return self._chance.randrange(limit)


@contextmanager
def _drawing(seed: str) -> Iterator[None]:
    """Make a drill's ticket numbers its own: they are read out, and lines mishear some digits."""
    module: Any = numbers
    before, module.secrets = module.secrets, _Draws(seed)
    try:
        yield
    finally:
        module.secrets = before
