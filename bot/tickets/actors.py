"""Who acts on a ticket, as one word: `agent:7`, `institution:icbc/41`, `consumer`, `bot`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.data_files import read_yaml
from bot.tickets.errors import NotAllowed

ROLES = frozenset({"consumer", "agent", "supervisor", "institution", "reviewer", "administrator"})
HOUSE, NOBODY = "house", "nobody"


def actor(role: str, person: str = "", institution_id: str | None = None) -> str:
    """Return the word for one who acts; people of an institution act for it: `institution:icbc/41`.

    Raises ValueError for someone of an institution without one.
    """
    if role != "institution":
        return f"{role}:{person}" if person else role
    if not institution_id:
        raise ValueError("whoever acts for an institution needs its id")
    return f"institution:{institution_id}/{person}" if person else f"institution:{institution_id}"


def role_of(word: str) -> str:
    """Return the role; a bare word that names none is a part of our program (bot, chore)."""
    role, colon, _ = word.partition(":")
    if role in ROLES:
        return role
    return NOBODY if colon else HOUSE


def institution_of(word: str) -> str | None:
    """Return the id of the institution that is acting, None for everybody else."""
    role, _, who = word.partition(":")
    return who.partition("/")[0] if role == "institution" else None


@cache
def acts() -> dict[str, frozenset[str]]:
    """Return for every act the roles that may do it."""
    return {
        act: frozenset(roles)
        for act, roles in read_yaml(Path(__file__).with_name("acts.yml")).items()
    }


def check_actor(word: str, act: str) -> None:
    """Raise NotAllowed unless the role of this actor may do this."""
    if role_of(word) not in acts()[act]:
        raise NotAllowed(word, act)
