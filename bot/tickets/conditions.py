"""What a search asks for, as conditions of the database."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, select

from bot.calendar.clock import SHANGHAI
from bot.database import SafeText
from bot.life_profile import LifeProfile
from bot.practice_marks import not_practice
from bot.privacy.encryption import keyed_hash
from bot.tickets.errors import WrongInput
from bot.tickets.filter import Filter
from bot.tickets.models import Ticket, TicketDeadline, TicketGroup, TicketLabel

EXACT = {
    "number": Ticket.number,
    "open": Ticket.is_open,
    "institution_id": Ticket.institution_id,
    "branch": Ticket.branch,
    "assigned": Ticket.assigned,
    "intent": Ticket.intent,
    "channel": Ticket.channel,
    "group": Ticket.group_name,
    "owner": Ticket.owner,
}
# Whether something holds: asked for as true or false.
YES_OR_NO = {
    "repeat": Ticket.repeats > 0,
    "urged": Ticket.urges > Ticket.urges_acknowledged,
    "extension_asked": Ticket.extension_asked.is_not(None),
    "major": Ticket.group_name.in_(
        select(TicketGroup.name).where(TicketGroup.major_at.is_not(None))
    ),
}


def conditions_of(wanted: Filter, today: date, life: LifeProfile) -> list[Any]:
    """Return what must hold of a ticket; raises WrongInput for a deadline filter unheard of.

    Tickets of practices are found by their number only.
    """
    return [
        *(() if wanted.number else (not_practice(Ticket.conversation_id),)),
        *(
            column == _storable(value)
            for name, column in EXACT.items()
            if (value := getattr(wanted, name)) is not None
        ),
        *(
            condition if value else ~condition
            for name, condition in YES_OR_NO.items()
            if (value := getattr(wanted, name)) is not None
        ),
        *_of_sets(wanted),
        *_of_days(wanted),
        *_of_deadlines(wanted, today, life),
        *_of_people(wanted),
    ]


def visible_to(institution_id: str) -> Any:
    """Return the condition under which an institution may know of a ticket (as `is_visible`)."""
    return and_(
        Ticket.institution_id == _storable(institution_id),
        Ticket.forwarded_at.is_not(None),
        Ticket.kind != "report",
    )


def _storable(value: Any) -> Any:
    """Return what no database chokes on: strangers type into filters too."""
    return SafeText().process_bind_param(value, None) if isinstance(value, str) else value


def _of_sets(wanted: Filter) -> list[Any]:
    found: list[Any] = []
    if wanted.states:
        found.append(Ticket.state.in_(map(_storable, wanted.states)))
    if wanted.kinds:
        found.append(Ticket.kind.in_(map(_storable, wanted.kinds)))
    if wanted.risk is not None:
        found.append(Ticket.risk >= wanted.risk)
    if wanted.category is not None:
        labelled = select(TicketLabel.ticket_id).where(
            TicketLabel.code == _storable(wanted.category), TicketLabel.replaced_at.is_(None)
        )
        found.append(Ticket.id.in_(labelled))
    return found


def _of_days(wanted: Filter) -> list[Any]:
    """Days are those of Shanghai, stored moments are UTC."""
    found: list[Any] = []
    if wanted.since is not None:
        found.append(Ticket.registered_at >= _midnight(wanted.since))
    if wanted.until is not None:
        found.append(Ticket.registered_at < _midnight(wanted.until + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _of_deadlines(wanted: Filter, today: date, life: LifeProfile) -> list[Any]:
    if wanted.deadline is None:
        return []
    spans = {
        "due": TicketDeadline.day == today,
        "overdue": TicketDeadline.day < today,
        "at_risk": TicketDeadline.day.between(
            today + timedelta(days=1), today + timedelta(days=life.at_risk_days)
        ),
    }
    if wanted.deadline not in spans:
        raise WrongInput("deadline", "unknown")
    running = select(TicketDeadline.ticket_id).where(
        TicketDeadline.ended_at.is_(None),
        TicketDeadline.name.not_in(life.consumers_own),
        spans[wanted.deadline],
    )
    return [Ticket.id.in_(running)]


def _of_people(wanted: Filter) -> list[Any]:
    found: list[Any] = []
    if wanted.visible_to is not None:
        found.append(visible_to(wanted.visible_to))
    if wanted.phone is not None:
        found.append(Ticket.phone_hash == keyed_hash(wanted.phone, "phone"))
    return found
