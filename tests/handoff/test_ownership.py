from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import literal, select

from bot.database import Database
from bot.handoff.errors import NotYours
from bot.handoff.ownership import check_yours, handoffs, open_handoff_of, owner_column, owner_of
from bot.handoff.service import Handoffs
from tests.handoff.conftest import Arrive

Act = Callable[[Handoffs], object]


def requested(queue: Handoffs) -> object:
    return queue.request("one", "asked", {}, "bank")


def accepted(queue: Handoffs) -> object:
    requested(queue)
    return queue.accept_next("3")


OWNERS: list[tuple[str, list[Act], str]] = [
    ("nothing", [], "bot"),
    ("waiting", [requested], "waiting"),
    ("promised", [requested, lambda queue: queue.call_back("one")], "bot"),
    ("accepted", [accepted], "person"),
    ("left", [requested, lambda queue: queue.leave("one")], "bot"),
    ("returned", [accepted, lambda queue: queue.return_to_bot("one", "3")], "bot"),
    ("finished", [accepted, lambda queue: queue.finish("one", "3", "answered")], "bot"),
    ("passed on", [accepted, lambda queue: queue.transfer("one", "3", "fraud")], "waiting"),
    ("taken over", [lambda queue: queue.take_over("one", "3")], "person"),
    ("missed", [accepted, lambda queue: queue.go("3")], "waiting"),
    ("again", [accepted, lambda queue: queue.return_to_bot("one", "3"), requested], "waiting"),
]


@pytest.mark.parametrize(
    ("acts", "owner"), [case[1:] for case in OWNERS], ids=[case[0] for case in OWNERS]
)
def test_who_owns_a_conversation(
    handoffs: Handoffs, arrive: Arrive, database: Database, acts: list[Act], owner: str
) -> None:
    arrive("3", "bank")
    handoffs.request("another", "asked", {}, "fraud")
    for act in acts:
        act(handoffs)
    assert owner_of(handoffs.open_handoff("one")) == owner
    assert owner_in(database, "one") == owner


def owner_in(database: Database, conversation_id: str) -> str:
    """Ask the database as the dialogue does: every conversation, with its open handoff if any."""
    conversations = select(literal(conversation_id).label("id")).subquery()
    asked = select(owner_column()).select_from(
        conversations.outerjoin(handoffs, open_handoff_of(conversations.c.id))
    )
    with database.reading() as session:
        return str(session.execute(asked).scalar_one())


def test_only_the_owner_may_speak(handoffs: Handoffs, arrive: Arrive, database: Database) -> None:
    arrive("3", "bank")
    arrive("4", "bank")
    requested(handoffs)
    for agent in ("3", "4"):
        with pytest.raises(NotYours), database.session() as session:
            check_yours(session, "one", agent)
    taken = handoffs.accept_next("3")
    assert taken is not None
    # Both kinds of transactions are in use.
    with database.session() as session:
        assert check_yours(session, "one", "3") == taken.id
    with database.transaction() as connection:
        assert check_yours(connection, "one", "3") == taken.id
    for conversation, agent in (("one", "4"), ("two", "3"), ("", "3"), ("one", "")):
        with pytest.raises(NotYours), database.session() as session:
            check_yours(session, conversation, agent)
    handoffs.take_over("one", "4")
    with pytest.raises(NotYours), database.session() as session:
        check_yours(session, "one", "3")


def test_ownership_is_held_while_a_line_is_stored(
    handoffs: Handoffs, arrive: Arrive, database: Database
) -> None:
    """Nobody can take the conversation away between the check and the end of the transaction."""
    arrive("3", "bank")
    arrive("4", "bank")
    accepted(handoffs)
    taking_over = threading.Thread(target=handoffs.take_over, args=("one", "4"))
    with database.session() as session:
        check_yours(session, "one", "3")
        taking_over.start()
        taking_over.join(0.3)
        assert taking_over.is_alive()
    taking_over.join()
    view = handoffs.open_handoff("one")
    assert view is not None and view.accepted_by == "4"
