"""The feed: what happened to own tickets, in order, without a gap."""

from __future__ import annotations

from bot.desk.api import messages as m
from bot.desk.api.door import Call, Reply
from bot.desk.api.routes import reads
from bot.desk.api.shown import event
from bot.desk.api.tickets import CURSOR, LIMIT, limit_of
from bot.desk.institutions.refusing import refusing
from bot.desk.reading import word_of

LIST = "events"


@reads("/events", "Read what happened, in order", m.EventList, (CURSOR, LIMIT))
async def list_events(call: Call) -> Reply:
    """Return events after the cursor, from the first one on without it."""
    cursors, institution = call.services.cursors, call.officer.institution_id
    with refusing():
        after = cursors.open(institution, LIST, word_of(call.request, "cursor", 200))
        found = call.services.feed.after(institution, after, limit_of(call))
    following = cursors.seal(institution, LIST, found.position)
    events = [event(told) for told in found.events]
    return Reply(m.EventList(events=events, next=following, more=found.more))
