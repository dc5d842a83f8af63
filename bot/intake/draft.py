"""The complaint while it is being told: what is known, and what is still missing."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.directory.directory import Directory
from bot.directory.loading import Institution
from bot.profile import Profile

COMPLAINT, REPORT, CALLBACK = "complaint", "report", "callback"
QUESTIONS = (
    "institution",
    "matter",
    "demand",
    "person_name",
    "phone",
    "id_number",
    "summary",
    "quick_way",
)
DECLINED = "declined"


@dataclass(frozen=True)
class Draft:
    """What one person has told so far about one matter.

    Personal values (`person_name`, `phone`, `id_number`) and the lines of `matter` hold masked
    text only; the vault of the conversation turns the masks back into values. `heard` is the id of
    the last utterance taken in, `shown` the summary as it was last read to the consumer;
    `is_guess` tells that `intent` is doubtful, `confidence` how sure its reading was (0 to 1, if it
    was read from words). `phone_tries` counts the answers in which no number could be understood;
    `phone_refused` tells that none was wanted to be given, `without_phone` that it is no longer
    asked for. `branch` is empty where the consumer was asked for it and knows none.
    """

    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    kind: str = COMPLAINT
    intent: str | None = None
    is_guess: bool = False
    confidence: float | None = None
    institution_id: str | None = None
    institution: str | None = None
    candidates: tuple[str, ...] = ()
    branch: str | None = None
    matter: tuple[str, ...] = ()
    product: str | None = None
    amount: str | None = None
    occurred: str | None = None
    demands: tuple[str, ...] = ()
    demand: str | None = None
    person_name: str | None = None
    phone: str | None = None
    phone_tries: int = 0
    phone_refused: bool = False
    without_phone: bool = False
    id_number: str | None = None
    summary: bool | None = None
    quick_way: str | None = None
    emotion: str = "calm"
    elderly: bool = False
    misses: int = 0
    wants_callback: bool = False
    shown: str | None = None
    heard: str | None = None

    def with_(self, **changes: Any) -> Draft:
        """Return a copy with the named fields replaced."""
        return dataclasses.replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values, for a slot or an encrypted column."""
        return {key: list(v) if isinstance(v, tuple) else v for key, v in vars(self).items()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any] | None) -> Draft:
        """Read what `to_dict` wrote; unknown keys of another version are ignored."""
        known = {f.name for f in dataclasses.fields(cls)}
        kept: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in (values or {}).items()
            if key in known
        }
        return cls(**kept)

    @property
    def narrative(self) -> str:
        """Return the story as told, line by line."""
        return "\n".join(self.matter)

    @property
    def is_started(self) -> bool:
        """Tell whether anything of the matter has been said."""
        return bool(self.matter or self.institution or self.intent or self.kind == CALLBACK)

    @property
    def is_told(self) -> bool:
        """Tell whether there is a story or a matter, not just a name."""
        return bool(self.matter or self.intent)

    def answer_to(self, question: str) -> Any:
        """Return the known answer to one of `QUESTIONS`, or None."""
        return self.narrative or None if question == "matter" else getattr(self, question)


def next_question(draft: Draft, profile: Profile, directory: Directory) -> str | None:
    """Return the first of the questions that must still be asked, or None when all is known."""
    wanted = questions_for(draft, profile, directory)
    return next((q for q in wanted if not _is_answered(draft, q, profile)), None)


def questions_for(draft: Draft, profile: Profile, directory: Directory) -> tuple[str, ...]:
    """Return the questions that this draft needs, in the order of asking.

    At an institution's own hotline the first one is for the outlet, if it is wanted.
    """
    if draft.kind == CALLBACK:
        return () if draft.without_phone else ("phone",)
    identity = tuple(
        question
        for question, item in (("person_name", "name"), ("phone", "phone"), ("id_number",) * 2)
        if profile.required_identity[item] == "required"
        and not (question == "phone" and draft.without_phone)
    )
    whom = () if profile.house and not profile.house.asks_branch else ("institution",)
    if draft.kind == REPORT:
        anonymous = draft.person_name == DECLINED or draft.without_phone
        personal = () if anonymous else ("phone",)
        return (*whom, "matter", "person_name", *personal, "summary")
    quick = ("quick_way",) if offers_quick_way(draft, profile, directory) else ()
    return (*whom, "matter", "demand", *identity, "summary", *quick)


def _is_answered(draft: Draft, question: str, profile: Profile) -> bool:
    if question == "institution" and profile.house:
        return draft.branch is not None
    return draft.answer_to(question) is not None


def offers_quick_way(draft: Draft, profile: Profile, directory: Directory) -> bool:
    """Tell whether the institution has a complaint line that we may name to consumers."""
    institution = institution_of(draft, directory)
    return profile.offers_quick_way and bool(institution and institution.tellable_hotline)


def institution_of(draft: Draft, directory: Directory) -> Institution | None:
    """Return the directory's entry for the institution complained about, if it has one."""
    return directory.get(draft.institution_id) if draft.institution_id else None


def slots_of(draft: Draft | None) -> dict[str, Any]:
    """Return the slots of the dialogue that mirror the draft (None clears them)."""
    kept = draft or Draft()
    mirrored = {question: kept.answer_to(question) for question in QUESTIONS}
    return {"draft": draft.to_dict() if draft else None, **mirrored}
