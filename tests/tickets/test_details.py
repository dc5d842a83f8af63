from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bot.calendar.clock import FixedClock
from bot.tickets.complaint import Complaint
from bot.tickets.contents import FollowUpResult
from bot.tickets.errors import UnknownTicket
from bot.tickets.service import Tickets
from tests.tickets.people import AGENT, ANSWER, DAY, ICBC, SUPERVISOR

MakeComplaint = Callable[..., Complaint]


def test_the_whole_file(tickets: Tickets, number: str, clock: FixedClock) -> None:
    tickets.forward(number, AGENT)
    tickets.ask_extension(number, "复杂", ICBC)
    tickets.decide_extension(number, SUPERVISOR, granted=True, why="同意")
    clock.move(20 * DAY)
    tickets.answer(number, ANSWER, ICBC)
    tickets.follow_up(number, FollowUpResult(reached=True, score=3, nps=5), AGENT)
    file = tickets.details(number)
    assert file.ticket == tickets.find(number)
    assert file.events == tickets.events(number)
    assert (file.person_name, file.phone, file.id_number) == ("王建国", "13800138000", None)
    assert file.narrative == "年费没告诉我就扣了三百六" and file.demand_text == "把年费退给我"
    assert (file.conversation_id, file.occurred) == ("conversation-1", "2026-09-01")
    assert (file.emotion, file.elderly, file.extra) == ("calm", False, {})
    assert [len(rows) for rows in (file.answers, file.extensions, file.follow_ups)] == [1, 1, 1]
    assert file.ticket.score == 3


def test_deadlines_tell_whether_they_were_kept(
    tickets: Tickets, number: str, clock: FixedClock
) -> None:
    tickets.forward(number, AGENT)
    clock.move(16 * DAY)
    tickets.answer(number, ANSWER, ICBC)
    rows = {row.name: row for row in tickets.details(number).deadlines}
    told = {name: (row.met, row.in_time) for name, row in rows.items()}
    assert told == {
        "forward": (True, True),
        "answer": (True, False),  # a day late
        "acknowledge": (True, False),
        "review_request": (False, None),
    }
    assert (rows["answer"].since, rows["answer"].day) == (date(2026, 9, 24), date(2026, 10, 9))
    assert rows["answer"].law


def test_the_last_minute_of_the_last_day_is_in_time(
    tickets: Tickets, forwarded: str, clock: FixedClock
) -> None:
    clock.move(15 * DAY + timedelta(hours=11, minutes=59))  # 23:59 in Shanghai
    tickets.answer(forwarded, ANSWER, ICBC)
    (answer,) = (row for row in tickets.details(forwarded).deadlines if row.name == "answer")
    assert answer.in_time


def test_nothing_personal_shows_in_a_repr(tickets: Tickets, answered: str) -> None:
    tickets.follow_up(answered, FollowUpResult(True, 5, words="找王经理"), AGENT)
    shown = repr(tickets.details(answered))
    for secret in ("王建国", "13800138000", "年费", "王经理", "8000"):
        assert secret not in shown


def test_a_ticket_that_is_not_there(tickets: Tickets) -> None:
    with pytest.raises(UnknownTicket):
        tickets.details("2612345670")
