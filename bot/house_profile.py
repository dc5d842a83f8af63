"""Whose own hotline it is: the `house` section of a profile, missing where it serves many."""

from __future__ import annotations

from dataclasses import dataclass

from bot.yaml_section import Section


@dataclass(frozen=True)
class House:
    """The institution that a hotline belongs to: complaints are its own to answer.

    `institution` is its id in the directory, `name` what consumers and tickets call it, `called`
    are words by which callers mean it. Where it `asks_branch`, it wants to know which outlet.
    """

    institution: str | None
    name: str
    called: tuple[str, ...]
    asks_branch: bool

    def is_meant(self, words: str) -> bool:
        """Tell whether somebody speaks of this house."""
        return any(name in words for name in (self.name, *self.called))


def house_profile(section: Section) -> House:
    """Read the section; raises WrongYaml with the key that is wrong."""
    house = House(
        institution=section.optional("institution", str),
        name=section.take("name", str),
        called=section.each("called", str),
        asks_branch=section.take("asks_branch", bool),
    )
    section.finish()
    return house
