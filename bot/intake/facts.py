"""Take every fact of an utterance into the draft, whatever had been asked."""

from __future__ import annotations

from decimal import Decimal

from bot.directory.directory import Directory
from bot.intake.age import age_said
from bot.intake.answers import Answers, bare
from bot.intake.draft import Draft
from bot.intake.heard import SURE, UNNAMED, Entity, Heard
from bot.intake.wishes import told_wish
from bot.language.demands import find_demands

SHORTEST_STORY, LONGEST_CORRECTION = 5, 16
THIS_YEAR = "今年"
MOODS = ("calm", "upset", "furious", "desperate")


def note_facts(draft: Draft, heard: Heard, directory: Directory, *, mends: bool) -> Draft:
    """Return the draft with the facts of `heard`; where it `mends`, they replace older ones."""
    draft = _note_institution(draft, heard, directory, mends=mends)
    draft = _note_amount_and_date(draft, heard, mends=mends)
    if draft.product is None:
        named = (entity.value for entity in heard.entities if entity.name == "product")
        draft = draft.with_(product=next(named, None))
    for slot in ("person_name", "phone", "id_number"):
        entity = heard.latest(slot)
        if entity and entity.value != getattr(draft, slot):
            draft = draft.with_(**{slot: entity.value, "summary": None})
    place = heard.latest("location")
    if place and (mends or not draft.branch):
        draft = draft.with_(branch=place.value)
    return _note_matter(_note_demand(draft, heard, mends=mends), heard)


def begun(intent: str | None, heard: Heard, directory: Directory) -> Draft:
    """Return a new draft of what was told before the questions began."""
    story = (heard.text,) if len(bare(heard.text)) >= SHORTEST_STORY else ()
    sure = heard.confidence if intent and intent == heard.intent else None
    draft = Draft(intent=intent, confidence=sure, matter=story, emotion=heard.emotion)
    return note_facts(draft, heard, directory, mends=False)


def graver(mood: str, other: str) -> str:
    """Return the graver of two moods: who was desperate once is not calm a line later."""
    return max(mood, other, key=MOODS.index)


def corrects(heard: Heard) -> bool:
    """Tell whether the speaker mends something said before."""
    if heard.intent == "correct" or any(entity.negated for entity in heard.entities):
        return True
    return Answers.load().corrects(heard.text)


def _note_institution(draft: Draft, heard: Heard, directory: Directory, *, mends: bool) -> Draft:
    entity = heard.latest("institution")
    settled = draft.institution is not None and not draft.candidates
    if entity is None or (settled and not mends):
        return draft
    if entity.candidates:
        chosen = tuple(
            c for c in entity.candidates if not draft.candidates or c in draft.candidates
        )
        return draft.with_(candidates=chosen or entity.candidates, institution=None)
    known = directory.get(entity.value)
    return draft.with_(
        institution=known.display if known else entity.text,
        institution_id=known.id if known else None,
        candidates=(),
        summary=None,
    )


def _note_amount_and_date(draft: Draft, heard: Heard, *, mends: bool) -> Draft:
    amount = heard.latest("amount") if mends else _largest_sum(heard)
    day = heard.latest("date")
    if day and day.text == THIS_YEAR and age_said(heard.text) is not None:
        day = None  # 今年六十八了 tells an age, not when it happened
    if amount and (draft.amount is None or mends):
        draft = draft.with_(amount=amount.value)
    if day and (draft.occurred is None or mends):
        draft = draft.with_(occurred=day.value)
    return draft


def _largest_sum(heard: Heard) -> Entity | None:
    """Of several sums in a story the largest is what it is about."""
    sums = [e for e in heard.entities if e.name == "amount" and not e.negated]
    return max(sums, key=lambda entity: Decimal(entity.value), default=None)


def _note_demand(draft: Draft, heard: Heard, *, mends: bool) -> Draft:
    said = [e for e in heard.entities if e.name == "demand"]
    vague = draft.demands in ((), ("other",))
    if not said or (draft.demand is not None and not mends and not vague):
        return draft
    values = tuple(dict.fromkeys(_demand_class(e.value) for e in said))
    return draft.with_(demands=values, demand=told_wish(heard.text, said))


def _demand_class(value: str) -> str:
    """A button carries words; spoken demands are classified already."""
    if value.isascii():
        return value
    return next((span.value for span in find_demands(value)), "other")


def _note_matter(draft: Draft, heard: Heard) -> Draft:
    """A complaint is a story to keep; the first one names the matter."""
    tells = heard.is_complaint and heard.confidence >= SURE / 2
    goes_on = heard.intent == draft.intent and heard.intent != UNNAMED
    said = len(bare(heard.text))
    if not (tells or goes_on) or said < SHORTEST_STORY or heard.text in draft.matter:
        return draft
    if corrects(heard) and said < LONGEST_CORRECTION:
        return draft
    draft = draft.with_(matter=(*draft.matter, heard.text))
    unsure = heard.confidence < SURE
    if draft.intent in (None, UNNAMED) or (draft.is_guess and heard.is_complaint and not unsure):
        return draft.with_(intent=heard.intent, is_guess=unsure, confidence=heard.confidence)
    return draft
