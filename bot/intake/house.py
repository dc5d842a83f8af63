"""At an institution's own hotline: whom a complaint is about when nobody, or another, is named."""

from __future__ import annotations

from dataclasses import replace

from bot.directory.directory import Directory
from bot.directory.jurisdiction import Verdict, responsible
from bot.house_profile import House
from bot.intake.draft import Draft, institution_of
from bot.intake.heard import Entity, Heard
from bot.profile import Profile

NOBODY_KNOWS = Verdict(within=False, authority=None)


def heard_at(house: House | None, heard: Heard) -> Heard:
    """Return an utterance as the house hears it: its own names are known as its own.

    Other institutions count only where it is they who are complained about: not those compared
    with or used, and none beside words that mean the house (你们大堂经理让我买的人寿保险).
    """
    if house is None:
        return heard
    own_meant = house.is_meant(heard.text)
    kept = (
        _as_own(house, entity) if _is_own(house, entity) else entity
        for entity in heard.entities
        if entity.name != "institution" or _is_own(house, entity) or not (entity.aside or own_meant)
    )
    return replace(heard, entities=tuple(kept))


def settled_at(house: House | None, draft: Draft) -> Draft:
    """Return the draft as about the house itself, unless another institution was named."""
    if house is None or draft.candidates or draft.institution not in (None, house.name):
        return draft
    return draft.with_(institution=house.name, institution_id=house.institution)


def verdict_at(draft: Draft, profile: Profile, directory: Directory) -> Verdict | None:
    """Return who is responsible for what is outside this hotline's reach; None for what is not.

    A house answers for itself alone.
    """
    if profile.house is not None and draft.institution in (None, profile.house.name):
        return None
    institution = institution_of(draft, directory)
    if institution is None:
        return NOBODY_KNOWS if profile.house is not None and draft.institution else None
    verdict = responsible(institution, profile.jurisdiction)
    within = verdict.within and profile.house is None
    return None if within else Verdict(within=False, authority=verdict.authority)


def _is_own(house: House, entity: Entity) -> bool:
    if entity.name != "institution":
        return house.institution is not None and entity.implies == house.institution
    named = house.institution in (entity.value, *entity.candidates)
    return (house.institution is not None and named) or house.is_meant(entity.text)


def _as_own(house: House, entity: Entity) -> Entity:
    """Return a name of the house as such; a product of its own names nobody else."""
    if entity.name != "institution":
        return replace(entity, implies="")
    return replace(entity, value="", text=house.name, candidates=(), aside=False)
