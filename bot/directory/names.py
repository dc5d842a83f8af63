from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.directory.folding import fold
from bot.directory.groups import Group
from bot.directory.loading import Institution

_LEGAL_FORMS = ("股份有限公司", "有限责任公司", "股份公司", "有限公司", "公司")
# Three ways to write the same thing.
_RURAL = ("农村商业银行", "农商银行", "农商行")


@dataclass(frozen=True)
class Meaning:
    """What a name stands for: its candidates, and the group if it is a shared name."""

    candidates: tuple[Institution, ...]
    how: str
    group: Group | None = None


def meanings(
    institutions: Iterable[Institution], groups: Iterable[Group], misheard: frozenset[str]
) -> dict[str, Meaning]:
    """Return every folded name and what it stands for.

    A name that two institutions bear stands for both; a shared name of groups.yml goes first.
    """
    found: dict[str, Meaning] = {}
    for institution in institutions:
        for how, name in spellings(institution):
            how = "sound" if name in misheard else how
            known = found.setdefault(name, Meaning((), how))
            if institution not in known.candidates:
                found[name] = Meaning((*known.candidates, institution), known.how)
    for group in groups:
        for name in map(fold, group.names):
            how = "sound" if name in misheard else "alias"
            found[name] = Meaning(group.members, how, group)
    return found


def spellings(institution: Institution) -> Iterator[tuple[str, str]]:
    """Yield ("name" or "alias", folded) for every way to write an institution's name."""
    for name in (institution.name, institution.short_name):
        for spelling in _variants(name):
            yield "name", spelling
    for alias in institution.aliases:
        for spelling in _variants(alias):
            yield "alias", spelling


def _variants(name: str) -> Iterator[str]:
    full = fold(name)
    plain = next((full[: -len(form)] for form in _LEGAL_FORMS if full.endswith(form)), full)
    yield from dict.fromkeys((full, *_rural_variants(plain)))


def _rural_variants(name: str) -> Iterator[str]:
    yield name
    for written in _RURAL:
        if name.endswith(written):
            yield from (name[: -len(written)] + other for other in _RURAL)
