"""A yes, a no or a bare answer while no question of a form is open."""

from __future__ import annotations

from actions.base import (
    CONTACT,
    HANDOFF,
    REGISTER,
    RESUME,
    RESUME_TAIL,
    SAFETY,
    TICKET,
    Events,
    HotlineAction,
    Turn,
    draft_slots,
    followed_by,
    slot_set,
)
from actions.knowledge import FindContact
from actions.people import after_danger
from bot.intake.answers import Answers
from bot.intake.draft import Draft
from bot.intake.facts import begun
from bot.language.numerals import spoken_digits

_TAIL_SETTLED = (slot_set("misses", 0), slot_set("requested_slot", None))


class TakeOffer(HotlineAction):
    """An answer outside a form: it is about what we offered last."""

    action_name = "action_take_offer"
    takes_any_words = True

    def act(self, turn: Turn) -> Events:
        """Do what was offered, or ask what is wanted."""
        return take_offer(turn) or self._nothing_offered(turn)

    def _nothing_offered(self, turn: Turn) -> Events:
        entity = turn.heard.latest("institution")
        if entity:
            turn.say("say_institution_and_then", institution=entity.text)
            named = begun(None, turn.heard, turn.hotline.directory).with_(matter=())
            return [*draft_slots(named), slot_set("pending", REGISTER)]
        wordings = {"deny": "say_offer_declined", "affirm": "say_noted"}
        turn.say(wordings.get(turn.heard.intent, "say_listening"))
        return []


def take_offer(turn: Turn) -> Events:
    """Return the events of an answer to what is pending; none when nothing fits."""
    pending = turn.pending
    yes = Answers.load().yes_or_no(turn.heard.text, turn.heard.intent)
    if pending == RESUME_TAIL:
        return _resume_by_tail(turn)
    if pending == SAFETY:
        safe = Answers.load().is_safe(turn.heard.text, turn.heard.intent)
        if safe and turn.heard.latest("institution"):
            return _begin(turn, turn.draft, only_yes=False)
        return after_danger(turn, safe=safe)
    if pending and yes is False:
        turn.say("say_noted" if pending == TICKET else "say_offer_declined")
        return [slot_set("pending", None)]
    if pending == CONTACT:
        return FindContact().act(turn)
    if pending in (REGISTER, RESUME) and (yes or turn.heard.entities):
        return _begin(turn, turn.draft if turn.slot("draft") else Draft(), only_yes=bool(yes))
    if pending == HANDOFF and yes:
        return [slot_set("pending", None), followed_by("action_handoff")]
    return []


def _begin(turn: Turn, draft: Draft, *, only_yes: bool) -> Events:
    """Ask the questions; what was said beyond a yes is taken in by the form."""
    if draft.intent == "report_fraud":
        turn.say("say_fraud_noted")
    taken = draft.with_(heard=turn.message_id if only_yes else None)
    return [*draft_slots(taken), slot_set("pending", None), followed_by("complaint_form")]


def _resume_by_tail(turn: Turn) -> Events:
    digits = "".join(c for c in spoken_digits(turn.heard.text) if c.isdigit())
    kept = turn.kept_draft
    if kept.phone and len(digits) >= 4 and kept.phone.endswith(digits[-4:]):
        return [*_TAIL_SETTLED, *_begin(turn, kept, only_yes=True)]
    if not turn.slot("misses"):  # a bad line may have made one digit of it
        turn.say("say_resume_tail_again")
        asked = slot_set("requested_slot", "phone_tail")
        return [slot_set("misses", 1), asked, followed_by("action_listen")]
    turn.say("say_resume_not_matched")
    settled = [*draft_slots(None), *_TAIL_SETTLED]
    return [*settled, slot_set("pending", None), followed_by("action_listen")]
