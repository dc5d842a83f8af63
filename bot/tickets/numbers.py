"""Give out ticket numbers that nobody can count or guess."""

from __future__ import annotations

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.language import ticket_number
from bot.tickets.errors import NoFreeNumber
from bot.tickets.models import Ticket

TRIES = 50


def new_number(session: Session, year: int) -> str:
    """Draw a random number of this year that no ticket has; raises NoFreeNumber."""
    for _ in range(TRIES):
        number = ticket_number.make(year, f"{secrets.randbelow(10**7):07d}")
        taken = select(Ticket.id).where(Ticket.number == number)
        if session.execute(taken).first() is None:
            return number
    raise NoFreeNumber(f"no free ticket number for {year} in {TRIES} draws")
