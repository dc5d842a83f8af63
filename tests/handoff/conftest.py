"""A desk in Beijing on a working morning, and those who sit at it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.calendar.clock import FixedClock
from bot.calendar.working_days import WorkingCalendar
from bot.database import Database
from bot.handoff.service import Handoffs
from bot.handoff.views import AgentView
from bot.handoff_profile import HandoffProfile
from bot.privacy.encryption import Cipher
from bot.profile import Profile, load_profile
from tests.handoff.times import MORNING

Open = Callable[..., Handoffs]
Arrive = Callable[..., AgentView]


@pytest.fixture
def profile() -> Profile:
    return load_profile("nfra-12378")


@pytest.fixture
def rules(profile: Profile) -> HandoffProfile:
    return profile.handoff


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MORNING)


@pytest.fixture
def open_queue(
    database: Database, cipher: Cipher, clock: FixedClock, profile: Profile
) -> Iterator[Open]:
    """Open the queue with some figures of the profile changed."""

    def queue(**figures: Any) -> Handoffs:
        changed = dataclasses.replace(
            profile, handoff=dataclasses.replace(profile.handoff, **figures)
        )
        hours = profile.service_hours.over(WorkingCalendar.load())
        return Handoffs(database, changed, clock, hours)

    yield queue


@pytest.fixture
def handoffs(open_queue: Open) -> Handoffs:
    return open_queue()


@pytest.fixture
def arrive(handoffs: Handoffs) -> Arrive:
    """Let an agent (`"3"`) arrive with skills and room for some conversations."""

    def arrive(agent: str, *skills: str, capacity: int = 2) -> AgentView:
        return handoffs.arrive(agent, f"坐席{agent}", f"坐席0{agent}", skills, capacity)

    return arrive
