"""Put marks in the place of personal values before a text is stored, shown or logged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.language.cards import find_card_numbers
from bot.language.identity import find_id_numbers
from bot.language.names import as_name, find_names
from bot.language.phones import find_phones
from bot.language.secrets import find_secrets
from bot.privacy.tokens import Token, find_tokens, needs_gap, said_before, token_of

__all__ = ["Masked", "Secret", "Token", "find_tokens", "mask", "mask_for_log"]

# What a stretch is taken for when finders disagree: the most harmful reading first.
FINDERS = (
    ("secret", find_secrets),
    ("id_number", find_id_numbers),
    ("card", find_card_numbers),
    ("phone", find_phones),
    ("person_name", find_names),
)
HARM = {kind: place for place, (kind, _) in enumerate(FINDERS)}
# Passwords and card numbers are needed by nobody: they are not even kept encrypted.
KEPT = frozenset({"phone", "id_number", "person_name"})
BLANK = "\ue000"  # a private character, of which no finder makes anything
PASSES = 8
PARTS = re.compile(r"[^\s，,。.；;、！!]+")


@dataclass(frozen=True)
class Secret:
    """A value to be kept encrypted, and the mark that stands for it in the text.

    `kind` is phone (mobile or landline), id_number or person_name.
    """

    kind: str
    token: str
    value: str = field(repr=False)


@dataclass(frozen=True)
class Masked:
    """A text that may be stored and shown, and what was taken out of it."""

    text: str
    secrets: tuple[Secret, ...]


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    kind: str
    value: str


def mask(text: str, asked: str | None = None, known: Mapping[str, str] | None = None) -> Masked:
    """Replace names, telephone, identity and card numbers, passwords and codes by marks.

    `asked="person_name"` takes a bare name as the answer that it is. `known` gives the values of
    marks that are in use already: another value never gets the same mark, but 138****8000·2.
    Masking what is masked changes nothing.
    """
    taken: dict[str, str | None] = {token.text: None for token in find_tokens(text)}
    taken |= known or {}
    secrets: dict[str, Secret] = {}
    for _ in range(PASSES):
        found = _find(text, asked)
        if not found:
            break
        text = _replace(text, found, taken, secrets)
    return Masked(text, tuple(secrets.values()))


def secret_of(kind: str, value: str, known: Mapping[str, str]) -> Secret:
    """Return a value that was recognised later with a mark that `known` has for no other value."""
    return Secret(kind, _free_token(_Found(0, len(value), kind, value), {**known}), value)


def mask_for_log(text: str) -> str:
    """Return the text as it may appear in logs, with everything of `mask` left out."""
    return mask(text).text


def _find(text: str, asked: str | None) -> list[_Found]:
    """Find what must go, in text order, none overlapping; our own marks are left alone."""
    tokens = find_tokens(text)
    visible = _blank_out(text, tokens)
    found = [
        _Found(span.start, span.end, kind, span.value)
        for kind, finder in FINDERS
        for span in finder(visible)
        if BLANK not in span.text
    ]
    named = [token.kind for token in tokens] + [each.kind for each in found]
    if asked == "person_name" and "person_name" not in named:
        found += _name_beside(visible, found) if named else _bare_name(text)
    return _joined(found)


def _bare_name(text: str) -> list[_Found]:
    """Take a whole answer as a name; where it was said in pieces (姓王，叫建国) all of it goes."""
    name = as_name(text)
    if not name:
        return _name_beside(text, [])
    start = text.find(name)
    if start < 0:
        return [_Found(0, len(text), "person_name", name)]
    return [_Found(start, start + len(name), "person_name", name)]


def _name_beside(visible: str, found: list[_Found]) -> list[_Found]:
    """Take the first part of an answer that is a name: 王芳，13800138000, or without the mark."""
    rest = list(visible)
    for each in found:
        rest[each.start : each.end] = " " * (each.end - each.start)
    for part in PARTS.finditer("".join(rest)):
        if BLANK not in part[0] and as_name(part[0]):
            return [_Found(part.start(), part.end(), "person_name", part[0])]
    return []


def _blank_out(text: str, tokens: Iterable[Token]) -> str:
    characters = list(text)
    for token in tokens:
        characters[token.start : token.end] = BLANK * (token.end - token.start)
    return "".join(characters)


def _joined(found: list[_Found]) -> list[_Found]:
    """Join what overlaps into one stretch, of the most harmful kind, so that no rest is left."""
    joined: list[_Found] = []
    for each in sorted(found, key=lambda each: (each.start, each.end)):
        if joined and each.start < joined[-1].end:
            last = joined.pop()
            worst = min(last, each, key=lambda one: HARM[one.kind])
            end = max(last.end, each.end)
            each = _Found(last.start, end, worst.kind, worst.value)
        joined.append(each)
    return joined


def _replace(
    text: str,
    found: Iterable[_Found],
    taken: dict[str, str | None],
    secrets: dict[str, Secret],
) -> str:
    pieces: list[str] = []
    position = 0
    for each in found:
        token = _free_token(each, taken) if each.kind in KEPT else token_of(each.kind, each.value)
        if each.kind in KEPT:
            secrets[token] = Secret(each.kind, token, each.value)
        pieces += [said_before(token, text[position : each.start]), token]
        position = each.end
    return _spaced([*pieces, text[position:]])


def _free_token(each: _Found, taken: dict[str, str | None]) -> str:
    """Return the mark of this value, with ·2 and so on where another value has it."""
    plain = token_of(each.kind, each.value)
    token, count = plain, 1
    while token in taken and taken[token] != each.value:
        count += 1
        token = f"{plain}·{count}"
    taken[token] = each.value
    return token


def _spaced(pieces: Iterable[str]) -> str:
    """Join texts and marks, with a space where a mark would run into its neighbour."""
    text = ""
    for piece in pieces:
        gap = text and piece and needs_gap(text[-1], piece[0])
        text += f" {piece}" if gap else piece
    return text
