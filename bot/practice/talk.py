"""The transcript of a practice, as its consumer hears it and as it is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.dialogue.lines import Entry
from bot.language.ticket_number import find_ticket_numbers
from bot.practice.consumer import Heard
from bot.practice.record import Spoken, Who

_WHO: Mapping[str, Who] = {"consumer": "consumer", "person": "person"}


def heard(entries: Sequence[Entry], began: datetime, now: datetime) -> Heard:
    """Return what was said to the consumer since the consumer's last words."""
    last = max((entry.seq for entry in entries if entry.kind == "consumer"), default=0)
    since = [entry for entry in entries if entry.seq > last and _is_heard(entry)]
    newest = max((entry.at for entry in since), default=began)
    anything = max((entry.at for entry in entries), default=began)
    return Heard(
        words="\n".join(entry.text for entry in since),
        settled=(now - newest).total_seconds(),
        waited=(now - anything).total_seconds(),
    )


def spoken(entries: Sequence[Entry]) -> tuple[Spoken, ...]:
    """Return what counts of a transcript: consumer, person, and the house's ticket number."""
    return tuple(
        Spoken(_WHO.get(entry.kind, "house"), entry.text, entry.at)
        for entry in entries
        if entry.kind in _WHO or _is_heard(entry)
    )


def _is_heard(entry: Entry) -> bool:
    """People are listened to, and the house where it tells the number of a ticket."""
    told = entry.kind == "notice" and bool(find_ticket_numbers(entry.text))
    return entry.kind == "person" or told
