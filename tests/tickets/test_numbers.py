from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.database import Database
from bot.language import ticket_number
from bot.tickets import numbers
from bot.tickets.complaint import Complaint
from bot.tickets.errors import NoFreeNumber
from bot.tickets.service import Tickets


def test_numbers_are_valid_and_not_in_a_row(database: Database) -> None:
    with database.session() as session:
        drawn = {numbers.new_number(session, 2026) for _ in range(30)}
    assert len(drawn) == 30
    assert all(map(ticket_number.is_valid, drawn))
    assert len({number[:4] for number in drawn}) > 5


def test_a_taken_number_is_not_given_out_again(
    database: Database,
    tickets: Tickets,
    complaint: Callable[..., Complaint],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken = tickets.register(complaint(), "bot").number
    draws = iter([int(taken[2:9]), 42])
    monkeypatch.setattr(numbers.secrets, "randbelow", lambda _: next(draws))
    with database.session() as session:
        assert numbers.new_number(session, 2026) == ticket_number.make(2026, "0000042")
    monkeypatch.setattr(numbers.secrets, "randbelow", lambda _: int(taken[2:9]))
    with pytest.raises(NoFreeNumber), database.session() as session:
        numbers.new_number(session, 2026)
