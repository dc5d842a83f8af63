"""What all actions share: reading the tracker, speaking, and never failing in silence."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.hotline import Hotline, current
from bot.intake.age import sounds_old
from bot.intake.draft import Draft, slots_of
from bot.intake.heard import IDLE, Heard, heard_from
from bot.intake.house import heard_at
from bot.intake.ticket_request import TicketRequest
from bot.language.danger import danger_of

log = logging.getLogger(__name__)

Events = list[dict[str, Any]]

# What an offer of ours left open (slot `pending`): the next yes, no or bare answer is about it.
REGISTER, RESUME, RESUME_TAIL = "register", "resume", "resume_tail"
CONTACT, HANDOFF, SAFETY, TICKET = "contact", "handoff", "safety", "ticket"
PROMISED = "promised"  # no offer: the queue has promised a call, which is to be told


@dataclass(frozen=True)
class Turn:
    """One call of an action: what was said, what is known, and where to speak."""

    tracker: Tracker
    dispatcher: CollectingDispatcher
    hotline: Hotline

    @property
    def conversation_id(self) -> str:
        """Return the id of the conversation."""
        return str(self.tracker.sender_id)

    @cached_property
    def message_id(self) -> str:
        """Return the id of the utterance being answered."""
        events: list[dict[str, Any]] = self.tracker.events
        ids = (e.get("message_id") for e in reversed(events) if e.get("event") == "user")
        return str(next(ids, None))

    @cached_property
    def heard(self) -> Heard:
        """Return the utterance as understood; a pressed button carries no words of its own."""
        message = self.tracker.latest_message or {}
        text = message.get("text") or ""
        if text.startswith("/"):
            text = self.slot("unclear") or ""
        return heard_at(self.hotline.profile.house, heard_from(message, text))

    @cached_property
    def draft(self) -> Draft:
        """Return the complaint being told.

        What a dropped call left is nobody's until its phone number is proved.
        """
        return Draft() if self.pending == RESUME_TAIL else self.kept_draft

    @property
    def kept_draft(self) -> Draft:
        """Return the draft of this conversation, proved or not."""
        return Draft.from_dict(self.slot("draft"))

    @property
    def pending(self) -> str | None:
        """Return what our last offer left open."""
        pending: str | None = self.slot("pending")
        return pending

    @property
    def in_form(self) -> bool:
        """Tell whether questions are being asked."""
        return self.tracker.active_loop_name is not None

    @cached_property
    def elderly(self) -> bool:
        """Tell whether the consumer is known to be elderly."""
        told = sounds_old(self.heard.text, self.hotline.profile.elderly_age)
        return told or bool(self.slot("elderly"))

    @property
    def fresh_danger(self) -> str | None:
        """Return the danger that was spoken of just now for the first time."""
        danger = danger_of(self.heard.text)
        return danger if danger != self.slot("danger") else None

    @cached_property
    def ticket_request(self) -> TicketRequest:
        """Return the request about a ticket that is being put together."""
        return TicketRequest.from_dict(self.slot("ticket_request"))

    @property
    def channel(self) -> str:
        """Return `chat` or `phone`."""
        return "phone" if self.tracker.get_latest_input_channel() == "phone" else "chat"

    def slot(self, name: str) -> Any:
        """Return the value of a slot."""
        return self.tracker.get_slot(name)

    def say(self, response: str, **values: Any) -> None:
        """Say one of the domain's wordings."""
        self.dispatcher.utter_message(response=response, **values)

    def signal(self, **control: Any) -> None:
        """Tell the channel what is not wording: `act`, `transfer`, `ticket`."""
        self.dispatcher.utter_message(json_message=control)


class HotlineAction(Action):
    """An action of the hotline: `act` says and does; a failure is answered, logged and survived."""

    action_name = ""
    form = ""  # the form that this action validates
    takes_any_words = False  # even idle ones, as the answer to what we asked outside a form
    heeds_danger = True  # give way to danger, whatever the utterance was classified as

    def name(self) -> str:
        """Return the name used in rules."""
        return self.action_name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Run `act` with everything it needs."""
        turn = Turn(tracker=tracker, dispatcher=dispatcher, hotline=current())
        try:
            events = [*self._act_or_help(turn), *_remembered(turn)]
            return [event for event in events if _changes(event, tracker)]
        except Exception:
            log.exception("%s failed in conversation %s", self.action_name, turn.conversation_id)
            turn.say("say_apology")
            return []

    def act(self, turn: Turn) -> Events:
        """Say and do what this action is for, and return the events."""
        raise NotImplementedError

    def _act_or_help(self, turn: Turn) -> Events:
        waits = turn.pending == SAFETY and not self.takes_any_words
        if waits and turn.heard.intent in IDLE and not turn.fresh_danger:
            return [followed_by("action_take_offer")]
        if not self.heeds_danger or turn.fresh_danger is None:
            return self.act(turn)
        aside = [step_aside(self.form)] if self.form else leave_form()
        return [*aside, followed_by("action_emergency")]


def _remembered(turn: Turn) -> Events:
    """What holds for the rest of the talk, whoever hears it first."""
    return [slot_set("elderly", True)] if turn.elderly and not turn.slot("elderly") else []


def _changes(event: dict[str, Any], tracker: Tracker) -> bool:
    """Leave out slots that stay as they are: every stored event is replayed in later turns."""
    if event["event"] != "slot" or event["name"] == "requested_slot":
        return True
    return bool(tracker.get_slot(event["name"]) != event["value"])


def slot_set(name: str, value: Any) -> dict[str, Any]:
    """Return the event that sets a slot."""
    return {"event": "slot", "name": name, "value": value, "timestamp": None}


def followed_by(action: str) -> dict[str, Any]:
    """Return the event that lets `action` run next."""
    return {"event": "followup", "name": action, "timestamp": None}


def step_aside(form: str) -> dict[str, Any]:
    """Return the event by which a form lets the rules answer this utterance."""
    return {
        "event": "action_execution_rejected",
        "name": form,
        "policy": None,
        "confidence": None,
        "timestamp": None,
    }


def listen(turn: Turn) -> Events:
    """Return the events that end this turn; an active form waits, ready for the next words."""
    form = turn.tracker.active_loop_name
    waiting = [{"event": "active_loop", "name": form, "timestamp": None}] if form else []
    return [*waiting, followed_by("action_listen")]


def listen_outside() -> Events:
    """Return the event that ends this turn with no form active."""
    return [followed_by("action_listen")]


def leave_form() -> Events:
    """Return the events that end whatever form is active."""
    return [
        {"event": "active_loop", "name": None, "timestamp": None},
        slot_set("requested_slot", None),
    ]


def draft_slots(draft: Draft | None) -> Events:
    """Return the events that mirror the draft in the form's slots (None clears them)."""
    return [slot_set(name, value) for name, value in slots_of(draft).items()]


def last_four(masked: str | None) -> str | None:
    """Return the last four digits that a mask leaves visible (`138****8000` -> `8000`)."""
    groups = re.findall(r"\d{4}(?!\d)", masked or "")
    return groups[-1] if groups else None
