"""What recognisers and keypads report, brought within the bounds of the turn model."""

from __future__ import annotations

import re
from typing import Any

from bot.channels.messages import MAX_TEXT

MAX_KEYS = 32
_NO_KEY = re.compile(r"[^0-9*#]")
_LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
_HIDDEN = ("anonymous", "restricted", "blocked", "private", "unknown", "unavailable")
# Carriers that can pass on digits only spell these words on the keypad: 266696687 is ANONYMOUS.
_WITHHELD = {*_HIDDEN, *(word.translate(_LETTERS) for word in _HIDDEN)}


def transcript(heard: str) -> str:
    """Return what was recognised, without the full stop that recognisers put after everything."""
    return heard.strip()[:MAX_TEXT].rstrip("。 ")


def confidence(reported: Any) -> float | None:
    """Return a confidence of at most 1; 0 is what recognisers report that do not know."""
    try:
        value = float(reported)
    except (TypeError, ValueError, OverflowError):
        return None
    return value if 0 < value <= 1 and not isinstance(reported, bool) else None


def keys(pressed: str) -> str:
    """Return the keys of a telephone among what was reported."""
    return _NO_KEY.sub("", pressed)[:MAX_KEYS]


def number(address: str) -> str | None:
    """Return the number or the SIP user of an address; None for one that is withheld."""
    user = re.sub(r"^sips?:", "", address.strip(), flags=re.IGNORECASE).partition("@")[0]
    withheld = user.lstrip("+").lower() in _WITHHELD
    return user if user and len(user) <= 64 and not withheld else None
