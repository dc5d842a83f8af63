"""The Rasa agent, behind the few calls that a turn of conversation needs."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.brokers.broker import EventBroker
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.log_utils import configure_structlog

from bot.dialogue import speedups
from bot.dialogue.familiar_words import familiar_words
from bot.dialogue.in_process_actions import InProcessActions
from bot.dialogue.tracker_store import LiveTrackerStore
from bot.dialogue.wording import fitting
from bot.nlu.expectations import ASKED

# Where each form keeps what it has been told.
FORM_SLOTS = {"complaint_form": "draft", "ticket_form": "ticket_request"}
WARMING_UP = "上个月工商银行信用卡扣了我三百块年费，要求退给我"


class Collector(OutputChannel):
    """Collects what the dialogue says, for the reply of the turn."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self.messages: list[dict[str, Any]] = []

    def name(self) -> str:
        """Return the channel, so that wording may depend on it."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one message."""
        self.messages.append(dict(message))


@dataclass(frozen=True)
class Answer:
    """What the dialogue said, and the question it left open (a slot name)."""

    messages: list[dict[str, Any]]
    asked: str | None
    slots: Mapping[str, Any] = field(default_factory=dict)


class RasaAgent:
    """One loaded model with its tracker store; answers one message at a time per conversation."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent

    @classmethod
    async def load(cls, model: Path, endpoints_file: Path) -> RasaAgent:
        """Load the model as `endpoints.yml` says.

        Custom actions run in this process where the action endpoint says `in_process: true` (or
        none is named), otherwise at the action server it names.
        """
        configure_structlog(logging.WARNING)
        speedups.apply()
        endpoints = AvailableEndpoints.read_endpoints(str(endpoints_file))
        broker = await EventBroker.create(endpoints.event_broker)
        agent = Agent.load(
            model_path=str(model),
            generator=endpoints.nlg,
            tracker_store=TrackerStore.create(endpoints.tracker_store, event_broker=broker),
            lock_store=LockStore.create(endpoints.lock_store),
            action_endpoint=_action_endpoint(endpoints.action),
        )
        return cls(agent)

    async def respond(
        self,
        conversation_id: str,
        text: str,
        *,
        key: str,
        channel: str,
        asked: str | None = None,
        again: bool = False,
    ) -> Answer:
        """Let the dialogue answer `text`; `asked` is the question that stood open.

        `again`: the turn may have been handled before a crash; if its key is the last one in the
        tracker, what was said then is returned and nothing is done twice.
        """
        store = self._agent.tracker_store
        if again:
            tracker = await store.get_or_create_tracker(conversation_id)
            if tracker.latest_message and tracker.latest_message.message_id == key:
                return _answer(tracker, _said_since(tracker))
        collector = Collector(channel)
        message = UserMessage(
            text=text,
            output_channel=collector,
            sender_id=conversation_id,
            input_channel=channel,
            message_id=key,
            metadata={ASKED: asked} if asked else None,
        )
        await self._agent.handle_message(message)
        live = self._live_store()
        tracker = (live and live.live(conversation_id)) or await store.retrieve(conversation_id)
        return _answer(tracker, collector.messages)

    async def note(self, conversation_id: str, *, leave_form: bool = False, **slots: Any) -> None:
        """Set slots of a conversation without saying anything; `leave_form` ends its questions."""
        store = self._agent.tracker_store
        tracker = await store.get_or_create_tracker(conversation_id)
        if leave_form:
            tracker.update(ActiveLoop(None), self._agent.domain)
            slots[REQUESTED_SLOT] = None
        for name, value in slots.items():
            tracker.update(SlotSet(name, value), self._agent.domain)
        await store.save(tracker)

    async def ask_again(
        self, conversation_id: str, *, key: str, channel: str, again: bool = False
    ) -> Answer | None:
        """Let the active form ask what is still missing; None where no form is active."""
        store = self._agent.tracker_store
        tracker = await store.get_or_create_tracker(conversation_id)
        kept_in = FORM_SLOTS.get(tracker.active_loop_name or "")
        if kept_in is None:
            return None
        # A form takes in each message once: this one counts as taken, so that it only asks.
        kept = {**(tracker.get_slot(kept_in) or {}), "heard": key}
        counted: dict[str, Any] = {kept_in: kept}
        await self.note(conversation_id, **counted)
        asked = tracker.get_slot(REQUESTED_SLOT)
        return await self.respond(
            conversation_id, "/inform", key=key, channel=channel, asked=asked, again=again
        )

    def wording(self, name: str, variation: int = 0) -> dict[str, Any]:
        """Return one wording of the domain (`text`, perhaps `metadata` and `buttons`)."""
        responses = self._agent.domain.responses
        variations = responses[fitting(name, responses)]
        return dict(variations[variation % len(variations)])

    async def warm_up(self) -> None:
        """Read all dictionaries and tables now, not while the first caller waits."""
        await self._agent.parse_message(WARMING_UP)
        familiar_words()

    async def parse(self, text: str) -> dict[str, Any]:
        """Return Rasa's reading of a text (intent, ranking, entities)."""
        reading: dict[str, Any] = await self._agent.parse_message(text)
        return reading

    def forget(self, conversation_id: str) -> None:
        """Drop what a failed turn left in memory; the stored conversation stays."""
        store = self._live_store()
        if store:
            store.forget(conversation_id)

    def _live_store(self) -> LiveTrackerStore | None:
        """Return our own store from inside Rasa's wrappers; None if another one is configured."""
        store: Any = self._agent.tracker_store
        while store is not None and not isinstance(store, LiveTrackerStore):
            store = getattr(store, "_tracker_store", None)
        return store


def _action_endpoint(named: Any) -> Any:
    if named is None or named.kwargs.get("in_process"):
        return InProcessActions()
    return named


def _answer(tracker: DialogueStateTracker, messages: list[dict[str, Any]]) -> Answer:
    slots = tracker.current_slot_values()
    return Answer(messages=messages, asked=slots.get("requested_slot"), slots=slots)


def _said_since(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            said.insert(0, event.message())
    return said
