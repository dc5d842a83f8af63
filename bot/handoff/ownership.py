"""Who owns a conversation: its open handoff says so, and nothing else does."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, case, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from bot.handoff.errors import NotYours
from bot.handoff.models import Handoff

BOT, WAITING, PERSON = "bot", "waiting", "person"

handoffs = Handoff.__table__

# The states of an open handoff in which somebody else than the bot owns the conversation; with a
# promised call alone ("callback") it stays the bot's.
_OWNERS = {"waiting": WAITING, "accepted": PERSON}


def owner_of(row: Any) -> str:
    """Return who owns the conversation of this open handoff (None: there is none)."""
    return BOT if row is None else _OWNERS.get(row.state, BOT)


def owner_column() -> Any:
    """Return the owner as an SQL expression, for a query joined by `open_handoff_of`."""
    named = [(handoffs.c.state == state, owner) for state, owner in _OWNERS.items()]
    return case(*named, else_=BOT).label("owner")


def open_handoff_of(conversation_id: Any) -> Any:
    """Return the condition of an outer join from a conversation's id to its open handoff.

    `select(..., owner_column()).outerjoin(handoffs, open_handoff_of(conversations.c.id))`
    """
    return and_(handoffs.c.conversation_id == conversation_id, handoffs.c.is_open.is_(True))


def check_yours(session: Session | Connection, conversation_id: str, staff_id: str) -> int:
    """Hold the conversation for this person until the transaction ends; return its handoff's id.

    Raises NotYours when somebody else, nobody or the bot owns it.
    """
    wanted = (
        select(handoffs.c.id)
        .where(
            open_handoff_of(conversation_id),
            handoffs.c.state == "accepted",
            handoffs.c.accepted_by == staff_id,
        )
        .with_for_update()
    )
    handoff_id = session.execute(wanted).scalar_one_or_none()
    if handoff_id is None:
        raise NotYours("this person does not own the conversation")
    return int(handoff_id)
