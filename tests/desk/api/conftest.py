"""Programs of two banks before the whole house."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.hotline import Hotline
from bot.institutions.addresses import Guard
from tests.desk.api.program import Program
from tests.desk.house import House
from tests.institutions.receiver import Receiver


@pytest.fixture
def icbc(house: House) -> Program:
    """A program that may do everything."""
    return Program.of(house)


@pytest.fixture
def ccb(house: House) -> Program:
    """A program of another bank."""
    return Program.of(house, "ccb")


@pytest.fixture
def receiver(hotline: Hotline, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """What takes webhooks, on this computer: this installation lets them lead here."""
    postman = hotline.institutions.courier._postman
    monkeypatch.setattr(postman, "_guard", Guard(("127.0.0.0/8",)))
    with Receiver() as running:
        yield running
