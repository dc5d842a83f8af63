"""Everything between the house and the institutions, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from bot.accounts.service import Accounts
from bot.calendar.clock import Clock
from bot.calendar.working_days import WorkingCalendar
from bot.database import Database
from bot.institutions.addresses import Guard
from bot.institutions.courier import Courier
from bot.institutions.cursors import Cursors
from bot.institutions.feed import Feed
from bot.institutions.keys import Keys
from bot.institutions.letters import Letters
from bot.institutions.outbox import Outbox
from bot.institutions.overview import Overview
from bot.institutions.own_acts import OwnActs
from bot.institutions.own_files import OwnFiles
from bot.institutions.postman import Postman
from bot.institutions.repeats import Repeats
from bot.institutions.webhooks import Webhooks
from bot.privacy.encryption import Cipher
from bot.profile import Profile
from bot.settings import Settings
from bot.tickets.service import Tickets


@dataclass(frozen=True)
class Institutions:
    """Own tickets (`files` finds and opens, `acts` does), the interface, and what is delivered.

    Share one between all threads; `courier` belongs to the loop that it is used in.
    """

    files: OwnFiles
    acts: OwnActs
    keys: Keys
    repeats: Repeats
    cursors: Cursors
    feed: Feed
    webhooks: Webhooks
    outbox: Outbox
    letters: Letters
    courier: Courier
    overview: Overview

    def tidy(self) -> int:
        """Forget answers and deliveries of long ago; returns how many."""
        return self.repeats.tidy() + self.letters.tidy()

    async def tidy_soon(self) -> int:
        """Do the same as a chore."""
        return self.tidy()


def open_institutions(
    settings: Settings,
    database: Database,
    profile: Profile,
    calendar: WorkingCalendar,
    clock: Clock,
    cipher: Cipher,
    accounts: Accounts,
) -> Institutions:
    """Return what an installation has for its institutions."""
    house = (database, profile, calendar, clock)
    keys = Keys(database, cipher, clock)
    feed = Feed(database, cipher, profile.life.reminders)
    outbox, letters = Outbox(database, clock, feed), Letters(database, clock, feed)
    return Institutions(
        files=OwnFiles(accounts, keys, *house),
        acts=OwnActs(database, clock, Tickets(*house)),
        keys=keys,
        repeats=Repeats(database, clock),
        cursors=Cursors(cipher),
        feed=feed,
        webhooks=Webhooks(database, clock, feed),
        outbox=outbox,
        letters=letters,
        courier=Courier(outbox, Postman(Guard(settings.webhook_networks), clock), clock),
        overview=Overview(database),
    )
