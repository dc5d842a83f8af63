"""Whether there is room for another file: per ticket, per sender and hour, and in the house."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from bot.evidence.errors import NoRoom
from bot.evidence.homes import Home, files_of
from bot.evidence.limits import limits
from bot.evidence.models import EvidenceFile
from bot.evidence.views import Place
from bot.tickets.actors import role_of

HOUR = timedelta(hours=1)


def check_room(session: Session, place: Place, home: Home, size: int, now: datetime) -> None:
    """Raise NoRoom unless a file of `size` bytes may still be stored."""
    _check_sender(session, place, now)
    sizes = _sizes(session, home)
    if len(sizes) >= limits().ticket_files:
        raise NoRoom("files")
    if sum(sizes) + size > limits().ticket_bytes:
        raise NoRoom("bytes")
    if home.ticket is None and _unclaimed(session) + size > limits().unclaimed_bytes:
        raise NoRoom("unclaimed")


def _check_sender(session: Session, place: Place, now: datetime) -> None:
    is_consumer = role_of(place.by) == "consumer"
    sender = EvidenceFile.by == place.by
    if is_consumer:
        whence = EvidenceFile.conversation_id == place.conversation_id
        sender = and_(sender, whence)
    counted = select(func.count()).where(sender, EvidenceFile.at > now - HOUR)
    most = limits().per_hour["consumer" if is_consumer else "staff"]
    if session.execute(counted).scalar_one() >= most:
        raise NoRoom("hour")


def _sizes(session: Session, home: Home) -> list[int]:
    """Return the sizes of the files of the ticket, or of those that wait in the conversation."""
    if home.ticket is not None:
        return [row.size for row in files_of(session, home.ticket)]
    waiting = select(EvidenceFile.size).where(
        EvidenceFile.scope == home.scope, EvidenceFile.ticket_id.is_(None)
    )
    return list(session.execute(waiting).scalars())


def _unclaimed(session: Session) -> int:
    waiting = select(func.coalesce(func.sum(EvidenceFile.size), 0))
    return int(session.execute(waiting.where(EvidenceFile.ticket_id.is_(None))).scalar_one())


def same_file(session: Session, home: Home, received_sha256: str) -> EvidenceFile | None:
    """Return the very same file if it was handed in here, or belongs to this ticket, already."""
    here = EvidenceFile.scope == home.scope
    if home.ticket is not None:
        here = or_(here, EvidenceFile.ticket_id == home.ticket.id)
    same = select(EvidenceFile).where(EvidenceFile.received_sha256 == received_sha256, here)
    return session.execute(same.limit(1)).scalar_one_or_none()
