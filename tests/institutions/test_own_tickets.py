"""An officer finds the institution's tickets, what is due first; others' are not there at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.institutions.errors import WrongField
from bot.institutions.officer import Officer
from bot.institutions.own_views import SHELVES, OwnTicket, Wanted
from bot.tickets.errors import UnknownTicket
from tests.institutions.house import AGENT, ANSWER, SUPERVISOR, House

DAY = timedelta(days=1)


@pytest.fixture
def officer(house: House) -> Officer:
    return house.officer()


def numbers(house: House, officer: Officer, wanted: Wanted | None = None) -> list[str]:
    page = house.institutions.files.page(officer, wanted or Wanted("all"))
    return [row.ticket.number for row in page.rows]


def only(house: House, officer: Officer) -> OwnTicket:
    (row,) = house.institutions.files.page(officer, Wanted("all")).rows
    return row


def test_the_two_clocks_are_those_of_the_profile(house: House, officer: Officer) -> None:
    """Forwarded on Thursday 24 September 2026: the next day begins the Mid-Autumn holiday."""
    number = house.forwarded()
    row = only(house, officer)
    assert row.acknowledge is not None
    assert row.answer is not None
    assert (row.acknowledge.day, row.acknowledge.days_left) == (date(2026, 9, 28), 4)
    assert (row.answer.name, row.answer.day) == ("answer", date(2026, 10, 9))
    assert row.answer.title == "机构答复"
    house.institutions.acts.acknowledge(officer, number)
    assert only(house, officer).acknowledge is None
    house.institutions.acts.ask_extension(officer, number, "要调录像")
    house.tickets.decide_extension(number, SUPERVISOR, granted=True, why="同意")
    longer = only(house, officer).answer
    assert longer is not None
    assert (longer.name, longer.day) == ("answer_complex", date(2026, 10, 24))
    house.institutions.acts.answer(officer, number, ANSWER)
    assert only(house, officer).answer is None


def test_what_is_due_first_stands_first(house: House, officer: Officer) -> None:
    late = house.forwarded()
    house.institutions.acts.acknowledge(officer, late)
    house.fixed.move(3 * DAY)
    soon = house.forwarded()
    answered = house.forwarded()
    house.institutions.acts.answer(officer, answered, ANSWER)
    # To acknowledge (29 September) comes before to answer (9 October); then what waits for nothing.
    assert numbers(house, officer) == [soon, late, answered]


def test_shelves_hold_what_they_say(house: House, officer: Officer) -> None:
    acts = house.institutions.acts
    fresh, busy, done, looked_at = (house.forwarded() for _ in range(4))
    acts.acknowledge(officer, busy)
    acts.answer(officer, done, ANSWER)
    acts.answer(officer, looked_at, ANSWER)
    house.tickets.review(looked_at, "不认可", "consumer")
    found = {shelf: set(numbers(house, officer, Wanted(shelf))) for shelf in SHELVES}
    assert found == {
        "todo": {fresh, busy, looked_at},
        "receive": {fresh},
        "answer": {busy},
        "review": {looked_at},
        "answered": {done},
        "all": {fresh, busy, done, looked_at},
    }
    counts = house.institutions.files.counts(officer)
    assert {shelf: counts[shelf] for shelf in SHELVES} == {
        shelf: len(there) for shelf, there in found.items()
    }


def test_due_means_the_clocks_of_the_institution(house: House, officer: Officer) -> None:
    house.forwarded()
    counted = []
    for days in (0, 1, 3, 5, 20):
        house.fixed.set(house.clock.now().replace(day=24, month=9) + days * DAY)
        counts = house.institutions.files.counts(officer)
        counted.append((counts["due"], counts["at_risk"], counts["overdue"]))
    # Acknowledge by 28 September, answer by 9 October.
    assert counted == [(0, 0, 0), (0, 1, 0), (0, 1, 0), (0, 0, 1), (0, 0, 1)]
    house.fixed.set(house.clock.now().replace(day=28, month=9))
    assert house.institutions.files.counts(officer)["due"] == 1


@pytest.mark.parametrize("wanted", [Wanted("shelf"), Wanted(due="soon")])
def test_there_are_no_other_shelves(house: House, officer: Officer, wanted: Wanted) -> None:
    with pytest.raises(WrongField):
        house.institutions.files.page(officer, wanted)


def test_pages(house: House, officer: Officer) -> None:
    for _ in range(5):
        house.forwarded()
    files = house.institutions.files
    pages = [files.page(officer, Wanted(), page, 2) for page in (1, 2, 3, 9, 0)]
    assert [(page.number, len(page.rows), page.total, page.pages) for page in pages] == [
        (1, 2, 5, 3),
        (2, 2, 5, 3),
        (3, 1, 5, 3),
        (3, 1, 5, 3),
        (1, 2, 5, 3),
    ]
    seen = [row.ticket.number for page in pages[:3] for row in page.rows]
    assert len(set(seen)) == 5


def test_found_by_number_branch_handler_and_day(house: House, officer: Officer) -> None:
    acts, colleague = house.institutions.acts, house.hire()
    first = house.forwarded()
    house.fixed.move(2 * DAY)
    second = house.forwarded()
    acts.assign(officer, second, "昌平支行")
    acts.give(officer, first, colleague.id)
    for wanted, there in (
        (Wanted(number=first), [first]),
        (Wanted(number="2600000000"), []),
        (Wanted(branch="昌平支行"), [second]),
        (Wanted(handler=colleague.id), [first]),
        (Wanted(handler="nobody"), []),
        (Wanted(since=date(2026, 9, 25)), [second]),
        (Wanted(until=date(2026, 9, 25)), [first]),
    ):
        assert numbers(house, officer, wanted) == there


def test_an_officer_of_a_branch_sees_what_is_assigned_to_it(house: House, officer: Officer) -> None:
    """That the consumer named a branch is not enough: who looks into it is decided above."""
    branch = house.officer(branch="昌平支行")
    number, other = house.forwarded(), house.forwarded()
    assert numbers(house, branch) == []
    house.institutions.acts.assign(officer, number, "昌平支行")
    house.institutions.acts.assign(officer, other, "海淀支行")
    assert numbers(house, branch) == [number]
    assert house.institutions.files.counts(branch)["all"] == 1
    assert house.institutions.files.find(branch, number).number == number
    with pytest.raises(UnknownTicket):
        house.institutions.files.find(branch, other)
    house.institutions.acts.assign(officer, number, "海淀支行")
    assert numbers(house, branch) == []


def test_changed_since_gives_each_once_in_the_order_of_registration(
    house: House, officer: Officer
) -> None:
    old = [house.forwarded() for _ in range(3)]
    moment = house.clock.now() + DAY
    house.fixed.set(moment)
    house.tickets.urge(old[1], "consumer")
    new = house.forwarded()
    files = house.institutions.files
    rows, after = files.changed_since(officer, Wanted("all"), moment, 0, 10)
    assert ([row.ticket.number for row in rows], after) == ([old[1], new], None)
    seen, after = [], 0
    while after is not None:
        rows, after = files.changed_since(officer, Wanted("all"), None, after, 3)
        seen += [row.ticket.number for row in rows]
    assert seen == [*old, new]


def test_before_it_is_forwarded_and_when_it_is_a_report_it_is_not_there(
    house: House, officer: Officer
) -> None:
    registered = house.register()
    report = house.register(kind="report", intent="report_violation")
    house.tickets.accept_report(report, AGENT)
    assert numbers(house, officer) == []
    for number in (registered, report):
        with pytest.raises(UnknownTicket):
            house.institutions.files.find(officer, number)
