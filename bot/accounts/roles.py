"""The roles that people have, with their Chinese titles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.yaml_section import Section, read_section

FILE = Path(__file__).with_name("roles.yml")


@dataclass(frozen=True)
class Role:
    """One role: `number` goes before the desk number, `may` says in Chinese what it is for."""

    id: str
    title: str
    number: str
    of_institution: bool
    may: tuple[str, ...]


@cache
def all_roles() -> Mapping[str, Role]:
    """Return every role by its id, in the order of the file."""
    content = read_section(FILE)
    return {id: _role(id, content.section(id)) for id in content.remaining()}


def _role(id: str, section: Section) -> Role:
    role = Role(
        id,
        section.take("title", str),
        section.take("number", str),
        section.take("of_institution", bool),
        section.each("may", str),
    )
    section.finish()
    return role


ROLES = tuple(all_roles())
