"""Stepping aside for a person, and danger first."""

from __future__ import annotations

from typing import Any

from actions.base import (
    HANDOFF,
    PROMISED,
    REGISTER,
    SAFETY,
    Events,
    HotlineAction,
    Turn,
    draft_slots,
    followed_by,
    leave_form,
    listen,
    listen_outside,
    slot_set,
)
from actions.moments import is_lunch, promised_words
from bot.handoff.ownership import WAITING
from bot.handoff.views import HandoffView
from bot.intake.answers import Answers
from bot.intake.draft import CALLBACK, Draft, institution_of
from bot.intake.facts import begun
from bot.intake.gist import gist_of
from bot.language.danger import danger_of
from bot.language.dialects import dialect_of

BANK, INSURANCE, PAYMENT, FRAUD, ELDERLY = "bank", "insurance", "payment", "fraud", "elderly"
SELF_HARM = "self_harm"


class Handoff(HotlineAction):
    """Record the request for a person with all that is known, and answer it honestly."""

    action_name = "action_handoff"
    heeds_danger = False

    def act(self, turn: Turn) -> Events:
        """In service hours the consumer waits; otherwise a callback is promised."""
        draft = turn.draft
        if draft.is_started:  # so that people find it, told in a form or not
            turn.hotline.drafts.save(turn.conversation_id, draft)
        view = self._requested(turn, draft)
        if view.state == WAITING:
            turn.say("say_handoff_waiting", position=view.position, wait=_wait_words(turn))
            turn.signal(act="transfer", transfer=summary_for_a_person(turn, draft))
            return [slot_set("misses", 0), slot_set("pending", None), *listen(turn)]
        return self._to_be_called(turn, draft, view)

    def _requested(self, turn: Turn, draft: Draft) -> HandoffView:
        """Ask for a person, or look at the call that was promised for a wait too long."""
        promised = turn.hotline.handoffs.open_handoff(turn.conversation_id)
        if turn.pending == PROMISED and promised:
            return promised
        return turn.hotline.handoffs.request(
            turn.conversation_id,
            reason="asked" if turn.heard.intent == "request_human" else "not_understood",
            summary=summary_for_a_person(turn, draft),
            skill=_skill(turn, draft),
            priority=3 if draft.emotion == "desperate" else 2 if turn.elderly else 1,
        )

    def _to_be_called(self, turn: Turn, draft: Draft, view: HandoffView) -> Events:
        telling = turn.tracker.active_loop_name == "complaint_form" and draft.kind != CALLBACK
        turn.say(
            _why_not_now(turn, view) + ("_going_on" if telling else ""),
            when=promised_words(turn.hotline, turn.conversation_id),
            hours=turn.hotline.hours.describe(),
        )
        wanted = draft if telling else draft.with_(kind=CALLBACK, elderly=turn.elderly)
        wanted = wanted.with_(wants_callback=True, misses=0, heard=turn.message_id)
        turn.hotline.drafts.save(turn.conversation_id, wanted)
        return [
            *draft_slots(wanted),
            slot_set("misses", 0),
            slot_set("pending", None),
            followed_by("complaint_form"),
        ]


def _why_not_now(turn: Turn, view: HandoffView) -> str:
    """Return the wording that says why the consumer is called rather than waits."""
    if turn.pending == PROMISED:
        return "say_handoff_waited"
    if view.in_hours:
        return "say_handoff_full"
    return "say_handoff_lunch" if is_lunch(turn.hotline) else "say_handoff_closed"


def _wait_words(turn: Turn) -> str:
    place = turn.hotline.handoffs.place(turn.conversation_id)
    minutes = place.wait_minutes if place else 0
    return f"大约等{minutes}分钟" if minutes else "马上有人来"


def summary_for_a_person(turn: Turn, draft: Draft) -> dict[str, Any]:
    """Return what the person who takes over should see at a glance; personal data masked."""
    return {
        "gist": gist_of(draft),
        "institution": draft.institution,
        "demand": draft.demand,
        "amount": draft.amount,
        "emotion": draft.emotion,
        "known": [q for q in ("person_name", "phone") if draft.answer_to(q)],
        "last_ticket": turn.slot("last_ticket"),
    }


def _skill(turn: Turn, draft: Draft) -> str:
    if draft.intent == "report_fraud":
        return FRAUD
    dialect = dialect_of(turn.heard.text)
    if dialect and turn.hotline.profile.handoff.knows_skill(dialect):
        return dialect
    if turn.elderly:
        return ELDERLY
    needed = turn.hotline.profile.handoff.skill_for(draft.intent)
    if needed:
        return needed
    institution = institution_of(draft, turn.hotline.directory)
    kind = institution.type if institution else ""
    if kind.startswith("insur") or (draft.intent or "").startswith("complain_insurance"):
        return INSURANCE
    return PAYMENT if kind == "payment" else BANK


class Emergency(HotlineAction):
    """Danger to life comes before everything else; what was told of the matter is kept."""

    action_name = "action_emergency"
    heeds_danger = False

    def act(self, turn: Turn) -> Events:
        """Say what to do now; once that was said, see whether the person is safe."""
        danger = danger_of(turn.heard.text)
        if turn.slot("danger") and danger in (None, turn.slot("danger")):
            safe = Answers.load().is_safe(turn.heard.text, turn.heard.intent)
            return after_danger(turn, safe=safe)
        turn.say(f"say_emergency_{danger}" if danger else "say_emergency")
        told = turn.draft
        if not told.is_started:
            told = begun(_likely_matter(turn, danger), turn.heard, turn.hotline.directory)
        if danger == SELF_HARM:
            told = told.with_(emotion="desperate")
        return [
            *leave_form(),
            *draft_slots(told.with_(heard=turn.message_id)),
            slot_set("danger", danger or "unnamed"),
            slot_set("pending", SAFETY),
            *listen_outside(),
        ]


def _likely_matter(turn: Turn, danger: str | None) -> str | None:
    """Who is stranded and rings us waits for an insurer's help."""
    waiting = "complain_insurance_claim" if danger == "motorway" else None
    return next(iter(turn.heard.complaints), waiting)


def after_danger(turn: Turn, *, safe: bool) -> Events:
    """Answer what was said about being safe: a person at once if not, the matter if yes."""
    if not safe:
        turn.say("say_not_safe")
        return [*leave_form(), slot_set("pending", None), followed_by("action_handoff")]
    harm = turn.slot("danger") == SELF_HARM
    turn.say("say_not_alone" if harm else "say_safe")
    return [*leave_form(), slot_set("pending", HANDOFF if harm else REGISTER), *listen_outside()]


class Fraud(HotlineAction):
    """Stop the loss first, register afterwards."""

    action_name = "action_fraud"

    def act(self, turn: Turn) -> Events:
        """Say the numbers to ring; the second time keep the person steady."""
        known = turn.draft.intent == "report_fraud"
        turn.say("say_fraud_again" if known else "say_fraud")
        if turn.in_form:
            return listen(turn)
        turn.say("say_fraud_offer")
        told = begun("report_fraud", turn.heard, turn.hotline.directory)
        return [
            *(draft_slots(told) if not known else []),
            slot_set("pending", REGISTER),
            *listen_outside(),
        ]
