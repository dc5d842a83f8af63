"""What services refuse, said to people at the desk: HTTP status, stable code, a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from bot.channels.errors import Refusal
from bot.data_files import read_yaml
from bot.dialogue.conversations import UnknownConversation
from bot.dialogue.lines import NotAChat, WrongWords
from bot.handoff import errors as handoff
from bot.tickets import errors as ticket

FILE = Path(__file__).with_name("refusals.yml")
_KNOWN: tuple[type[Exception], ...] = (
    UnknownConversation,
    NotAChat,
    WrongWords,
    handoff.UnknownHandoff,
    handoff.AlreadyTaken,
    handoff.NotYours,
    handoff.NotHere,
    handoff.HandsFull,
    handoff.OtherSkill,
    handoff.WrongTransfer,
    handoff.UnknownReason,
    handoff.WrongTime,
    ticket.UnknownTicket,
    ticket.IllegalMove,
    ticket.NotAllowed,
    ticket.WrongInput,
    ticket.NotToTheAccused,
    ticket.NotAnswered,
    ticket.NotExtendable,
    ticket.NothingAsked,
    ticket.TooLateForReview,
    ticket.AlreadyReviewed,
    ticket.TopOfLadder,
    ticket.NotOffered,
    ticket.NoSuchRoute,
    ticket.NotMergeable,
    ticket.UnknownGroup,
    ticket.NotJoinable,
    ticket.TooManyRepresentatives,
)


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what a service raises into a Refusal; what is no refusal of a service passes."""
    try:
        yield
    except _KNOWN as error:
        raise refusal_of(error) from error


def refusal_of(error: Exception) -> Refusal:
    """Return the refusal for an error of a service; raises KeyError for any other error."""
    name = type(error).__name__
    entry = _entries()[name]
    # Only what is known to hold no personal data may be told: names of fields, reasons, days.
    detail = getattr(error, "reason", None) or getattr(error, "field", None)
    message = entry.get("reasons", {}).get(detail) or entry["message"]
    return Refusal(entry["status"], entry["code"], message)


@cache
def _entries() -> dict[str, dict[str, Any]]:
    entries: dict[str, dict[str, Any]] = read_yaml(FILE)
    return entries
