"""The hotline put together below the dialogue: knowledge, services and the profile they serve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.accounts.service import Accounts, open_accounts
from bot.calendar.clock import Clock, SystemClock, shanghai_date
from bot.calendar.service_hours import ServiceHours
from bot.calendar.working_days import WorkingCalendar
from bot.database import Database
from bot.directory.authorities import Authorities
from bot.directory.directory import Directory, the_directory
from bot.evidence.service import Evidence
from bot.handoff.service import Handoffs
from bot.institutions.service import Institutions, open_institutions
from bot.intake.drafts import Drafts
from bot.papers.service import Papers
from bot.privacy.columns import use_cipher
from bot.privacy.encryption import Cipher
from bot.profile import Profile, load_profile
from bot.settings import Settings
from bot.text_messages import TextMessages, text_messages
from bot.tickets.service import Tickets


@dataclass(frozen=True)
class Hotline:
    """Everything that actions, doors and rooms work with; knows neither Rasa nor Sanic."""

    settings: Settings
    profile: Profile
    clock: Clock
    calendar: WorkingCalendar
    hours: ServiceHours
    directory: Directory
    authorities: Authorities
    cipher: Cipher
    database: Database
    drafts: Drafts
    tickets: Tickets
    handoffs: Handoffs
    text_messages: TextMessages
    accounts: Accounts
    evidence: Evidence
    papers: Papers
    institutions: Institutions

    @classmethod
    def open(cls, settings: Settings, clock: Clock | None = None) -> Hotline:
        """Open the database and read profile and knowledge.

        Raises SettingsError, ProfileError or DirectoryError with what to mend.
        """
        clock = clock or SystemClock()
        profile = load_profile(settings.profile)
        calendar = WorkingCalendar.load(extra=_operators_holidays(settings.var))
        cipher = Cipher(settings.data_key)
        use_cipher(cipher)
        database = Database(settings.database_url)
        hours = profile.service_hours.over(calendar)
        accounts = open_accounts(settings, database, cipher, clock)
        return cls(
            settings=settings,
            profile=profile,
            clock=clock,
            calendar=calendar,
            hours=hours,
            directory=the_directory(),
            authorities=Authorities.load(),
            cipher=cipher,
            database=database,
            drafts=Drafts(database, clock),
            tickets=Tickets(database, profile, calendar, clock),
            handoffs=Handoffs(database, profile, clock, hours),
            text_messages=text_messages(settings.text_messages),
            accounts=accounts,
            evidence=Evidence(database, clock),
            papers=Papers(database, profile, clock),
            institutions=open_institutions(
                settings, database, profile, calendar, clock, cipher, accounts
            ),
        )

    def today(self) -> date:
        """Return the day it is in Asia/Shanghai."""
        return shanghai_date(self.clock.now())


def _operators_holidays(var: Path) -> Path | None:
    """Operators put a newly published year into this file without touching the code."""
    path = var / "holidays.yml"
    return path if path.exists() else None


_current: Hotline | None = None


def current() -> Hotline:
    """Return the hotline of this process, opened and migrated at first use."""
    global _current
    if _current is None:
        _current = Hotline.open(Settings.from_environment())
        _current.database.upgrade()
    return _current


def use(hotline: Hotline | None) -> None:
    """Make `hotline` the one of this process (the server and the tests do)."""
    global _current
    _current = hotline
