from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from bot.directory.mentions import Hit
from bot.directory.phrases import PhraseTable
from bot.language.pinyin import blurred

_SHORTEST = 4
_GAP = ""


class SoundTable:
    """Names by how they sound on the telephone.

    `kinds` are the endings that many names share (银行); a name without one is distinctive.
    """

    def __init__(self, phrases: Iterable[str], kinds: tuple[str, ...]) -> None:
        self._sounds = {phrase: blurred(phrase) for phrase in phrases}
        self._kinds = kinds
        self._table = PhraseTable((sound, phrase) for phrase, sound in self._sounds.items())

    def find(self, text: str) -> Iterator[Hit]:
        """Yield every place of a folded text that sounds like a name."""
        for start, end, phrase in self._table.find(blurred(text)):
            yield Hit(start, end, phrase, "sound")

    def nearly(self, text: str) -> list[str]:
        """Return the distinctive names that sound like the whole text but for one syllable.

        Never a name like 杭州银行: one syllable further off there may be another bank.
        """
        keys = _with_gap(blurred(text))
        return sorted({phrase for key in keys for phrase in self._gapped.get(key, ())})

    @cached_property
    def _gapped(self) -> dict[tuple[str, ...], list[str]]:
        gapped: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for phrase, sound in self._sounds.items():
            for key in () if phrase.endswith(self._kinds) else _with_gap(sound):
                gapped[key].append(phrase)
        return dict(gapped)


def hearable(phrases: Iterable[str], heard: frozenset[str], not_heard: frozenset[str]) -> list[str]:
    """Return the names that are long enough, or certain enough, to be known by sound alone."""
    return [
        phrase
        for phrase in phrases
        if phrase not in not_heard
        and (len(phrase) >= _SHORTEST or phrase in heard)
        and all("\u4e00" <= character <= "\u9fff" for character in phrase)
    ]


def _with_gap(sound: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if len(sound) >= _SHORTEST:
        for place in range(len(sound)):
            yield (*sound[:place], _GAP, *sound[place + 1 :])
