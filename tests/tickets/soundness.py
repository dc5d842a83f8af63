"""What must be true of every ticket, whoever did what with it."""

from __future__ import annotations

from bot.tickets.detail_views import TicketDetails
from bot.tickets.event_kinds import event_titles
from bot.tickets.states import all_states, may_move
from bot.tickets.views import EventView

ANSWER_TIMES = {"answer", "answer_complex", "answer_extended"}
# The clocks that may run in a state, and those of which one must. Worked out from the law, not
# from the code: nothing is awaited after an answer but the consumer's own time for a review.
MAY_RUN = {
    "registered": {"forward", "ladder", "report_accept", "callback"},
    "forwarded": {*ANSWER_TIMES, "acknowledge", "ladder", "callback"},
    "in_progress": {*ANSWER_TIMES, "ladder", "review_decision", "report_investigate"},
    "answered": {"review_request"},
    "followed_up": {"review_request"},
    "escalated": {"review_decision"},
}
MUST_RUN = {
    ("complaint", "registered"): {"forward"},
    ("complaint", "forwarded"): ANSWER_TIMES,
    ("complaint", "in_progress"): {*ANSWER_TIMES, "review_decision"},
    ("complaint", "escalated"): {"review_decision"},
    ("report", "registered"): {"report_accept"},
    ("report", "in_progress"): {"report_investigate"},
}


def check(details: TicketDetails) -> None:
    """Raise AssertionError with what is wrong with a ticket."""
    check_story(details.events, details.ticket.state)
    check_clocks(details)
    check_wishes(details)
    check_what_is_on_file(details)


def check_story(events: tuple[EventView, ...], state: str) -> None:
    """Every change of the state is in the events, one after the other, each a legal move."""
    assert {event.kind for event in events} <= set(event_titles())
    assert [event.id for event in events] == sorted({event.id for event in events})
    assert list(events) == sorted(events, key=lambda event: event.at)
    first, *moves = [event for event in events if event.new_state]
    assert (first.kind, first.new_state) == ("registered", "registered")
    now = "registered"
    for event in moves:
        assert event.kind == "moved" and event.old_state == now
        assert may_move(now, event.new_state or "")
        now = event.new_state or ""
    assert now == state


def check_clocks(details: TicketDetails) -> None:
    """The running clocks fit the state; what is over has none."""
    ticket = details.ticket
    running = set(ticket.deadlines)
    rows = [row for row in details.deadlines if row.ended_at is None]
    assert len(rows) == len(running), "two clocks of one name"
    assert len(running & ANSWER_TIMES) <= 1
    assert ticket.is_open == all_states()[ticket.state].is_open == (ticket.closed_at is None)
    assert running <= MAY_RUN.get(ticket.state, set()), (ticket.state, running)
    needed = MUST_RUN.get((ticket.kind, ticket.state))
    assert needed is None or running & needed, (ticket.kind, ticket.state, running)
    assert all(row.since <= row.day for row in details.deadlines)


def check_wishes(details: TicketDetails) -> None:
    """At most one wish for more time waits, and only while the time it would lengthen runs."""
    waiting = [wish for wish in details.extensions if wish.state == "asked"]
    assert [wish.to for wish in waiting] == ([details.ticket.extension] * len(waiting))
    assert len(waiting) == (details.ticket.extension is not None)
    assert not waiting or set(details.ticket.deadlines) & ANSWER_TIMES
    told = [event.kind for event in details.events if event.kind.startswith("extension_")]
    assert told.count("extension_asked") == len(details.extensions)
    for state in ("granted", "refused", "lapsed"):
        states = [wish.state for wish in details.extensions]
        assert told.count(f"extension_{state}") == states.count(state)


def check_what_is_on_file(details: TicketDetails) -> None:
    """Counters, answers and follow-ups agree with the events."""
    ticket, kinds = details.ticket, [event.kind for event in details.events]
    assert ticket.urges == kinds.count("urged") and 0 <= ticket.open_urges <= ticket.urges
    answered = [event for event in details.events if event.new_state == "answered"]
    assert len(details.answers) <= len(answered)
    tries = [row for row in details.follow_ups if not row.reached]
    assert len(tries) == kinds.count("not_reached")
    assert all(row.score is None and row.nps is None for row in tries)
    assert (ticket.merged_into is not None) == (ticket.state == "merged")
    assert len(details.merged) == kinds.count("took_in")
    assert ticket.kind != "report" or ticket.forwarded_at is None
