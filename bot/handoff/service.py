"""The queue for a person: everything that can be done with it, in one place."""

from __future__ import annotations

from bot.handoff.errors import AlreadyTaken, UnknownHandoff
from bot.handoff.history import History
from bot.handoff.ratings import Ratings
from bot.handoff.sweep import Sweeping
from bot.handoff.talks import Talks
from bot.handoff.views import HandoffView

__all__ = ["AlreadyTaken", "HandoffView", "Handoffs", "UnknownHandoff"]


class Handoffs(Talks, Sweeping, Ratings, History):
    """Handoffs(database, profile, clock, hours); share one between all threads."""
