"""Which columns the ledger has, as `columns.yml` says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.yaml_section import Section, read_section

FILE = Path(__file__).with_name("columns.yml")
FORMS = ("text", "number", "money", "day", "moment", "yes_no", "word")


@dataclass(frozen=True)
class Column:
    """One column: `width` in characters, `form` is how its values are written.

    `words` says for the form "word" what people read in place of a code.
    """

    name: str
    title: str
    width: int
    form: str
    personal: bool
    words: Mapping[str, str]


def columns(*, personal: bool) -> tuple[Column, ...]:
    """Return the columns in order; those with personal data only where they are asked for."""
    return tuple(column for column in _all() if personal or not column.personal)


@cache
def _all() -> tuple[Column, ...]:
    file = read_section(FILE)
    words = file.section("words")
    found = tuple(_column(section, words) for section in file.sections("columns"))
    words.finish()
    file.finish()
    return found


def _column(section: Section, words: Section) -> Column:
    name, form = section.take("name", str), section.choice("as", FORMS)
    column = Column(
        name=name,
        title=section.take("title", str),
        width=section.number("width"),
        form=form,
        personal=bool(section.optional("personal", bool)),
        words=_words(words.section(name)) if form == "word" else {},
    )
    section.finish()
    return column


def _words(section: Section) -> dict[str, str]:
    return {code: section.take(code, str) for code in section.remaining()}
