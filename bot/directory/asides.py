from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from bot.data_files import read_yaml

_ASIDES = Path(__file__).with_name("asides.yml")
_NEAR = 12


def is_aside(text: str, start: int, end: int) -> bool:
    """Say whether what text[start:end] names is not complained about but compared with or used.

    `text` is Simplified: 人家农行都给了, 转到农行的卡上, 用支付宝还的.
    """
    before, after = _patterns()
    lead, rest = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    return before.search(lead) is not None or after.match(rest) is not None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    raw: dict[str, list[str]] = read_yaml(_ASIDES)
    return re.compile(f"(?:{'|'.join(raw['before'])})$"), re.compile("|".join(raw["after"]))
