"""Where our people are reached on a platform, and what goes along with a call put through."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

SUMMARY_HEADER = "X-Summary"
MAX_HEADER = 900  # characters, percent-encoded; Twilio takes 1024 for all headers of a call
NOT_REACHED = "人工同事现在都在忙，这次没能接通。请您过一会儿再打来。"
_NUMBER = re.compile(r"\+?[0-9]{3,20}")
# The sum stands in the gist already.
_TOLD = ("institution", "gist", "demand", "mood", "last_ticket", "failure")
_MOODS = {"upset": "情绪着急", "furious": "很生气", "desperate": "情绪低落，请多关照"}
_FAILURES = {"failed": "系统没接上，请从头问起"}


@dataclass(frozen=True)
class Agents:
    """The people's address: a SIP address to call or to refer to, a number, or a queue's name."""

    kind: Literal["sip", "refer", "number", "queue"]
    address: str


def agents_at(name: str) -> Agents:
    """Read the `agents` of a profile: `sip:…`, `refer:sip:…`, a number, or else a queue."""
    if name.startswith(("refer:sip:", "refer:sips:")):
        return Agents("refer", name.removeprefix("refer:"))
    if name.startswith(("sip:", "sips:")):
        return Agents("sip", name)
    return Agents("number" if _NUMBER.fullmatch(name) else "queue", name)


def briefing(transfer: Mapping[str, Any] | None) -> str:
    """Return in a few words what the person should know before the first hello; masked."""
    known = dict(transfer or {})
    known["mood"] = _MOODS.get(str(known.get("emotion")))
    known["failure"] = _FAILURES.get(str(known.get("reason")))
    return "；".join(str(known[key]) for key in _TOLD if known.get(key))


def summary(transfer: Mapping[str, Any] | None) -> str:
    """Return the briefing for a SIP header, percent-encoded as headers hold ASCII; may be empty."""
    words = briefing(transfer)[:MAX_HEADER]
    while len(quote(words, safe="")) > MAX_HEADER:
        words = words[:-1]
    return quote(words, safe="")


def reached(result: str) -> bool:
    """Tell from a platform's report of a transfer whether the caller spoke with someone.

    A caller who hung up while waiting (`hangup`) needs no words either.
    """
    return result in ("completed", "answered", "bridged", "hangup")
