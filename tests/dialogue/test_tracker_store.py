"""The tracker store appends, reads back what it wrote, and notices other writers."""

from __future__ import annotations

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.dialogue.models import TrackerEvents
from bot.dialogue.tracker_store import LiveTrackerStore
from bot.hotline import Hotline

DOMAIN = Domain([], [], [AnySlot("draft", [], influence_conversation=False)], {}, [], {}, {})


@pytest.fixture
def store(hotline: Hotline) -> LiveTrackerStore:
    return LiveTrackerStore(DOMAIN)


def _rows(hotline: Hotline) -> list[TrackerEvents]:
    with hotline.database.reading() as session:
        return list(session.scalars(select(TrackerEvents).order_by(TrackerEvents.first)))


async def test_only_what_is_new_is_written(hotline: Hotline, store: LiveTrackerStore) -> None:
    tracker = await store.get_or_create_tracker("one", append_action_listen=False)
    tracker.update(UserUttered("你好"))
    await store.save(tracker)
    tracker.update(BotUttered("您好"))
    tracker.update(SlotSet("draft", {"kind": "complaint"}))
    await store.save(tracker)
    await store.save(tracker)
    assert [(row.first, row.count) for row in _rows(hotline)] == [(0, 1), (1, 2)]


async def test_another_process_reads_what_was_written(store: LiveTrackerStore) -> None:
    tracker = await store.get_or_create_tracker("one", append_action_listen=False)
    tracker.update(UserUttered("你好"))
    tracker.update(SlotSet("draft", {"kind": "complaint"}))
    await store.save(tracker)
    elsewhere = await LiveTrackerStore(DOMAIN).retrieve("one")
    assert elsewhere is not None
    assert elsewhere.latest_message.text == "你好"
    assert elsewhere.get_slot("draft") == {"kind": "complaint"}


async def test_a_live_tracker_is_given_back_as_it_is(store: LiveTrackerStore) -> None:
    tracker = await store.get_or_create_tracker("one", append_action_listen=False)
    tracker.update(UserUttered("你好"))
    await store.save(tracker)
    assert await store.retrieve("one") is tracker


async def test_a_tracker_that_another_process_moved_on_is_read_again(
    store: LiveTrackerStore,
) -> None:
    tracker = await store.get_or_create_tracker("one", append_action_listen=False)
    tracker.update(UserUttered("你好"))
    await store.save(tracker)
    other = LiveTrackerStore(DOMAIN)
    theirs = await other.retrieve("one")
    assert theirs is not None
    theirs.update(UserUttered("还有一件事"))
    await other.save(theirs)
    mine = await store.retrieve("one")
    assert mine is not None
    assert mine.latest_message.text == "还有一件事"


async def test_two_writers_at_once_do_not_overwrite_each_other(store: LiveTrackerStore) -> None:
    tracker = await store.get_or_create_tracker("one", append_action_listen=False)
    tracker.update(UserUttered("你好"))
    await store.save(tracker)
    other = LiveTrackerStore(DOMAIN)
    theirs = await other.retrieve("one")
    assert theirs is not None
    theirs.update(UserUttered("先到"))
    tracker.update(UserUttered("后到"))
    await other.save(theirs)
    with pytest.raises(IntegrityError):
        await store.save(tracker)


async def test_a_forgotten_tracker_comes_back_from_the_database(store: LiveTrackerStore) -> None:
    tracker = await store.get_or_create_tracker("one", append_action_listen=False)
    tracker.update(UserUttered("存下的"))
    await store.save(tracker)
    tracker.update(UserUttered("没存的"))
    store.forget("one")
    again = await store.retrieve("one")
    assert again is not None
    assert again.latest_message.text == "存下的"


async def test_events_are_sealed_and_can_be_erased(
    hotline: Hotline, store: LiveTrackerStore
) -> None:
    tracker = await store.get_or_create_tracker("one", append_action_listen=False)
    tracker.update(UserUttered("我的故事"))
    await store.save(tracker)
    with hotline.database.engine.connect() as connection:
        body = connection.exec_driver_sql("SELECT body FROM tracker_events").scalar_one()
    assert "我的故事".encode() not in bytes(body)
    await store.erase("one")
    assert await store.retrieve("one") is None
    assert list(await store.keys()) == []
