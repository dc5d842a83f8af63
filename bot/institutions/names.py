"""Who is who inside an institution: colleagues, who handles what, and what actors are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from bot.accounts.models import Account
from bot.accounts.rows import staff_of
from bot.accounts.staff import Staff
from bot.institutions.models import ApiKey, TicketHandler
from bot.institutions.officer import INSTITUTION, Officer
from bot.tickets.actors import institution_of, role_of
from bot.tickets.models import Ticket

CONSUMER, HOUSE, A_KEY, A_COLLEAGUE = "消费者", "热线", "接口", "同事"


def colleagues_of(session: Session, officer: Officer) -> list[Staff]:
    """Return those to whom an officer may give a ticket: of a branch, its own people and above."""
    wanted = _of_institution(officer.institution_id).where(Account.disabled_at.is_(None))
    if officer.branch is not None:
        wanted = wanted.where(or_(Account.branch == officer.branch, _is_head_office()))
    return [staff_of(row) for row in session.execute(wanted).scalars()]


def handlers_of(account_id: str) -> Any:
    """Return the condition under which a ticket is with this colleague now."""
    last = select(func.max(TicketHandler.id)).group_by(TicketHandler.ticket_id)
    theirs = select(TicketHandler.ticket_id).where(
        TicketHandler.account_id == account_id, TicketHandler.id.in_(last)
    )
    return Ticket.id.in_(theirs)


def handler_names(session: Session, officer: Officer, ticket_ids: Iterable[int]) -> dict[int, str]:
    """Return who handles each ticket now, if somebody does who may still see it."""
    last = (
        select(func.max(TicketHandler.id))
        .where(TicketHandler.ticket_id.in_(list(ticket_ids)))
        .group_by(TicketHandler.ticket_id)
    )
    wanted = (
        select(TicketHandler.ticket_id, Account)
        .join(Account, Account.id == TicketHandler.account_id)
        .join(Ticket, Ticket.id == TicketHandler.ticket_id)
        .where(
            TicketHandler.id.in_(last),
            Account.institution_id == officer.institution_id,
            Account.disabled_at.is_(None),
            or_(Account.branch == Ticket.assigned, _is_head_office()),
        )
    )
    return {ticket_id: account.name for ticket_id, account in session.execute(wanted)}


def current_handler(session: Session, ticket_id: int) -> str | None:
    """Return the id of whoever has the ticket now."""
    wanted = select(TicketHandler.account_id).where(TicketHandler.ticket_id == ticket_id)
    newest = wanted.order_by(TicketHandler.id.desc()).limit(1)
    found: str | None = session.execute(newest).scalar_one_or_none()
    return found


def namer(session: Session, institution_id: str) -> Callable[[str], str]:
    """Return how actors are called before people of this institution."""
    known: dict[str, str] = {
        row.id: row.name for row in session.execute(_of_institution(institution_id)).scalars()
    }
    keys = select(ApiKey).where(ApiKey.institution_id == institution_id)
    known |= {row.id: f"{A_KEY} {row.name}" for row in session.execute(keys).scalars()}
    return lambda actor: _name(actor, institution_id, known)


def _name(actor: str, institution_id: str, known: Mapping[str, str]) -> str:
    role = role_of(actor)
    if role != INSTITUTION:
        return CONSUMER if role == "consumer" else HOUSE
    if institution_of(actor) != institution_id:
        return HOUSE
    return known.get(actor.partition("/")[2], A_COLLEAGUE)


def _of_institution(institution_id: str) -> Select:
    return (
        select(Account)
        .where(Account.role == INSTITUTION, Account.institution_id == institution_id)
        .order_by(Account.desk_number)
    )


def _is_head_office() -> Any:
    return or_(Account.branch.is_(None), Account.branch == "")
