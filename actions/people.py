"""Stepping aside for a person, and danger first."""

from __future__ import annotations

from typing import Any

from actions.base import Events, HotlineAction, Turn, draft_slots, followed_by, listen, slot_set
from bot.intake.draft import CALLBACK, Draft, institution_of
from bot.intake.gist import gist_of
from bot.language.danger import danger_of

BANK, INSURANCE, PAYMENT, FRAUD, ELDERLY = "bank", "insurance", "payment", "fraud", "elderly"


class Handoff(HotlineAction):
    """Record the request for a person with all that is known, and answer it honestly."""

    action_name = "action_handoff"

    def act(self, turn: Turn) -> Events:
        """In service hours the consumer waits; otherwise a callback is promised."""
        draft = turn.draft
        reason = "asked" if turn.heard.intent == "request_human" else "not_understood"
        view = turn.hotline.handoffs.request(
            turn.conversation_id,
            reason=reason,
            summary=summary_for_a_person(turn, draft),
            skill=_skill(turn, draft),
            priority=3 if draft.emotion == "desperate" else 2 if draft.elderly else 1,
        )
        if view.in_hours:
            turn.say("say_handoff_waiting", position=view.position)
            turn.signal(act="transfer", transfer=summary_for_a_person(turn, draft))
            return [slot_set("misses", 0), *listen(turn)]
        return self._out_of_hours(turn, draft)

    def _out_of_hours(self, turn: Turn, draft: Draft) -> Events:
        opening = turn.hotline.hours.next_opening(turn.hotline.clock.now())
        started = draft.is_started and draft.kind != CALLBACK
        turn.say(
            "say_handoff_closed_going_on" if started else "say_handoff_closed",
            when=f"{opening.month}月{opening.day}日{opening.hour}点",
            hours=turn.hotline.hours.describe(),
        )
        wanted = draft if started else Draft(kind=CALLBACK, emotion=turn.heard.emotion)
        wanted = wanted.with_(wants_callback=True, misses=0, heard=turn.message_id)
        turn.hotline.drafts.save(turn.conversation_id, wanted)
        return [*draft_slots(wanted), slot_set("misses", 0), followed_by("complaint_form")]


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
    if draft.elderly:
        return ELDERLY
    institution = institution_of(draft, turn.hotline.directory)
    kind = institution.type if institution else ""
    if kind.startswith("insur") or (draft.intent or "").startswith("complain_insurance"):
        return INSURANCE
    return PAYMENT if kind == "payment" else BANK


class Emergency(HotlineAction):
    """Danger to life comes before everything else."""

    action_name = "action_emergency"

    def act(self, turn: Turn) -> Events:
        """Say what to do now; nothing is asked and no form goes on in this turn."""
        danger = danger_of(turn.heard.text)
        turn.say(f"say_emergency_{danger}" if danger else "say_emergency")
        return [slot_set("pending", "handoff"), *listen(turn)]


class Fraud(HotlineAction):
    """Stop the loss first, register afterwards."""

    action_name = "action_fraud"

    def act(self, turn: Turn) -> Events:
        """Say the numbers to ring; the second time, offer to write the matter down."""
        turn.say("say_fraud")
        told = Draft(intent="report_fraud", matter=(turn.heard.text,) if turn.heard.text else ())
        if turn.draft.is_started:
            return [slot_set("pending", "resume"), *listen(turn)]
        return [*draft_slots(told), slot_set("pending", "register"), *listen(turn)]
