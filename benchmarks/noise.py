"""The same utterances as a telephone line or a Traditional writer would bring them; seeded."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.sets import Expected, Row, comparable
from bot.data_files import read_yaml
from bot.language.pinyin import blurred
from bot.language.script import to_simplified, to_traditional
from bot.language.speech import say_number

SEED = 12378
_NUMBER = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,6}))?(?=([%％年月日号]?))")
_MARKS = re.compile(r"[^\w%％.]|(?<![0-9])\.|\.(?![0-9])")
_CLAUSE = re.compile(r"[，。！？、；,!?;…~\s]+")
_ONE_BY_ONE = str.maketrans("0123456789", "零幺二三四五六七八九")
_YEAR = str.maketrans("0123456789", "零一二三四五六七八九")
_PERCENT = ("%", "％")
# Digits that name something are dictated, however few: after these words, or with nothing behind.
_DICTATED = re.compile(r"(?<=尾号)[0-9]+|(?<=单号)[0-9]+|(?<![0-9.])[0-9]{4,}(?=[\W_]*$)")
_DIALLED = 7  # digits from which a number is read one by one


@dataclass(frozen=True)
class Edit:
    """Replace `start:end` of a text by `new`."""

    start: int
    end: int
    new: str


def telephone(row: Row, seed: int = SEED) -> Row:
    """Return the row as a speech recogniser would write it down.

    Punctuation is gone, numbers are words, pauses are filled, some words are misheard. The same
    text gives the same result whatever else is in the set.
    """
    chance = random.Random(f"{seed} {row.text}")
    steps: Sequence[Callable[[str, random.Random], Iterator[Edit]]] = (
        _misheard,
        _numerals,
        _pauses,
        _homophones,
    )
    row = _rewritten(row, [Edit(i, i + 1, c) for i, c in _simplified(row.text)])
    for step in steps:
        row = _rewritten(row, list(step(row.text, chance)))
    return row


def spoken_aloud(text: str, chance: random.Random, *, opens: bool = False) -> str:
    """Return words as they are said: numbers in words, no marks, pauses filled.

    With `opens` they may begin as the first words of a call do.
    """
    row = _rewritten(Row(text, ""), [Edit(i, i + 1, c) for i, c in _simplified(text)])
    row = _rewritten(row, [Edit(*m.span(), _dictated(m[0])) for m in _DICTATED.finditer(row.text)])
    row = _rewritten(row, list(_numerals(row.text, chance)))
    pauses = (edit for edit in _pauses(row.text, chance) if opens or edit.end)
    return _rewritten(row, list(pauses)).text


def _dictated(digits: str) -> str:
    return digits.translate(_ONE_BY_ONE)


def with_one_error(said: str, chance: random.Random) -> str:
    """Return what a recogniser writes who gets one thing wrong.

    That is a word that it is known to mishear, or else a character that sounds alike.
    """
    return _rewritten(Row(said, ""), _one_error(said, chance)).text


def _one_error(text: str, chance: random.Random) -> list[Edit]:
    words = list(_confusable().finditer(text))
    if words and chance.random() < 0.5:
        word = chance.choice(words)
        return [Edit(word.start(), word.end(), _habits()["heard"][word[0]])]
    places = [place for place, character in enumerate(text) if _sounding_like(character)]
    if not places:
        return []
    place = chance.choice(places)
    return [Edit(place, place + 1, chance.choice(_sounding_like(text[place])))]


def traditional(row: Row) -> Row:
    """Return the row in Traditional characters and words as used in Taiwan."""
    edges = {0, len(row.text)} | {e for found in row.entities for e in (found.start, found.end)}
    places = pairwise(sorted(edges))
    return _rewritten(row, [Edit(a, b, to_traditional(row.text[a:b])) for a, b in places])


def _simplified(text: str) -> Iterator[tuple[int, str]]:
    said = to_simplified(text)
    return ((i, new) for i, (old, new) in enumerate(zip(text, said, strict=True)) if old != new)


def _misheard(text: str, chance: random.Random) -> Iterator[Edit]:
    habits = _habits()
    for match in _confusable().finditer(text):
        if chance.random() < habits["misheard"]:
            yield Edit(match.start(), match.end(), habits["heard"][match[0]])


def _numerals(text: str, _: random.Random) -> Iterator[Edit]:
    for match in _NUMBER.finditer(text):
        whole, part, unit = match.groups()
        yield Edit(match.start(), match.end() + (unit in _PERCENT), _said(whole, part, unit))


def _said(whole: str, part: str | None, unit: str) -> str:
    if unit == "年" and len(whole) == 4:
        return whole.translate(_YEAR)
    if len(whole) >= _DIALLED or (whole.startswith("0") and len(whole) > 1):
        return (whole + (part or "")).translate(_ONE_BY_ONE)
    words = say_number(int(whole)) + (f"点{part.translate(_YEAR)}" if part else "")
    if unit in _PERCENT:
        return f"百分之{words}"
    return words.replace("两", "二") if unit else words


def _pauses(text: str, chance: random.Random) -> Iterator[Edit]:
    habits = _habits()
    if chance.random() < habits["opens"]:
        yield Edit(0, 0, chance.choice(habits["opening"]))
    clause_ends = {match.start() for match in _CLAUSE.finditer(text) if match.end() < len(text)}
    for match in _MARKS.finditer(text):
        fills = match.start() in clause_ends and chance.random() < habits["fillers"]
        yield Edit(match.start(), match.end(), chance.choice(habits["filling"]) if fills else "")


def _homophones(text: str, chance: random.Random) -> Iterator[Edit]:
    share = _habits()["homophones"]
    for place, character in enumerate(text):
        if chance.random() < share and (others := _sounding_like(character)):
            yield Edit(place, place + 1, chance.choice(others))


def _sounding_like(character: str) -> list[str]:
    """Return common characters that a bad line makes of this one (n/l, zh/z, an/ang, f/h...)."""
    alike = _by_sound().get(blurred(character), []) if character in _common() else []
    return [other for other in alike if other != character]


@cache
def _common() -> frozenset[str]:
    """Return the first level of GB 2312: the 3,755 characters of daily use."""
    rows, cells = range(0xB0, 0xD8), range(0xA1, 0xFF)
    codes = (bytes((row, cell)) for row in rows for cell in cells)
    return frozenset("".join(code.decode("gb2312", "ignore") for code in codes))


@cache
def _by_sound() -> dict[tuple[str, ...], list[str]]:
    sounds: dict[tuple[str, ...], list[str]] = {}
    for character in sorted(_common()):
        sounds.setdefault(blurred(character), []).append(character)
    return sounds


@cache
def _habits() -> dict[str, Any]:
    habits: dict[str, Any] = read_yaml(Path(__file__).with_name("noise.yml"))
    return habits


@cache
def _confusable() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_habits()["heard"], key=len, reverse=True))))


def _rewritten(row: Row, edits: list[Edit]) -> Row:
    """Apply edits that do not overlap; the entities move with their text."""
    text, moved = row.text, list(range(len(row.text) + 1))
    pieces: list[str] = []
    done = length = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        for place in range(done, edit.start + 1):
            moved[place] = length + place - done
        pieces += [text[done : edit.start], edit.new]
        length += edit.start - done + len(edit.new)
        for place in range(edit.start + 1, edit.end):
            moved[place] = length
        done = edit.end
        moved[done] = length
    for place in range(done, len(moved)):
        moved[place] = length + place - done
    new = "".join([*pieces, text[done:]])
    return replace(row, text=new, entities=tuple(_moved(e, moved, text, new) for e in row.entities))


def _moved(found: Expected, moved: list[int], old: str, new: str) -> Expected:
    """Return the entity at its new place; a value that was the text as said is so again."""
    start, end = moved[found.start], moved[found.end]
    was, now = comparable(old[found.start : found.end]), comparable(new[start:end])
    values = tuple(now if value == was else value for value in found.values)
    return replace(found, start=start, end=end, values=values)
