"""Take one utterance into the draft: answers, corrections, additions, digressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.directory.directory import Directory
from bot.intake.answers import Answers
from bot.intake.draft import COMPLAINT, DECLINED, Draft
from bot.language.demands import find_demands
from bot.language.names import as_name

COMPLAINTS = "complain_"
PERSONAL = ("institution", "person_name", "phone", "id_number")
SURE = 0.45


@dataclass(frozen=True)
class Entity:
    """One entity as understood: its name, normalised value, the words said, other readings."""

    name: str
    value: str
    text: str
    candidates: tuple[str, ...] = ()
    negated: bool = False


@dataclass(frozen=True)
class Heard:
    """One utterance as understood; `text` is already masked."""

    text: str
    intent: str
    confidence: float
    entities: tuple[Entity, ...] = ()
    emotion: str = "calm"

    def latest(self, name: str) -> Entity | None:
        """Return the last entity of that name that is not negated (people correct forwards)."""
        found = [e for e in self.entities if e.name == name and not e.negated]
        return found[-1] if found else None

    @property
    def wants_something_else(self) -> bool:
        """Tell whether this is surely no answer to our question but a request of its own."""
        words = Answers.load()
        if self.intent not in words.digressions:
            return False
        return self.confidence >= SURE or words.sounds_like_a_question(self.text)


@dataclass(frozen=True)
class Filling:
    """The draft after one utterance, and how it was taken.

    `problem` names the wording that explains why an answer could not be used.
    """

    draft: Draft
    understood: bool
    digression: bool = False
    problem: str | None = None


def fill(draft: Draft, heard: Heard, asked: str | None, directory: Directory) -> Filling:
    """Take `heard` into the draft, given the question that had been asked."""
    told = _note_facts(draft, heard, directory, corrects=corrects(heard) or asked == "summary")
    answered = _ANSWERS[asked](told, heard, directory) if asked else _open(told, heard)
    changed = answered.draft != draft
    if not changed and _steps_aside(heard, answered):
        return Filling(draft, understood=True, digression=True)
    misses = 0 if changed or answered.understood else draft.misses + 1
    return Filling(
        answered.draft.with_(misses=misses),
        understood=changed or answered.understood,
        digression=changed and heard.wants_something_else,
        problem=answered.problem,
    )


def _note_facts(draft: Draft, heard: Heard, directory: Directory, *, corrects: bool) -> Draft:
    """Take every fact that was said, whatever had been asked; a correction replaces."""
    draft = _note_institution(draft, heard, directory, corrects=corrects)
    for slot, entity_name in (("amount", "amount"), ("occurred", "date")):
        entity = heard.latest(entity_name)
        if entity and (getattr(draft, slot) is None or corrects):
            draft = draft.with_(**{slot: entity.value})
    if draft.product is None:
        named = (entity.value for entity in heard.entities if entity.name == "product")
        draft = draft.with_(product=next(named, None))
    for slot in ("person_name", "phone", "id_number"):
        entity = heard.latest(slot)
        if entity and entity.value != getattr(draft, slot):
            draft = draft.with_(**{slot: entity.value, "summary": None})
    place = heard.latest("location")
    if place and draft.branch is None:
        draft = draft.with_(branch=place.value)
    return _note_matter(_note_demand(draft, heard, corrects=corrects), heard)


def _note_institution(draft: Draft, heard: Heard, directory: Directory, *, corrects: bool) -> Draft:
    entity = heard.latest("institution")
    settled = draft.institution is not None and not draft.candidates
    if entity is None or (settled and not corrects):
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


def _note_demand(draft: Draft, heard: Heard, *, corrects: bool) -> Draft:
    said = [e for e in heard.entities if e.name == "demand"]
    vague = draft.demands in ((), ("other",))
    if not said or (draft.demand is not None and not corrects and not vague):
        return draft
    values = tuple(dict.fromkeys(_demand_class(e.value) for e in said))
    return draft.with_(demands=values, demand="、".join(dict.fromkeys(e.text for e in said)))


def _demand_class(value: str) -> str:
    """A button carries words; spoken demands are classified already."""
    if value.isascii():
        return value
    return next((span.value for span in find_demands(value)), "other")


def _note_matter(draft: Draft, heard: Heard) -> Draft:
    """A complaint is a story to keep; the first one names the matter."""
    if not heard.intent.startswith(COMPLAINTS) or heard.confidence < SURE / 2:
        return draft
    if heard.text in draft.matter:
        return draft
    return draft.with_(
        matter=(*draft.matter, heard.text),
        intent=draft.intent if draft.intent not in (None, "file_complaint") else heard.intent,
    )


def _open(draft: Draft, heard: Heard) -> Filling:
    intent = draft.intent or (heard.intent if draft.kind == COMPLAINT else None)
    return Filling(draft.with_(intent=intent), understood=True)


def _answer_institution(draft: Draft, heard: Heard, directory: Directory) -> Filling:
    if draft.institution or draft.candidates:
        return Filling(draft, understood=bool(draft.institution))
    found = directory.resolve(heard.text)
    if len(found) == 1:
        return Filling(
            draft.with_(institution=found[0].display, institution_id=found[0].id), understood=True
        )
    if found:
        return Filling(draft.with_(candidates=tuple(i.id for i in found)), understood=True)
    return Filling(draft, understood=False, problem="say_institution_unclear")


def _answer_matter(draft: Draft, heard: Heard, _: Directory) -> Filling:
    if draft.matter or heard.wants_something_else or len(heard.text.strip()) < 4:
        return Filling(draft, understood=bool(draft.matter))
    return Filling(draft.with_(matter=(heard.text,)), understood=True)


def _answer_demand(draft: Draft, heard: Heard, _: Directory) -> Filling:
    if draft.demand or heard.wants_something_else or len(heard.text.strip()) < 2:
        return Filling(draft, understood=bool(draft.demand))
    if _tells_something_else(heard):
        return Filling(draft, understood=True)
    return Filling(draft.with_(demand=heard.text, demands=("other",)), understood=True)


def _tells_something_else(heard: Heard) -> bool:
    """More of the story, a correction, a name or number: no free words about what is wanted."""
    if corrects(heard) or any(heard.latest(name) for name in PERSONAL):
        return True
    return heard.intent.startswith(COMPLAINTS) and heard.confidence >= SURE


def _answer_person_name(draft: Draft, heard: Heard, _: Directory) -> Filling:
    if draft.person_name:
        return Filling(draft, understood=True)
    name = as_name(heard.text) if not heard.wants_something_else else None
    if name:
        return Filling(draft.with_(person_name=name), understood=True)
    if Answers.load().refuses(heard.text):
        if draft.kind != COMPLAINT:
            return Filling(draft.with_(person_name=DECLINED), understood=True)
        return Filling(draft, understood=False, problem="say_why_name")
    return Filling(draft, understood=False)


def _answer_phone(draft: Draft, heard: Heard, _: Directory) -> Filling:
    if draft.phone:
        return Filling(draft, understood=True)
    if Answers.load().refuses(heard.text):
        return Filling(draft, understood=False, problem="say_why_phone")
    digits = sum(character.isdigit() for character in heard.text)
    return Filling(draft, understood=False, problem="say_phone_wrong" if digits >= 5 else None)


def _answer_id_number(draft: Draft, heard: Heard, _: Directory) -> Filling:
    if draft.id_number:
        return Filling(draft, understood=True)
    wrong = "****" in heard.text or sum(c.isdigit() for c in heard.text) >= 8
    return Filling(draft, understood=False, problem="say_id_wrong" if wrong else None)


def _answer_summary(draft: Draft, heard: Heard, _: Directory) -> Filling:
    reply = Answers.load().yes_or_no(heard.text, heard.intent)
    if reply is True and not corrects(heard):
        return Filling(draft.with_(summary=True), understood=True)
    wrong = Answers.load().field_named(heard.text)
    if wrong and not heard.latest(wrong):
        return Filling(forget(draft, wrong), understood=True)
    if reply is False and not heard.entities:
        return Filling(draft, understood=True, problem="say_which_is_wrong")
    return Filling(draft, understood=False)


def _answer_quick_way(draft: Draft, heard: Heard, _: Directory) -> Filling:
    answer = Answers.load().quick_way(heard.text, heard.intent)
    return Filling(draft.with_(quick_way=answer), understood=answer is not None)


def forget(draft: Draft, question: str) -> Draft:
    """Return the draft without the answer to one question, so that it is asked again."""
    cleared: dict[str, Any] = {"summary": None}
    cleared |= {"matter": ()} if question == "matter" else {question: None}
    if question == "institution":
        cleared |= {"institution_id": None, "candidates": ()}
    if question == "demand":
        cleared |= {"demands": ()}
    return draft.with_(**cleared)


def corrects(heard: Heard) -> bool:
    """Tell whether the speaker mends something said before."""
    if heard.intent == "correct" or any(entity.negated for entity in heard.entities):
        return True
    return Answers.load().corrects(heard.text)


def _steps_aside(heard: Heard, answered: Filling) -> bool:
    """A doubtful request counts as one only when it was no failed answer to our question."""
    if heard.wants_something_else:
        return True
    return heard.intent in Answers.load().digressions and not answered.problem


_ANSWERS: Mapping[str, Callable[[Draft, Heard, Directory], Filling]] = {
    "institution": _answer_institution,
    "matter": _answer_matter,
    "demand": _answer_demand,
    "person_name": _answer_person_name,
    "phone": _answer_phone,
    "id_number": _answer_id_number,
    "summary": _answer_summary,
    "quick_way": _answer_quick_way,
}
