"""Institutions hear of their own tickets: everything that concerns them, in order, once each."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.institutions.event_kinds import kinds_told, public_kind, public_kinds
from bot.institutions.feed import Stretch
from bot.tickets.contents import FollowUpResult
from bot.tickets.event_kinds import event_titles
from bot.tickets.models import Ticket, TicketEvent
from bot.tickets.states import all_states
from tests.institutions.house import AGENT, ANSWER, REVIEWER, SUPERVISOR, House

LONG = 1000
# Kinds of events of others (bot/evidence) that bot/tickets need not know.
FOREIGN = {"evidence_added", "objected"}


def kinds(stretch: Stretch) -> list[str]:
    return [told.kind.removeprefix("ticket.") for told in stretch.events]


def live(house: House, number: str) -> None:
    """Let a forwarded ticket live to its end."""
    tickets, bank = house.tickets, "institution:icbc/41"
    tickets.acknowledge(number, bank)
    tickets.assign(number, "昌平支行", bank)
    tickets.add(number, "又扣了一笔", "consumer")
    tickets.urge(number, "consumer")
    tickets.ask_extension(number, "要调录像", bank)
    tickets.decide_extension(number, SUPERVISOR, granted=True, why="同意")
    tickets.guide(number, "notary", AGENT)
    tickets.answer(number, ANSWER, bank)
    tickets.review(number, "不认可", "consumer")
    tickets.decide_review(number, ANSWER, REVIEWER)
    tickets.follow_up(number, FollowUpResult(reached=True, score=4), AGENT)
    tickets.close(number, "", AGENT)


def test_a_whole_life_as_its_institution_hears_of_it(house: House) -> None:
    number = house.forwarded()
    live(house, number)
    heard = house.institutions.feed.after("icbc", 0, LONG)
    assert kinds(heard) == [
        "forwarded",
        "acknowledged",
        "assigned",
        "added",
        "clock_restarted",
        "urged",
        "extension_asked",
        "extension_granted",
        "answered",
        "review_asked",
        "review_decided",
        "followed_up",
        "closed",
    ]
    assert {told.number for told in heard.events} == {number}
    assert len({told.id for told in heard.events}) == len(heard.events)
    assert house.institutions.feed.after("abc", 0, LONG).events == ()


def test_nothing_is_heard_of_what_was_not_forwarded_or_happened_before(house: House) -> None:
    house.register()
    early = house.register()
    house.tickets.urge(early, "consumer")
    house.tickets.forward(early, AGENT)
    report = house.register(kind="report", intent="report_violation")
    house.tickets.accept_report(report, AGENT)
    heard = house.institutions.feed.after("icbc", 0, LONG)
    assert [(told.number, told.kind) for told in heard.events] == [(early, "ticket.forwarded")]


def test_pages_follow_each_other_without_gap_or_repeat(house: House) -> None:
    numbers = [house.forwarded(institution_id=one) for one in ("icbc", "abc", "icbc", "icbc")]
    for number in numbers:
        house.tickets.urge(number, "consumer")
    whole = house.institutions.feed.after("icbc", 0, LONG).events
    position, pages = 0, []
    while True:
        page = house.institutions.feed.after("icbc", position, 2)
        pages += page.events
        position = page.position
        if not page.more:
            break
    assert tuple(pages) == whole
    assert len(whole) == 6
    assert house.institutions.feed.after("icbc", position, 2) == Stretch((), position, False)


def test_reminders_are_told_for_what_the_institution_must_keep(house: House) -> None:
    number = house.forwarded()
    house.fixed.move(timedelta(days=40))
    house.tickets.remind()
    heard = kinds(house.institutions.feed.after("icbc", 0, LONG))
    assert heard.count("overdue") == 2  # to acknowledge, to answer
    with house.database.session() as session:
        ticket = session.execute(select(Ticket).where(Ticket.number == number)).scalar_one()
        ticket.events.append(
            TicketEvent(at=house.clock.now(), actor="chore", kind="overdue", about="ladder")
        )
    assert kinds(house.institutions.feed.after("icbc", 0, LONG)) == heard


def test_an_event_has_one_name_and_only_events_that_there_are_are_named() -> None:
    assert set(kinds_told()) <= set(event_titles()) | FOREIGN
    for kind in public_kinds().values():
        assert set(kind.to) | set(kind.since) <= set(all_states())
    moves = [
        TicketEvent(kind="moved", old_state=old.name, new_state=new, about=None)
        for old in all_states().values()
        for new in old.next
    ]
    for move in moves:
        fitting = [kind.name for kind in public_kinds().values() if kind.fits(move, ())]
        assert len(fitting) <= 1, fitting
        assert public_kind(move, ()) is None or fitting == [public_kind(move, ()).name]
    untold = {move.new_state for move in moves if public_kind(move, ()) is None}
    assert untold == {"registered"}


def test_public_ids_tell_nothing_and_never_change(house: House) -> None:
    house.forwarded()
    (told,) = house.institutions.feed.after("icbc", 0, LONG).events
    again = house.institutions.feed.after("icbc", 0, LONG).events[0]
    assert told == again
    assert told.id.startswith("evt_")
    assert str(told.row) not in told.id.removeprefix("evt_")[:2]


def test_an_event_that_is_committed_late_is_not_skipped(postgres_house: House) -> None:
    """One act takes an id, another a later one and ends first: neither may be lost."""
    house = postgres_house
    slow, quick = house.forwarded(), house.forwarded()
    feed = house.institutions.feed
    position = feed.after("icbc", 0, LONG).position
    with house.database.session() as session:
        ticket = session.execute(select(Ticket).where(Ticket.number == slow)).scalar_one()
        ticket.events.append(TicketEvent(at=house.clock.now(), actor="consumer", kind="urged"))
        session.flush()  # the id is taken, nothing is committed
        house.tickets.urge(quick, "consumer")
        seen = feed.after("icbc", position, LONG)  # waits for us, but not for ever
        assert seen == Stretch((), position, False)
    after = feed.after("icbc", position, LONG)
    assert [(told.kind, told.number) for told in after.events] == [
        ("ticket.urged", slow),
        ("ticket.urged", quick),
    ]
