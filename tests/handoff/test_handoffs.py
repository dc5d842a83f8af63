from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import text

from bot.calendar.clock import FixedClock
from bot.calendar.working_days import WorkingCalendar
from bot.database import Database
from bot.handoff.service import AlreadyTaken, Handoffs, UnknownHandoff
from bot.privacy.encryption import Cipher
from bot.profile import load_profile

NOON_BREAK = datetime(2026, 9, 24, 4, 30, tzinfo=timezone.utc)
MORNING = datetime(2026, 9, 24, 2, 0, tzinfo=timezone.utc)
EVENING = datetime(2026, 9, 24, 12, 0, tzinfo=timezone.utc)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MORNING)


@pytest.fixture
def handoffs(database: Database, cipher: Cipher, clock: FixedClock) -> Iterator[Handoffs]:
    profile = load_profile("nfra-12378")
    yield Handoffs(database, profile, clock, profile.service_hours.over(WorkingCalendar.load()))


def ask(handoffs: Handoffs, conversation: str, priority: int = 0) -> int:
    return handoffs.request(conversation, "asked", {"gist": "年费"}, "bank", priority).id


def test_in_hours_there_is_a_place_in_the_queue(handoffs: Handoffs) -> None:
    first = handoffs.request("one", reason="asked", summary={"gist": "年费"}, skill="bank")
    second = handoffs.request("two", reason="not_understood", summary={}, skill="bank")
    assert (first.in_hours, first.position, first.callback_at) == (True, 1, None)
    assert second.position == 2
    assert first.summary == {"gist": "年费"}
    assert first.state == "waiting"


@pytest.mark.parametrize(
    ("now", "callback"),
    [
        (NOON_BREAK, datetime(2026, 9, 24, 5, 0, tzinfo=timezone.utc)),
        # After hours before the three days of Mid-Autumn.
        (EVENING, datetime(2026, 9, 28, 1, 0, tzinfo=timezone.utc)),
    ],
)
def test_out_of_hours_a_time_is_promised(
    handoffs: Handoffs, clock: FixedClock, now: datetime, callback: datetime
) -> None:
    clock.set(now)
    view = handoffs.request("one", "asked", {}, "bank", 1)
    assert (view.in_hours, view.position, view.callback_at) == (False, None, callback)


def test_asking_twice_is_asking_once(handoffs: Handoffs, clock: FixedClock) -> None:
    first = handoffs.request("one", "asked", {}, "bank", 1)
    clock.move(timedelta(minutes=5))
    assert handoffs.request("one", "angry", {"new": 1}, "fraud", 3) == first
    assert len(handoffs.waiting()) == 1


def test_urgent_ones_go_first_then_who_came_first(handoffs: Handoffs) -> None:
    ask(handoffs, "usual")
    ask(handoffs, "later")
    urgent = handoffs.request("urgent", "asked", {}, "fraud", 3)
    assert urgent.position == 1
    queue = handoffs.waiting()
    assert [view.conversation_id for view in queue] == ["urgent", "usual", "later"]
    assert [view.position for view in queue] == [1, 2, 3]


def test_one_agent_takes_a_conversation(handoffs: Handoffs) -> None:
    wanted = ask(handoffs, "one")
    view = handoffs.accept(wanted, "agent:3")
    assert (view.state, view.accepted_by, view.position) == ("accepted", "agent:3", None)
    assert handoffs.accept(wanted, "agent:3").state == "accepted"
    with pytest.raises(AlreadyTaken):
        handoffs.accept(wanted, "agent:4")
    assert handoffs.waiting() == []
    # Who talks to an agent does not queue again.
    assert handoffs.request("one", "asked", {}).id == wanted


def test_cancelling_and_handing_back(handoffs: Handoffs) -> None:
    first = ask(handoffs, "one")
    assert not handoffs.finish("one")
    assert handoffs.cancel("one")
    assert not handoffs.cancel("one")
    with pytest.raises(AlreadyTaken):
        handoffs.accept(first, "agent:3")
    second = ask(handoffs, "one")
    assert second != first
    handoffs.accept(second, "agent:3")
    assert not handoffs.cancel("one")
    assert handoffs.finish("one")
    assert ask(handoffs, "one") not in (first, second)


def test_an_unknown_request_cannot_be_taken(handoffs: Handoffs) -> None:
    with pytest.raises(UnknownHandoff):
        handoffs.accept(999, "agent:3")


def test_the_summary_is_encrypted(handoffs: Handoffs, database: Database) -> None:
    handoffs.request("one", "asked", {"gist": "secret gist"}, "bank")
    with database.engine.connect() as connection:
        stored = connection.execute(text("SELECT summary FROM handoffs")).scalar_one()
    assert b"secret gist" not in bytes(stored)
    assert "secret gist" not in repr(handoffs.waiting())
