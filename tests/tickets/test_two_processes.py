"""Two processes at the same tickets: whatever they do together, every ticket stays sound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from bot.database import Database
from bot.privacy.encryption import Cipher
from bot.tickets.complaint import Complaint
from bot.tickets.service import Tickets
from tests.databases import KINDS, new_database
from tests.tickets.hammering import do_one, hammer, tickets_over
from tests.tickets.people import AGENT, DAY, ICBC
from tests.tickets.soundness import check

MakeComplaint = Callable[..., Complaint]
ACTS = 200


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with new_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


@pytest.fixture
def shared(database: Database, cipher: Cipher) -> Tickets:
    return tickets_over(database)


def all_at_once(work: Callable[..., None], jobs: list[tuple[Any, ...]]) -> list[Any]:
    """Run every job in a process of its own, all beginning together; returns what they told."""
    context = get_context("spawn")
    ready, results = context.Barrier(len(jobs)), context.Queue()
    processes = [context.Process(target=work, args=(*job, ready, results)) for job in jobs]
    for process in processes:
        process.start()
    told = [results.get(timeout=300) for _ in jobs]
    for process in processes:
        process.join()
    assert [error for _, error in told if error] == []
    return [outcome for outcome, _ in told]


def test_every_ticket_stays_sound(url: str, shared: Tickets, complaint: MakeComplaint) -> None:
    """Four tickets of one person, so that they merge, join and block each other often."""
    intents = ("complain_fees", "complain_loan", "complain_service", "complain_account")
    numbers = [shared.register(complaint(intent=intent), "bot").number for intent in intents]
    done: Counter[str] = sum(
        map(Counter, all_at_once(hammer, [(url, seed, ACTS, numbers) for seed in (1, 2)])),
        Counter(),
    )
    assert done["refused"] < 2 * ACTS - 50  # most acts meet a ticket that is elsewhere
    files = {number: shared.details(number) for number in numbers}
    for file in files.values():
        check_but_for_the_time(file)
    for group in shared.groups():
        assert len(group.representatives) <= 5
        assert all(files[member].ticket.group == group.name for member in group.members)
    for number in numbers:
        told = shared.status(number, "8000")
        assert told is not None and told.merged_into is None


def check_but_for_the_time(file: Any) -> None:
    """Each process moves its own clock, so that moments do not follow each other here."""
    ordered = sorted(event.at for event in file.events)
    events = tuple(
        type(event)(**(vars(event) | {"at": at}))
        for event, at in zip(file.events, ordered, strict=True)
    )
    check(type(file)(**(vars(file) | {"events": events})))


@pytest.fixture
def pair(shared: Tickets, complaint: MakeComplaint) -> tuple[str, str]:
    first, second = (
        shared.register(complaint(intent=intent), "bot").number
        for intent in ("complain_fees", "complain_loan")
    )
    return first, second


def kinds(tickets: Tickets, *numbers: str) -> Counter[str]:
    return Counter(event.kind for number in numbers for event in tickets.events(number))


def test_each_merged_into_the_other_is_one_merge(
    url: str, shared: Tickets, pair: tuple[str, str]
) -> None:
    first, second = pair
    told = all_at_once(do_one, [(url, "merge", first, second), (url, "merge", second, first)])
    assert sorted(told) == ["merge", "refused"]
    assert sorted([shared.find(number).is_open for number in pair]) == [False, True]
    assert kinds(shared, *pair)["took_in"] == 1


def test_one_receipt_one_decision_one_reminder(
    url: str, shared: Tickets, pair: tuple[str, str]
) -> None:
    number = shared.forward(pair[0], AGENT).number
    assert all_at_once(do_one, [(url, "acknowledge", number, "")] * 2) == ["acknowledge"] * 2
    assert kinds(shared, number)["moved"] == 2
    shared.ask_extension(number, "复杂", ICBC)
    decisions = [(url, "grant", number, ""), (url, "refuse", number, "")]
    assert sorted(all_at_once(do_one, decisions))[-1] == "refused"
    counted = kinds(shared, number)
    assert counted["extension_granted"] + counted["extension_refused"] == 1
    shared._clock.move(-60 * DAY)  # type: ignore[attr-defined]
    check(shared.details(number))


def test_the_same_reminder_is_written_once(
    url: str, shared: Tickets, pair: tuple[str, str]
) -> None:
    shared._clock.move(-13 * DAY)  # type: ignore[attr-defined]
    for number in pair:
        shared.acknowledge(shared.forward(number, AGENT).number, ICBC)
    all_at_once(do_one, [(url, "remind", pair[0], "")] * 2)
    for number in pair:
        assert kinds(shared, number)["reminded"] == 1


def test_five_speak_however_many_try(url: str, shared: Tickets, complaint: MakeComplaint) -> None:
    numbers = [
        shared.register(complaint(phone=f"1390013900{digit}"), "bot").number for digit in range(7)
    ]
    group = shared.open_group(numbers[0], "理财", AGENT).name
    for number in numbers[:4]:
        shared.join(number, group, AGENT, representative=True)
    told = all_at_once(do_one, [(url, "join", number, group) for number in numbers[4:]])
    assert sorted(told) == ["join", "refused", "refused"]
    assert len(shared.group(group).representatives) == 5


def test_the_twentieth_alarms_once(url: str, shared: Tickets, complaint: MakeComplaint) -> None:
    numbers = [
        shared.register(complaint(phone=f"139001390{digit:02}"), "bot").number
        for digit in range(21)
    ]
    group = shared.open_group(numbers[0], "理财", AGENT).name
    for number in numbers[1:18]:
        shared.join(number, group, AGENT)
    all_at_once(do_one, [(url, "join", number, group) for number in numbers[18:]])
    assert len(shared.group(group).members) == 21
    assert kinds(shared, *numbers)["major_group"] == 1
