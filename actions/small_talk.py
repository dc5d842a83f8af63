"""Not understood, said again, and the rest that keeps a talk going."""

from __future__ import annotations

from actions.base import (
    REGISTER,
    TICKET,
    Events,
    HotlineAction,
    Turn,
    followed_by,
    listen,
    slot_set,
)
from actions.complaint import add_to_the_ticket
from actions.offers import take_offer
from bot.intake.gist import matters

GUESSES = 3
MISSES = 2


class Fallback(HotlineAction):
    """Say what was guessed and offer two or three concrete choices; then a person."""

    action_name = "action_fallback"

    def act(self, turn: Turn) -> Events:
        """Offer the likeliest matters; at the second miss in a row hand over."""
        taken = take_offer(turn)
        if taken:
            return taken
        if turn.pending == TICKET and turn.heard.complaints:
            return add_to_the_ticket(turn)
        misses = int(turn.slot("misses") or 0) + 1
        if misses >= (1 if turn.slot("elderly") else MISSES):
            turn.say("say_not_understood_again")
            return [slot_set("misses", 0), followed_by("action_handoff")]
        guesses = self._guesses(turn)
        turn.dispatcher.utter_message(
            response="say_did_you_mean" if guesses else "say_not_understood",
            guesses=_listed([matters()[name] for name in guesses]),
            buttons=[{"title": matters()[name], "payload": f"/{name}"} for name in guesses],
        )
        return [slot_set("misses", misses), slot_set("unclear", turn.heard.text)]

    def _guesses(self, turn: Turn) -> list[str]:
        ranking = (turn.tracker.latest_message or {}).get("intent_ranking") or []
        return [r["name"] for r in ranking if r["name"] in matters()][:GUESSES]


def _listed(names: list[str]) -> str:
    """Return 甲、乙，还是丙."""
    return "，还是".join(filter(None, ("、".join(names[:-1]), *names[-1:])))


class Chitchat(HotlineAction):
    """Answer idle talk in a line; what it told of the speaker (an age) is remembered."""

    action_name = "action_chitchat"

    def act(self, turn: Turn) -> Events:
        """Say something friendly."""
        turn.say("say_chitchat")
        return []


class Repeat(HotlineAction):
    """Say the last thing again."""

    action_name = "action_repeat"

    def act(self, turn: Turn) -> Events:
        """Repeat the newest message with its choices."""
        said = [e for e in turn.tracker.events if e.get("event") == "bot" and e.get("text")]
        if not said:
            turn.say("say_listening")
            return []
        last = said[-1]
        turn.dispatcher.utter_message(
            text=last["text"],
            buttons=(last.get("data") or {}).get("buttons") or [],
            metadata=(last.get("metadata") or {}).get("metadata") or {},
        )
        return [*listen(turn)]


class Anger(HotlineAction):
    """Answer abuse with the matter, never with a lecture; once per episode."""

    action_name = "action_anger"

    def act(self, turn: Turn) -> Events:
        """Acknowledge and offer to write it down."""
        if turn.draft.is_started:
            turn.say("say_anger_in_form")
            return []
        turn.say("say_anger")
        turn.say("say_offer_registering")
        return [slot_set("pending", REGISTER)]
