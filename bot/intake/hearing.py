"""Take one utterance into the draft: answers, corrections, additions, digressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.directory.directory import Directory
from bot.intake.answers import Answers, bare
from bot.intake.draft import COMPLAINT, DECLINED, Draft
from bot.intake.facts import SHORTEST_STORY, corrects, note_facts
from bot.intake.heard import IDLE, SURE, UNNAMED, Heard
from bot.intake.wishes import whole_wish, wish_in_answer
from bot.language.danger import danger_of
from bot.language.names import as_name, is_surname, name_as_heard
from bot.language.numerals import spoken_digits

PERSONAL = ("institution", "person_name", "phone", "id_number")
# These are answered at once, whatever else the same words told.
URGENT = frozenset({"emergency", "report_fraud", "request_human"})
PLAIN_DANGER = 0.7
EXPLAINED = frozenset({"say_why_name", "say_why_phone", "say_other_phone"})
NO_WISHES = URGENT | {"cancel", "repeat", "express_anger"}
DECISIONS = frozenset({"summary", "quick_way"})
ASKING = ("ask_", "bot_challenge", "verify_official")
SHORT_WISH, LONGEST_NAME, LONG_ENOUGH_TO_TELL = 4, 25, 10
FEW_DIGITS = 5  # fewer are no attempt at a telephone number


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
    mends = corrects(heard) or asked == "summary"
    told = note_facts(draft, heard, directory, mends=mends)
    answered = _answer(draft, asked)(told, heard, directory) if asked else _open(told, heard)
    changed = answered.draft != draft
    if not changed and _steps_aside(draft, heard, answered):
        return Filling(draft, understood=True, digression=True)
    understood = changed or answered.understood
    noted = answered.draft.with_(misses=0 if understood else draft.misses + 1)
    return Filling(
        noted if understood or asked != "phone" else _without_a_number(noted, heard),
        understood=understood,
        digression=changed and _asks_besides(draft, answered.draft, heard, asked),
        problem=answered.problem,
    )


def _steps_aside(draft: Draft, heard: Heard, answered: Filling) -> bool:
    """A doubtful request counts as one only when it was no failed answer to our question."""
    if heard.intent == draft.intent or answered.problem in EXPLAINED:
        return False
    if heard.wants_something_else:
        return True
    doubtful = heard.intent in Answers.load().digressions and heard.intent not in IDLE
    return doubtful and not answered.problem


def _asks_besides(before: Draft, after: Draft, heard: Heard, asked: str | None) -> bool:
    """Tell whether words that told us something want an answer too.

    What answers our own question is taken for nothing but that, unless it asks or is urgent.
    """
    if not heard.wants_something_else or heard.intent == before.intent:
        return False
    named = asked == "institution" and after.candidates != before.candidates
    if asked is None or before.answer_to(asked) is not None:
        return True
    if after.answer_to(asked) is None and not named:
        return True
    if heard.intent in URGENT:
        return _is_urgent(heard, asked)
    asks = heard.intent.startswith(ASKING) and after.person_name != DECLINED
    return asks and Answers.load().sounds_like_a_question(heard.text)


def _is_urgent(heard: Heard, asked: str) -> bool:
    """Words that answered us are an alarm only if they are plainly one."""
    if heard.intent == "emergency":
        return danger_of(heard.text) is not None or heard.confidence >= PLAIN_DANGER
    return heard.intent == "report_fraud" or asked not in DECISIONS


def _answer(draft: Draft, asked: str) -> Callable[[Draft, Heard, Directory], Filling]:
    """Return how the answer is read; whose institution is known was asked for the outlet."""
    return _answer_branch if asked == "institution" and draft.institution else _ANSWERS[asked]


def _open(draft: Draft, heard: Heard) -> Filling:
    names_a_matter = heard.is_complaint or heard.intent == UNNAMED
    if draft.intent is None and names_a_matter:
        draft = draft.with_(intent=heard.intent, confidence=heard.confidence)
    return Filling(draft, understood=True)


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
    name = Answers.load().as_institution(heard.text)
    if name and len(name) <= LONGEST_NAME:
        return Filling(draft.with_(institution=name), understood=True)
    return Filling(draft, understood=False, problem="say_institution_unclear")


def _answer_branch(draft: Draft, heard: Heard, directory: Directory) -> Filling:
    """Take any short answer for the outlet: nobody is asked twice for what is only a help."""
    if draft.branch is not None:
        return Filling(draft, understood=True)
    other = heard.latest("institution")
    if other and other.text != draft.institution:
        known = directory.get(other.value)
        name = known.display if known else other.text
        return Filling(
            draft.with_(institution=name, institution_id=known and known.id), understood=True
        )
    words = Answers.load()
    none = words.knows_no_branch(heard.text) or any(heard.latest(name) for name in PERSONAL)
    if heard.wants_something_else and not none:
        return Filling(draft, understood=False)
    branch = None if none else words.as_branch(heard.text)
    return Filling(draft.with_(branch=branch or ""), understood=True)


def _answer_matter(draft: Draft, heard: Heard, _: Directory) -> Filling:
    if draft.matter or heard.wants_something_else or len(bare(heard.text)) < SHORTEST_STORY:
        return Filling(draft, understood=bool(draft.matter))
    if corrects(heard) and heard.latest("institution"):
        return Filling(draft, understood=True)
    unnamed = draft.intent in (None, UNNAMED)
    intent = heard.complaints[0] if unnamed and heard.complaints else draft.intent
    return Filling(draft.with_(matter=(heard.text,), intent=intent), understood=True)


def _answer_demand(draft: Draft, heard: Heard, _: Directory) -> Filling:
    words, said = Answers.load(), bare(heard.text)
    wish = None if words.sounds_like_a_question(heard.text) else wish_in_answer(heard.text)
    if wish:
        kinds = tuple(dict.fromkeys((*draft.demands, *wish.kinds)))
        return Filling(draft.with_(demand=wish.words, demands=kinds), understood=True)
    if draft.demand:
        return Filling(draft, understood=True)
    clear = words.starts_like_a_wish(heard.text) or len(said) <= SHORT_WISH
    clear = clear and heard.intent not in NO_WISHES
    if len(said) < 2 or (heard.wants_something_else and not clear):
        return Filling(draft, understood=False)
    if not clear and _tells_something_else(heard):
        return Filling(draft, understood=True)
    return Filling(draft.with_(demand=whole_wish(heard.text), demands=("other",)), understood=True)


def _tells_something_else(heard: Heard) -> bool:
    """More of the story, a correction, a name or number: no free words about what is wanted."""
    if corrects(heard) or any(heard.latest(name) for name in PERSONAL):
        return True
    return heard.is_complaint and heard.confidence >= SURE


def _answer_person_name(draft: Draft, heard: Heard, _: Directory) -> Filling:
    if draft.person_name:
        return Filling(draft, understood=True)
    if Answers.load().refuses(heard.text):
        if draft.kind != COMPLAINT:
            return Filling(draft.with_(person_name=DECLINED), understood=True)
        return Filling(draft, understood=False, problem="say_why_name")
    name = None if heard.wants_something_else else as_name(heard.text)
    if name is None and is_surname(bare(heard.text)):
        name = bare(heard.text)
    if name is None and draft.misses and _may_be_a_name(heard):
        name = name_as_heard(heard.text)
    if name:
        return Filling(draft.with_(person_name=name), understood=True)
    return Filling(draft, understood=False)


def _may_be_a_name(heard: Heard) -> bool:
    """Tell whether words that are no name we know may be one misheard: no call fails for that."""
    words = Answers.load()
    asks = words.sounds_like_a_question(heard.text) or heard.wants_something_else
    return not asks and words.yes_or_no(heard.text) is None


def _answer_phone(draft: Draft, heard: Heard, _: Directory) -> Filling:
    if draft.phone:
        return Filling(draft, understood=True)
    if Answers.load().refuses(heard.text):
        return Filling(draft, understood=False, problem="say_why_phone")
    digits = sum(character.isdigit() for character in heard.text)
    if digits < FEW_DIGITS and Answers.load().has_no_phone(heard.text):
        return Filling(draft, understood=True, problem="say_other_phone")
    wrong = "say_phone_wrong" if digits >= FEW_DIGITS else None
    return Filling(draft, understood=False, problem=wrong)


def _without_a_number(draft: Draft, heard: Heard) -> Draft:
    """Count a number that could not be understood; who dictates one no longer refuses to."""
    refuses = Answers.load().refuses(heard.text)
    dictates = sum(character.isdigit() for character in spoken_digits(heard.text)) >= FEW_DIGITS
    refused = refuses or (draft.phone_refused and not dictates)
    return draft.with_(phone_tries=draft.phone_tries + 1, phone_refused=refused)


def _answer_id_number(draft: Draft, heard: Heard, _: Directory) -> Filling:
    if draft.id_number:
        return Filling(draft, understood=True)
    wrong = "****" in heard.text or sum(c.isdigit() for c in heard.text) >= 8
    return Filling(draft, understood=False, problem="say_id_wrong" if wrong else None)


def _answer_summary(draft: Draft, heard: Heard, _: Directory) -> Filling:
    words = Answers.load()
    wrong = words.field_to_mend(heard.text)
    named = wrong and (heard.latest(wrong) or (wrong == "institution" and heard.latest("location")))
    if wrong and not named:
        return Filling(_mended(draft, wrong, heard), understood=True)
    reply = words.yes_or_no(heard.text, heard.intent)
    if reply is True and not corrects(heard) and not wrong:
        return Filling(draft.with_(summary=True), understood=True)
    if reply is False and not heard.entities:
        return Filling(draft, understood=True, problem="say_which_is_wrong")
    return Filling(draft, understood=False)


def _answer_quick_way(draft: Draft, heard: Heard, _: Directory) -> Filling:
    answer = Answers.load().quick_way(heard.text, heard.intent)
    return Filling(draft.with_(quick_way=answer), understood=answer is not None)


def _mended(draft: Draft, wrong: str, heard: Heard) -> Draft:
    """Forget what was wrong; a sentence that tells the matter anew is the new matter."""
    forgotten = forget(draft, wrong)
    if wrong != "matter" or len(bare(heard.text)) < LONG_ENOUGH_TO_TELL:
        return forgotten
    intent = heard.intent if heard.is_complaint else next(iter(heard.complaints), draft.intent)
    return forgotten.with_(matter=(heard.text,), intent=intent)


def forget(draft: Draft, question: str) -> Draft:
    """Return the draft without the answer to one question, so that it is asked again."""
    return draft.with_(**{question: None, "summary": None} | _FORGOTTEN_TOO.get(question, {}))


_FORGOTTEN_TOO: Mapping[str, dict[str, Any]] = {
    "institution": {"institution_id": None, "candidates": (), "branch": None},
    "matter": {"matter": (), "intent": None, "product": None, "amount": None, "occurred": None},
    "demand": {"demands": ()},
}

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
