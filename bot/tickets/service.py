"""The tickets of one hotline: everything that can be done with them, in one place."""

from __future__ import annotations

from bot.tickets.answering import Answering
from bot.tickets.chores import Chores
from bot.tickets.corrections import Corrections
from bot.tickets.details import Details
from bot.tickets.duty import DutyList
from bot.tickets.extensions import Extensions
from bot.tickets.facts import Facts
from bot.tickets.forwarding import Forwarding
from bot.tickets.lookup import Lookup
from bot.tickets.merging import Merging
from bot.tickets.registration import Registration
from bot.tickets.retention import Retention
from bot.tickets.reviews import Reviews
from bot.tickets.routing import Routing
from bot.tickets.satisfaction import Satisfaction
from bot.tickets.search import Search
from bot.tickets.urging import Urging


class Tickets(
    Registration,
    Forwarding,
    Answering,
    Extensions,
    Reviews,
    Satisfaction,
    Facts,
    Urging,
    Merging,
    Routing,
    Corrections,
    Lookup,
    Search,
    Details,
    DutyList,
    Chores,
    Retention,
):
    """Tickets(database, profile, calendar, clock); share one between all threads."""
