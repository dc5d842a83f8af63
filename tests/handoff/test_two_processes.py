"""Two processes at one queue: whatever they do together, nobody is lost and nobody owned twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from multiprocessing import get_context
from typing import Any

from bot.database import Database
from tests.handoff.hammering import (
    AGENTS,
    CAPACITY,
    CONVERSATIONS,
    hammer,
    queue_over,
    spoken,
)
from tests.handoff.trail import Story

PROCESSES, ACTS = 2, 250


def test_nobody_is_owned_twice_and_nobody_is_lost(database: Database, database_url: str) -> None:
    spoken.metadata.create_all(database.engine)
    queue = queue_over(database)
    for agent in AGENTS:
        queue.arrive(agent, "坐席", f"坐席{agent}", ("bank",), CAPACITY)
    queue.arrive("boss", "班长", "班长1", (), 0)
    for number in range(CONVERSATIONS):
        queue.request(f"c{number}", "asked", {}, "bank")
    done = at_the_same_time(database_url)
    # Both were busy, and got into each other's way.
    assert min(done[act] for act in ("taken", "spoken", "ended", "changed")) > 20
    check_events(database, done)
    check_lines(database)


def at_the_same_time(url: str) -> Counter[str]:
    """Let processes act on the queue; return how often what was done by all together."""
    context = get_context("spawn")
    ready, results = context.Barrier(PROCESSES), context.Queue()
    processes = [
        context.Process(target=hammer, args=(url, seed, ACTS, ready, results))
        for seed in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    reports = [results.get(timeout=240) for _ in processes]
    for process in processes:
        process.join()
    assert [error for _, error in reports if error] == []
    return sum((Counter(done) for done, _ in reports), Counter())


def check_events(database: Database, done: Counter[str]) -> None:
    """Follow all events: every act fits to what was before, and no hands are too full."""
    stories: defaultdict[int, Story] = defaultdict(Story)
    accepted = 0
    for event in rows(database, "SELECT * FROM handoff_events ORDER BY id"):
        if event.handoff_id is not None:
            stories[event.handoff_id].go_on(event)
        if event.handoff_id is not None and event.kind == "accepted":
            accepted += 1
            owner = stories[event.handoff_id].owner
            assert sum(told.owner == owner for told in stories.values() if told.is_talk) <= CAPACITY
    assert accepted == done["taken"]
    handoffs = rows(database, "SELECT id, state, accepted_by FROM handoffs")
    assert {row.id: (row.state, row.accepted_by) for row in handoffs} == {
        handoff_id: (told.state, told.owner) for handoff_id, told in stories.items()
    }


def check_lines(database: Database) -> None:
    """Everything said was said by who owned the conversation at that moment."""
    for line in rows(database, "SELECT * FROM spoken ORDER BY id"):
        told = Story()
        events = "SELECT * FROM handoff_events WHERE handoff_id = {} AND id <= {} ORDER BY id"
        for event in rows(database, events.format(line.handoff_id, line.after_event)):
            told.go_on(event)
        assert (told.state, told.owner) == ("accepted", line.agent)


def rows(database: Database, statement: str) -> list[Any]:
    with database.engine.connect() as connection:
        return list(connection.exec_driver_sql(statement))
