"""Whatever happens in whatever order: no event skipped, none claimed twice, order per ticket."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.institutions.delivering import manners
from bot.institutions.feed import Told
from bot.institutions.outbox import Outcome, Parcel
from bot.privacy.encryption import Cipher, use_cipher
from tests.databases import new_file
from tests.institutions.house import House

ARRIVED, FAILED = Outcome(status=200), Outcome(failure="timeout")
PROCESSES = 2


class Deliveries(RuleBasedStateMachine):
    """Two processes deliver to one webhook while tickets live; some die, some answers are lost."""

    @initialize()
    def open(self) -> None:
        self._directory = tempfile.TemporaryDirectory()
        cipher = Cipher(bytes(32))
        use_cipher(cipher)
        self.clock = FixedClock(datetime(2026, 9, 24, 4, 0, tzinfo=timezone.utc))
        var = Path(self._directory.name)
        url = new_file(var)
        self.databases = [Database(url) for _ in range(PROCESSES)]
        self.houses = [House.open(one, cipher, self.clock, var) for one in self.databases]
        made = self.houses[0].institutions.webhooks.make("icbc", "https://b.example/", (), "boss")
        self.webhook = made.webhook.id
        self.numbers: list[str] = []
        self.under_way: dict[int, Parcel] = {}
        self.sent: set[int] = set()
        self.gone: list[int] = []
        self.received: dict[str, list[str]] = defaultdict(list)

    def teardown(self) -> None:
        """Deliver what is left, and look at what has arrived, when, and as what it is on file."""
        if not hasattr(self, "houses"):
            return
        self._check_what_counts_as_sent()
        self._drain()
        told = [event.id for event in self._told()]
        assert {id for ids in self.received.values() for id in ids} == set(told)
        for events in self.received.values():
            first = list(dict.fromkeys(events))
            assert first == sorted(first, key=told.index)
        for database in self.databases:
            database.close()
        use_cipher(None)
        self._directory.cleanup()

    @rule()
    def a_complaint_comes(self) -> None:
        self.numbers.append(self.houses[0].forwarded())

    @rule()
    def one_comes_for_another_bank(self) -> None:
        self.houses[0].forwarded(institution_id="abc")

    @precondition(lambda self: self.numbers)
    @rule(data=st.data())
    def something_happens(self, data: Any) -> None:
        self.houses[0].tickets.add(data.draw(st.sampled_from(self.numbers)), "还有", "consumer")

    @rule(who=st.integers(0, PROCESSES - 1))
    def plan(self, who: int) -> None:
        self.houses[who].institutions.outbox.plan()

    @rule(who=st.integers(0, PROCESSES - 1))
    def claim(self, who: int) -> None:
        parcel = self.houses[who].institutions.outbox.claim(self.webhook)
        if parcel is None:
            return
        for other in self.under_way.values():
            lapsed = other.claimed_until < self.clock.now()
            assert lapsed or (other.event != parcel.event and other.number != parcel.number)
        self.under_way[len(self.under_way) + len(self.gone)] = parcel

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def send(self, data: Any) -> None:
        """The message arrives; who has slept too long does not send it."""
        place = data.draw(st.sampled_from(sorted(self.under_way)))
        parcel = self.under_way[place]
        if place not in self.sent and self.clock.now() < parcel.claimed_until:
            self.sent.add(place)
            self.received[parcel.number].append(parcel.event)

    @precondition(lambda self: self.under_way)
    @rule(data=st.data(), who=st.integers(0, PROCESSES - 1), heard=st.booleans())
    def finish(self, data: Any, who: int, heard: bool) -> None:
        """The sender hears that it arrived, or not: even then it may have."""
        place = data.draw(st.sampled_from(sorted(self.under_way)))
        self.gone.append(place)
        parcel = self.under_way.pop(place)
        outcome = ARRIVED if heard and place in self.sent else FAILED
        self.houses[who].institutions.outbox.finish(parcel, outcome)

    @rule(minutes=st.sampled_from([1, 5, 60, 60 * 24]))
    def time_passes(self, minutes: int) -> None:
        self.clock.move(timedelta(minutes=minutes))

    @rule(who=st.integers(0, PROCESSES - 1))
    def somebody_sends_dead_letters_again(self, who: int) -> None:
        self.houses[who].institutions.letters.resend("icbc", self.webhook)

    def _told(self) -> tuple[Told, ...]:
        return self.houses[0].institutions.feed.after("icbc", 0, 10_000).events

    def _check_what_counts_as_sent(self) -> None:
        letters = self.houses[0].institutions.letters
        sent = {one.event for one in letters.newest("icbc", self.webhook, "sent")}
        assert sent <= {id for ids in self.received.values() for id in ids}

    def _drain(self) -> None:
        house = self.houses[0].institutions
        house.outbox.plan()
        while house.letters.newest("icbc", self.webhook, "dead") or house.letters.newest(
            "icbc", self.webhook, "waiting"
        ):
            house.letters.resend("icbc", self.webhook)
            self.clock.move(manners().pauses[-1] * 2)
            while parcel := house.outbox.claim(self.webhook):
                self.received[parcel.number].append(parcel.event)
                house.outbox.finish(parcel, ARRIVED)


TestDeliveries = Deliveries.TestCase
TestDeliveries.settings = settings(
    max_examples=20,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
