from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.directory.folding import fold
from bot.directory.mentions import Mention
from bot.directory.phrases import PhraseTable

_UNKNOWN = Path(__file__).with_name("unknown_names.yml")
# How long a name may be before each kind of ending; before a decoy there is none.
_STEMS = {"endings": 8, "weak": 4}
_NOT_IN_A_NAME = re.compile(r"[^0-9a-z\u4e00-\u9fff]")


@dataclass(frozen=True)
class _Clues:
    endings: PhraseTable[str]
    breaks: tuple[str, ...]
    generic: tuple[str, ...]


def find_unknown_names(text: str) -> list[Mention]:
    """Return what is built like the name of a financial institution: 桂阳农商行, 某某村镇银行.

    The mentions have no candidates. Kinds of institution (手机银行, 你们银行) are not names.
    """
    folded = fold(text)
    mentions = []
    for ending_start, end, kind in _clues().endings.find_apart(folded):
        start = _name_start(folded, ending_start, _STEMS.get(kind, 0))
        if start is not None:
            mentions.append(Mention(start, end, text[start:end], (), "name"))
    return mentions


def _name_start(text: str, ending: int, longest: int) -> int | None:
    """Walk back from an ending to where the name begins; None if it is not a name."""
    clues = _clues()
    # One more than a name may have: a longer stretch is no name but a sentence running on.
    before = text[max(0, ending - longest - 1) : ending]
    stem = _NOT_IN_A_NAME.split(before)[-1]
    cuts = [stem.rfind(word) + len(word) for word in clues.breaks if word in stem]
    stem = stem[max(cuts, default=0) :]
    if not 2 <= len(stem) <= longest or stem.endswith(clues.generic):
        return None
    return ending - len(stem)


@cache
def _clues() -> _Clues:
    raw: dict[str, list[str]] = yaml.safe_load(_UNKNOWN.read_text(encoding="utf-8"))
    kinds = ("endings", "weak", "decoys")
    endings = PhraseTable((word, kind) for kind in kinds for word in raw[kind])
    return _Clues(endings, tuple(raw["breaks"]), tuple(raw["generic"]))
