"""The marks that stand for personal values: how they are written, and how they are found again.

They are made so that people and finders can read them, and so that no finder of real values takes
them for one: 138****8000, 3101**********001X, 王**, 座机****5678, 卡号****1234, ******.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.language.names import is_surname

UNKNOWN_SURNAME = "某"
LONGEST_NAME = 40
SECRET = "******"

_AGAIN = r"(?:·[2-9][0-9]?)?"
_PATTERNS = (
    ("phone", re.compile(rf"(?<![0-9])1[3-9][0-9]\*{{4}}[0-9]{{4}}{_AGAIN}(?![0-9])")),
    ("phone", re.compile(rf"座机\*{{4}}[0-9]{{4}}{_AGAIN}(?![0-9])")),
    ("id_number", re.compile(rf"(?<![0-9])[0-9]{{4}}\*{{10}}[0-9]{{3}}[0-9X]{_AGAIN}(?![0-9])")),
    ("card", re.compile(r"卡号\*{4}[0-9]{4}(?![0-9])")),
    ("secret", re.compile(r"(?<![*0-9])\*{6}(?![*0-9])")),
)
_NAME = re.compile(rf"([\u3400-\u9fff]{{1,2}})\*{{1,{LONGEST_NAME}}}{_AGAIN}(?!\*)")


@dataclass(frozen=True, order=True)
class Token:
    """One of our marks in a text; `kind` is phone, id_number, person_name, card or secret."""

    start: int
    end: int
    text: str
    kind: str


def find_tokens(text: str) -> list[Token]:
    """Find the marks that `mask` writes, in the order of the text."""
    found: list[Token] = []
    for token in sorted(_candidates(text)):
        if not found or token.start >= found[-1].end:
            found.append(token)
    return found


def token_of(kind: str, value: str) -> str:
    """Write the mark of a value: telephone, identity and card numbers as digits only."""
    if kind == "phone":
        head = "座机" if value.startswith("0") else value[:3]
        return f"{head}****{value[-4:]}"
    if kind == "id_number":
        return f"{value[:4]}**********{value[-4:]}"
    if kind == "card":
        return f"卡号****{value[-4:]}"
    return SECRET if kind == "secret" else _name_token(value)


def said_before(token: str, before: str) -> str:
    """Drop the words before a mark that it brings along itself: 卡号, but not its digits."""
    return before.removesuffix(token.partition("*")[0]) if token[0] in "卡座" else before


def needs_gap(left: str, right: str) -> bool:
    """Tell whether a mark would run into its neighbour if these characters touched."""
    if right == "*":
        return left == "*" or _may_begin_a_name(left)
    return (right == "·" or _is_digit(right)) and (left in "*X" or _is_digit(left))


def _candidates(text: str) -> Iterator[Token]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield Token(*match.span(), match[0], kind)
    for match in _NAME.finditer(text):
        surname = _surname_at_the_end(match[1])
        if surname:
            start = match.start() + len(match[1]) - len(surname)
            yield Token(start, match.end(), text[start : match.end()], "person_name")


def _name_token(name: str) -> str:
    surname = _surname_of(name)
    return surname + "*" * min(max(len(name) - len(surname), 1), LONGEST_NAME)


def _surname_of(name: str) -> str:
    """Return 王 of 王建国, 欧阳 of 欧阳娜, 王 of 老王; 某 of what has no surname we know."""
    if len(name) > 2 and is_surname(name[:2]):
        return name[:2]
    candidates = (name[:1], name[1:]) if len(name) == 2 else (name[:1],)
    return next(filter(is_surname, candidates), UNKNOWN_SURNAME)


def _surname_at_the_end(characters: str) -> str:
    if len(characters) == 2 and is_surname(characters):
        return characters
    return characters[-1] if _may_begin_a_name(characters[-1]) else ""


def _may_begin_a_name(character: str) -> bool:
    return character == UNKNOWN_SURNAME or is_surname(character)


def _is_digit(character: str) -> bool:
    return character.isascii() and character.isdigit()
