"""Simplified and Traditional script."""

from __future__ import annotations

from functools import cache

from opencc import OpenCC

_IDEOGRAPHS = (range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x2A6E0))
# What OpenCC leaves alone or writes otherwise than Mainland banks do.
_PREFERRED = {"帳": "账", "妳": "你"}
_PREFERRED_IN_TAIWAN = {"賬": "帳", "卡里": "卡裡"}


def to_simplified(text: str) -> str:
    """Rewrite Traditional characters one by one: the length and all offsets stay as they are."""
    return text.translate(_simplified_characters())


def to_traditional(text: str) -> str:
    """Rewrite our wording for Traditional readers, words too: 短信 becomes 簡訊."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    converted = str(_to_taiwan().convert(whole))
    for theirs, preferred in _PREFERRED_IN_TAIWAN.items():
        converted = converted.replace(theirs, preferred)
    return converted


def is_traditional(text: str) -> bool:
    """Whether the text has a character that only Traditional script uses."""
    return not _traditional_only().isdisjoint(text)


@cache
def _simplified_characters() -> dict[int, str]:
    characters = "".join(chr(code) for block in _IDEOGRAPHS for code in block)
    # One call for all; the line breaks keep OpenCC from seeing phrases.
    simplified = str(OpenCC("t2s").convert("\n".join(characters))).split("\n")
    pairs = zip(characters, simplified, strict=True)
    changed = {old: new for old, new in pairs if old != new and len(new) == 1}
    return str.maketrans(changed | _PREFERRED)


@cache
def _traditional_only() -> frozenset[str]:
    # 乾, 著 and 瞭 are written in both scripts: GB 2312, the Simplified set, has them.
    changed = map(chr, _simplified_characters())
    return frozenset(character for character in changed if not character.encode("gb2312", "ignore"))


@cache
def _to_taiwan() -> OpenCC:
    return OpenCC("s2twp")
