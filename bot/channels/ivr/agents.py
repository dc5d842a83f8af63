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
_SPOKEN_FOR = ("gist", "institution", "demand", "amount", "emotion", "last_ticket", "reason")


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


def summary(transfer: Mapping[str, Any] | None) -> str:
    """Return the gist for a SIP header, percent-encoded as headers hold ASCII; it may be empty."""
    known = transfer or {}
    words = "；".join(str(known[key])[:MAX_HEADER] for key in _SPOKEN_FOR if known.get(key))
    words = words[:MAX_HEADER]
    while len(quote(words, safe="")) > MAX_HEADER:
        words = words[:-1]
    return quote(words, safe="")


def reached(result: str) -> bool:
    """Tell from a platform's report of a transfer whether the caller spoke with someone.

    A caller who hung up while waiting (`hangup`) needs no words either.
    """
    return result in ("completed", "answered", "bridged", "hangup")
