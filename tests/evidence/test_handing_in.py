"""Files come in once, within limits, and belong to whoever they were meant for."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.evidence.errors import NoRoom, UnknownEvidence, WrongFile
from bot.evidence.limits import limits
from bot.evidence.models import EvidenceFile, EvidencePart
from bot.evidence.service import Evidence
from bot.evidence.views import EvidenceView, Place
from bot.intake.draft import Draft
from bot.intake.drafts import Drafts
from bot.tickets.errors import UnknownTicket
from bot.tickets.service import Tickets
from tests.evidence import files
from tests.evidence.conftest import TALK, Register

AGENT = "agent:7"


def wav(number: int) -> bytes:
    """One of many small files, each different."""
    return files.wav(0.01) + b"note" + (4).to_bytes(4, "little") + number.to_bytes(4, "little")


def names(found: tuple[EvidenceView, ...]) -> list[str]:
    return [view.name for view in found]


def at(number: str, by: str = AGENT) -> Place:
    return Place(by, number=number)


def kinds(tickets: Tickets, number: str) -> list[str]:
    return [event.kind for event in tickets.events(number)]


def test_what_is_known_of_a_file(evidence: Evidence, clock: FixedClock, number: str) -> None:
    content = files.pdf()
    taken = evidence.take(at(number), content)
    assert not taken.again
    view = taken.file
    assert (view.name, view.group, view.media_type) == ("材料1.pdf", "pdf", "application/pdf")
    assert (view.by, view.at, view.number) == (AGENT, clock.now(), number)
    assert (view.size, view.has_thumbnail) == (len(content), False)
    assert evidence.find(view.id) == view


def test_what_was_stored_is_read_again(evidence: Evidence, number: str) -> None:
    content = files.wav(40)  # more than one piece
    taken = evidence.take(at(number), content)
    served = evidence.read(taken.file.id)
    assert (served.content, served.type, served.download_name) == (
        content,
        "audio/wav",
        "材料1.wav",
    )


def test_pictures_have_thumbnails_and_nothing_else_has(evidence: Evidence, number: str) -> None:
    picture = evidence.take(at(number), files.png((800, 400))).file
    document = evidence.take(at(number), files.pdf()).file
    small = evidence.thumbnail(picture.id)
    assert (small.type, small.download_name) == ("image/jpeg", "材料1.jpg")
    assert small.content.startswith(b"\xff\xd8") and len(small.content) < 5000
    with pytest.raises(UnknownEvidence):
        evidence.thumbnail(document.id)


def test_nothing_of_a_file_is_readable_in_the_database(
    evidence: Evidence, database: Database, number: str
) -> None:
    evidence.take(at(number), files.pdf())
    evidence.take(at(number), files.jpeg())
    with database.reading() as session:
        bodies = [bytes(body) for body in session.execute(select(EvidencePart.body)).scalars()]
    assert len(bodies) == 3
    for body in bodies:
        assert b"%PDF" not in body and b"\xff\xd8\xff" not in body and b"Catalog" not in body


def test_a_file_that_is_not_taken_leaves_nothing(
    evidence: Evidence, database: Database, number: str
) -> None:
    with pytest.raises(WrongFile):
        evidence.take(at(number), b"<html>")
    with database.reading() as session:
        assert session.execute(select(func.count()).select_from(EvidenceFile)).scalar_one() == 0


def test_the_same_file_again_is_the_same_entry(
    evidence: Evidence, tickets: Tickets, number: str
) -> None:
    first = evidence.take(at(number), files.jpeg())
    again = evidence.take(at(number, "agent:8"), files.jpeg())
    assert (first.again, again.again) == (False, True)
    assert first.file == again.file
    assert kinds(tickets, number).count("evidence_added") == 1


def test_a_file_known_from_the_conversation_is_known_at_the_ticket(
    evidence: Evidence, draft: Draft, register: Register
) -> None:
    before = evidence.take(TALK, files.jpeg())
    number = register(draft)
    after = evidence.take(at(number), files.jpeg())
    assert after.again and after.file.id == before.file.id


def test_the_same_file_of_two_people_is_two(evidence: Evidence) -> None:
    one = evidence.take(TALK, files.jpeg())
    other = evidence.take(Place("consumer", "talk-2"), files.jpeg())
    assert one.file.id != other.file.id and not other.again


def test_files_of_the_conversation_follow_the_ticket(
    evidence: Evidence, tickets: Tickets, draft: Draft, register: Register
) -> None:
    evidence.take(TALK, files.jpeg())
    evidence.take(TALK, files.pdf())
    assert [view.number for view in evidence.in_conversation("talk-1")] == [None, None]
    number = register(draft)
    assert names(evidence.of_ticket(number)) == ["材料1.jpg", "材料2.pdf"]
    assert {view.number for view in evidence.of_ticket(number)} == {number}
    assert names(evidence.in_conversation("talk-1")) == ["材料1.jpg", "材料2.pdf"]
    # They came before it was a ticket: registering tells of them.
    assert "evidence_added" not in kinds(tickets, number)


def test_files_that_come_before_anything_is_told_follow_too(
    evidence: Evidence, register: Register
) -> None:
    evidence.take(TALK, files.jpeg())
    number = register(Draft(intent="complain_fees"))
    assert names(evidence.of_ticket(number)) == ["材料1.jpg"]


def test_files_that_come_after_registering_belong_to_the_last_ticket(
    evidence: Evidence, tickets: Tickets, number: str
) -> None:
    taken = evidence.take(TALK, files.jpeg())
    assert taken.file.number == number
    assert kinds(tickets, number)[-1] == "evidence_added"


def test_files_of_a_repeat_go_to_the_ticket_that_is_open(
    evidence: Evidence, drafts: Drafts, register: Register, number: str
) -> None:
    again = Draft(intent="complain_fees")
    drafts.save("talk-2", again)
    evidence.take(Place("consumer", "talk-2"), files.jpeg())
    assert register(again, "talk-2") == number
    evidence.take(Place("consumer", "talk-2"), files.pdf())
    assert names(evidence.of_ticket(number)) == ["材料1.jpg", "材料2.pdf"]


def test_files_of_another_matter_wait_for_it(
    evidence: Evidence, drafts: Drafts, register: Register, number: str
) -> None:
    other = Draft(intent="complain_privacy")
    drafts.save("talk-1", other)
    assert evidence.take(TALK, files.jpeg()).file.number is None
    second = register(other, intent="complain_privacy")
    assert second != number
    assert evidence.of_ticket(number) == ()
    assert names(evidence.of_ticket(second)) == ["材料1.jpg"]


def test_files_of_a_matter_that_was_given_up_go_nowhere_by_themselves(
    evidence: Evidence, drafts: Drafts, draft: Draft, register: Register, tickets: Tickets
) -> None:
    taken = evidence.take(TALK, files.jpeg())
    other = Draft(intent="complain_privacy")
    drafts.save("talk-1", other)
    number = register(other, intent="complain_privacy")
    assert evidence.of_ticket(number) == ()
    attached = evidence.attach(taken.file.id, number, AGENT)
    assert attached.number == number
    assert evidence.attach(taken.file.id, number, AGENT) == attached
    assert kinds(tickets, number).count("evidence_added") == 1


def test_a_file_of_one_ticket_is_not_given_to_another(
    evidence: Evidence, register: Register, number: str
) -> None:
    taken = evidence.take(at(number), files.jpeg())
    other = register(Draft(), "talk-2", phone="13900139000")
    with pytest.raises(UnknownEvidence):
        evidence.attach(taken.file.id, other, AGENT)
    assert names(evidence.of_ticket(number)) == ["材料1.jpg"]


def test_a_file_stored_while_its_draft_was_handed_in_is_found_again(
    evidence: Evidence, database: Database, draft: Draft, register: Register
) -> None:
    taken = evidence.take(TALK, files.jpeg())
    number = register(draft)
    with database.session() as session:  # as if it had been stored a moment later
        session.get(EvidenceFile, taken.file.id).ticket_id = None
    assert evidence.of_ticket(number) == ()
    assert evidence.tidy() == 0
    assert names(evidence.of_ticket(number)) == ["材料1.jpg"]


def test_files_of_merged_tickets_are_those_of_the_one_that_goes_on(
    evidence: Evidence, tickets: Tickets, register: Register, number: str
) -> None:
    evidence.take(at(number), files.jpeg())
    other = register(Draft(), "talk-2", intent="complain_service")
    evidence.take(at(other), files.pdf())
    tickets.merge(number, other, AGENT)
    for either in (number, other):
        assert {view.number for view in evidence.of_ticket(either)} == {other}
        assert len(evidence.of_ticket(either)) == 2
    assert evidence.take(at(number), files.wav()).file.number == other


@pytest.mark.parametrize("wrong", ["", "2600000000", "1", "9" * 500, "'; --"])
def test_a_number_that_there_is_not(evidence: Evidence, wrong: str) -> None:
    for place in (at(wrong), Place("consumer", "talk-1", wrong)):
        with pytest.raises(UnknownTicket):
            evidence.take(place, files.jpeg())
        with pytest.raises(UnknownTicket):
            evidence.check_room(place)
    with pytest.raises(UnknownTicket):
        evidence.of_ticket(wrong)


def test_an_institution_knows_only_its_own(
    evidence: Evidence, tickets: Tickets, draft: Draft, number: str
) -> None:
    file = evidence.take(at(number), files.jpeg()).file
    waiting = evidence.take(Place("consumer", "talk-9"), files.jpeg()).file
    ours, theirs = Place("institution:icbc/41", number=number), "institution:ccb/5"
    for too_early in (ours, Place(theirs, number=number)):
        with pytest.raises(UnknownTicket):
            evidence.take(too_early, files.pdf())
    tickets.forward(number, AGENT)
    assert evidence.take(ours, files.pdf()).file.by == "institution:icbc/41"
    assert len(evidence.of_ticket(number, "icbc")) == 2
    assert evidence.read(file.id, "icbc").content
    with pytest.raises(UnknownTicket):
        evidence.take(Place(theirs, number=number), files.pdf())
    with pytest.raises(UnknownTicket):
        evidence.of_ticket(number, "ccb")
    for id, whose in ((file.id, "ccb"), (file.id, ""), (waiting.id, "icbc"), ("0" * 32, "icbc")):
        for ask in (evidence.find, evidence.read, evidence.thumbnail):
            with pytest.raises(UnknownEvidence):
                ask(id, whose)


def test_so_many_files_per_ticket(evidence: Evidence, clock: FixedClock, number: str) -> None:
    for count in range(limits().ticket_files):
        evidence.take(at(number), wav(count))
    for refused in (
        lambda: evidence.check_room(at(number)),
        lambda: evidence.take(at(number), wav(99)),
    ):
        with pytest.raises(NoRoom) as full:
            refused()
        assert full.value.reason == "files"
    # What is there already is still the same entry.
    assert evidence.take(at(number), wav(3)).again


def test_so_many_bytes_per_ticket(
    evidence: Evidence, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(limits()), "ticket_bytes", 2 * len(wav(0)))
    evidence.take(at(number), wav(0))
    evidence.take(at(number), wav(1))
    with pytest.raises(NoRoom) as full:
        evidence.take(at(number), wav(2))
    assert full.value.reason == "bytes"


def test_so_many_files_per_hour_and_sender(
    evidence: Evidence, clock: FixedClock, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(limits()), "per_hour", {"consumer": 2, "staff": 3})
    numbers = [register(Draft(), f"talk-{n}", phone=f"1390000000{n}") for n in range(3)]
    evidence.take(Place("consumer", "talk-0"), wav(0))
    evidence.take(Place("consumer", "talk-0"), wav(1))
    with pytest.raises(NoRoom) as too_many:
        evidence.take(Place("consumer", "talk-0", numbers[1]), wav(2))
    assert too_many.value.reason == "hour"
    evidence.take(Place("consumer", "talk-1"), wav(2))
    for count, number in enumerate(numbers):
        evidence.take(at(number), wav(10 + count))
    with pytest.raises(NoRoom):
        evidence.take(at(numbers[0]), wav(20))
    evidence.take(at(numbers[0], "agent:8"), wav(20))
    clock.move(timedelta(hours=1, seconds=1))
    evidence.take(at(numbers[0]), wav(21))
    evidence.take(Place("consumer", "talk-0"), wav(22))


def test_so_much_that_nobody_claims(
    evidence: Evidence, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(limits()), "unclaimed_bytes", len(wav(0)))
    evidence.take(Place("consumer", "talk-2"), wav(0))
    with pytest.raises(NoRoom) as full:
        evidence.take(Place("consumer", "talk-3"), wav(1))
    assert full.value.reason == "unclaimed"
    assert evidence.take(at(number), wav(1)).file.number == number


def test_many_at_once_lose_nothing_and_pass_no_limit(
    evidence: Evidence, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six threads, two of them with the same file, and room for four."""
    monkeypatch.setitem(vars(limits()), "ticket_files", 4)
    outcomes: list[str] = []

    def hand_in(content: bytes) -> None:
        try:
            outcomes.append("again" if evidence.take(at(number), content).again else "taken")
        except NoRoom as full:
            outcomes.append(full.reason)

    contents = [wav(0), wav(0), wav(1), wav(2), wav(3), wav(4)]
    threads = [threading.Thread(target=hand_in, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(evidence.of_ticket(number)) == outcomes.count("taken") == 4
    assert outcomes.count("files") + outcomes.count("again") == 2
    assert names(evidence.of_ticket(number)) == [f"材料{n}.wav" for n in (1, 2, 3, 4)]
