"""How an answer is spoken, for the dialects whose voices take SSML."""

from __future__ import annotations

import re

from bot.channels.messages import PhoneAnswer, Said

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def prosody(answer: PhoneAnswer) -> dict[str, str]:
    """Return the attributes of an SSML `prosody`; none where the usual manner will do."""
    manner = {"rate": f"{answer.rate_percent}%"} if answer.rate_percent != 100 else {}
    return {**manner, "volume": "x-loud"} if answer.loud else manner


def split_at_interruptible(segments: list[Said]) -> tuple[list[Said], list[Said]]:
    """Return what must be heard out, with all before it, and what may be spoken over."""
    firm = [place for place, segment in enumerate(segments, 1) if not segment.interruptible]
    cut = firm[-1] if firm else 0
    return segments[:cut], segments[cut:]


def for_xml(words: str) -> str:
    """Return the words without what an XML document may not hold: it would end the call."""
    return _NOT_XML.sub("", words)
