"""Who waits and who was promised a call, read back by tests."""

from __future__ import annotations

from bot.handoff.service import Handoffs
from bot.handoff.views import HandoffView

MANY = 10_000


def waiting(handoffs: Handoffs) -> list[HandoffView]:
    """Return who waits, the next one first."""
    return [view for view in handoffs.queue() if view.state == "waiting"]


def callbacks(handoffs: Handoffs) -> tuple[HandoffView, ...]:
    """Return the calls that are promised, due or not."""
    due = (view for view in handoffs.queue() if view.state == "callback")
    return (*due, *handoffs.promised(MANY))
