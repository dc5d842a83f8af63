"""Files end with the person's data, and what was changed behind our back is not shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.evidence.errors import EvidenceSpoilt, UnknownEvidence
from bot.evidence.limits import limits
from bot.evidence.models import EvidenceFile, EvidencePart
from bot.evidence.service import Evidence
from bot.evidence.views import Place
from bot.intake.draft import Draft
from bot.tickets.errors import UnknownTicket
from bot.tickets.models import Ticket
from bot.tickets.service import Tickets
from tests.evidence import files
from tests.evidence.conftest import TALK, Register

FOUR_YEARS = timedelta(days=4 * 365)


def rows(database: Database) -> tuple[int, int]:
    with database.reading() as session:
        return tuple(  # type: ignore[return-value]
            session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (EvidenceFile, EvidencePart)
        )


@pytest.fixture
def closed(tickets: Tickets, evidence: Evidence, number: str) -> str:
    """A ticket with a picture that has come to its end."""
    evidence.take(TALK, files.jpeg())
    tickets.withdraw(number, "", "agent:7")
    return number


def test_files_go_with_the_person(
    tickets: Tickets, evidence: Evidence, database: Database, clock: FixedClock, closed: str
) -> None:
    (file,) = evidence.of_ticket(closed)
    clock.move(FOUR_YEARS)
    assert tickets.purge(clock.now()) == 1
    assert rows(database) == (0, 0)
    assert evidence.of_ticket(closed) == ()
    with pytest.raises(UnknownEvidence):
        evidence.read(file.id)


def test_files_stay_as_long_as_the_law_wants_the_record(
    tickets: Tickets, evidence: Evidence, database: Database, clock: FixedClock, closed: str
) -> None:
    assert not tickets.erase(closed, "agent:7").done
    clock.move(timedelta(days=1000))
    assert tickets.purge(clock.now()) == 0 and evidence.tidy() == 0
    assert rows(database) == (1, 2)


def test_erasing_one_leaves_the_files_of_others(
    tickets: Tickets,
    evidence: Evidence,
    database: Database,
    clock: FixedClock,
    closed: str,
    register: Register,
) -> None:
    clock.move(FOUR_YEARS)
    other = register(Draft(), "talk-2", phone="13900139000")
    evidence.take(Place("consumer", "talk-2"), files.pdf())
    tickets.purge(clock.now())
    assert rows(database) == (1, 1)
    assert len(evidence.of_ticket(other)) == 1


def test_nothing_is_added_to_a_forgotten_person(
    tickets: Tickets, evidence: Evidence, clock: FixedClock, closed: str
) -> None:
    clock.move(FOUR_YEARS)
    tickets.purge(clock.now())
    with pytest.raises(UnknownTicket):
        evidence.take(Place("agent:7", number=closed), files.pdf())
    assert evidence.take(TALK, files.pdf()).file.number is None


def test_what_an_erasure_missed_goes_with_the_next_round(
    tickets: Tickets, evidence: Evidence, database: Database, clock: FixedClock, closed: str
) -> None:
    clock.move(FOUR_YEARS)
    tickets.purge(clock.now())
    late = evidence.take(TALK, files.pdf()).file
    with database.session() as session:  # as if it had come in at that very moment
        erased = session.execute(select(Ticket.id).where(Ticket.number == closed)).scalar_one()
        session.get(EvidenceFile, late.id).ticket_id = erased
    assert evidence.tidy() == 1
    assert rows(database) == (0, 0)


def test_what_nobody_claims_is_forgotten_in_time(
    evidence: Evidence, database: Database, clock: FixedClock, number: str
) -> None:
    evidence.take(Place("consumer", "talk-8"), files.jpeg())
    evidence.take(Place("agent:7", number=number), files.jpeg())
    clock.move(timedelta(days=limits().unclaimed_days))
    assert evidence.tidy() == 0
    clock.move(timedelta(seconds=1))
    assert evidence.tidy() == 1
    assert rows(database) == (1, 2)
    assert evidence.tidy() == 0


def change_part(database: Database, file_id: str, **values: object) -> None:
    with database.session() as session:
        session.execute(
            update(EvidencePart)
            .where(EvidencePart.file_id == file_id, EvidencePart.what == "content")
            .values(**values)
            .execution_options(synchronize_session=False)
        )


def test_what_was_changed_is_not_shown(evidence: Evidence, database: Database, number: str) -> None:
    one = evidence.take(Place("agent:7", number=number), files.pdf()).file
    other = evidence.take(Place("agent:7", number=number), files.wav()).file
    with database.reading() as session:
        theirs = session.get(EvidencePart, (other.id, "content", 0)).body
    for body in (theirs, b"", bytes(theirs)[:-1] + b"?"):
        change_part(database, one.id, body=body)
        with pytest.raises(EvidenceSpoilt):
            evidence.read(one.id)
    assert evidence.read(other.id).content == files.wav()


def test_pieces_that_changed_places_or_are_missing_are_noticed(
    evidence: Evidence, database: Database, number: str
) -> None:
    file = evidence.take(Place("agent:7", number=number), files.wav(40)).file
    change_part(database, file.id, position=EvidencePart.position + 10)
    with pytest.raises(EvidenceSpoilt):
        evidence.read(file.id)
    with database.session() as session:
        session.delete(session.get(EvidencePart, (file.id, "content", 11)))
    change_part(database, file.id, position=EvidencePart.position - 10)
    with pytest.raises(EvidenceSpoilt):
        evidence.read(file.id)
