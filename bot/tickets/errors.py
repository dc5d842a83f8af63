"""What can go wrong with tickets, in words that a caller can act on."""

from __future__ import annotations

from datetime import datetime


class UnknownTicket(LookupError):
    """There is no ticket with this number."""


class IllegalMove(ValueError):
    """A ticket cannot go from where it is (`old`) to where it was asked to go (`new`)."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"a ticket that is {old!r} cannot become {new!r}")
        self.old, self.new = old, new


class TooManyTries(RuntimeError):
    """Too many wrong guesses for one number; it opens again at `until` (aware UTC)."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"too many wrong tries for this number, closed until {until:%H:%M} UTC")
        self.until = until


class NoFreeNumber(RuntimeError):
    """No free ticket number turned up: this year's ten million are nearly used up."""


class NotExtendable(ValueError):
    """No answer is awaited, or the longest time for it is running already."""


class EventsAreFinal(RuntimeError):
    """Something tried to change or remove an event of a ticket."""
