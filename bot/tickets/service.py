"""The tickets of one hotline: everything that can be done with them, in one place."""

from __future__ import annotations

from bot.tickets.follow_up import FollowUp
from bot.tickets.lookup import Lookup
from bot.tickets.registration import Registration
from bot.tickets.retention import Retention


class Tickets(Registration, FollowUp, Lookup, Retention):
    """Tickets(database, profile, calendar, clock); share one between all threads."""
