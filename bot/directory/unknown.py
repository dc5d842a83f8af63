from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.data_files import read_yaml
from bot.directory.folding import fold
from bot.directory.mentions import Mention
from bot.directory.phrases import PhraseTable
from bot.language.places import is_place

_UNKNOWN = Path(__file__).with_name("unknown_names.yml")
# How long a name may be before each kind of ending; before a decoy there is none.
_STEMS = {"endings": 8, "local": 8, "common": 8, "banks": 4, "names": 0}
_SHORTEST = 2
_NOT_IN_A_NAME = re.compile(r"[^0-9a-z\u4e00-\u9fff]")


@dataclass(frozen=True)
class _Clues:
    endings: PhraseTable[str]
    breaks: PhraseTable[str]
    cues: tuple[str, ...]
    generic: tuple[str, ...]
    bank_stems: tuple[str, ...]
    not_alone: tuple[str, ...]


def find_unknown_names(text: str) -> list[Mention]:
    """Return what is built like the name of a financial institution: 桂阳农商行, 某某村镇银行.

    The mentions have no candidates. Kinds of institution (手机银行, 你们银行) are not names.
    """
    folded = fold(text)
    mentions = []
    for ending_start, end, kind in _clues().endings.find_apart(folded):
        start = _name_start(folded, ending_start, kind)
        if start is not None:
            mentions.append(Mention(start, end, text[start:end], (), "name"))
    return mentions


def _name_start(text: str, ending: int, kind: str) -> int | None:
    """Walk back from an ending to where the name begins; None if it is not a name."""
    longest = _STEMS.get(kind)
    if longest is None or kind == "names":
        return ending if kind == "names" else None
    clues = _clues()
    # One more than a name may have: a longer stretch is no name but a sentence running on.
    before = text[max(0, ending - longest - 1) : ending]
    stem = _NOT_IN_A_NAME.split(before)[-1]
    cut = max((end for _, end, _ in clues.breaks.find(stem)), default=0)
    cut = max(cut, _place_in(stem[cut:]) + cut)
    stem, lead = stem[cut:], text[: ending - len(stem) + cut]
    if _SHORTEST <= len(stem) <= longest and not stem.endswith(clues.generic):
        return ending - len(stem) if _is_own_name(stem, lead, kind) else None
    # 农商行 alone is what people call the only one in the place.
    alone = kind == "local" and not text.endswith(clues.not_alone, 0, ending)
    return ending if alone and len(stem) <= longest else None


def _place_in(stem: str) -> int:
    """Where the place begins with which a stem ends: 感谢|盐城."""
    ways = range(max(0, len(stem) - 1))
    return next((start for start in ways if is_place(stem[start:])), 0)


def _is_own_name(stem: str, lead: str, kind: str) -> bool:
    """Whether what stands before 银行 or 保险公司 can be a name: these end many other words."""
    if kind == "banks":
        return is_place(stem) or stem.endswith(_clues().bank_stems)
    return kind != "common" or is_place(stem) or lead.endswith(_clues().cues)


@cache
def _clues() -> _Clues:
    raw: dict[str, list[str]] = read_yaml(_UNKNOWN)
    kinds = (*_STEMS, "decoys")
    return _Clues(
        endings=PhraseTable((fold(word), kind) for kind in kinds for word in raw[kind]),
        breaks=PhraseTable((word, word) for word in raw["breaks"]),
        cues=tuple(raw["cues"]),
        generic=tuple(raw["generic"]),
        bank_stems=tuple(raw["bank_stems"]),
        not_alone=tuple(raw["not_alone"]),
    )
