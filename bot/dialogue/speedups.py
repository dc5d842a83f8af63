"""Remedies for what makes Rasa 3.6 slow, in one place, each with its reason.

None changes what Rasa decides: `tests/dialogue/test_speedups.py` runs the same conversations
through stock and remedied Rasa and compares the events. `benchmarks/turns.py` shows the gain.
"""

from __future__ import annotations

import copy
import functools
from graphlib import TopologicalSorter
from itertools import islice
from types import SimpleNamespace
from typing import Any

RECENT_EVENTS = 40  # more than two turns have

_applied = False


def apply() -> None:
    """Put all remedies in place, once per process."""
    global _applied
    if _applied:
        return
    _trust_our_own_actions()
    _cache_event_types()
    _copy_without_replay()
    _apply_only_new_events()
    _run_graph_directly()
    _skip_text_rules()
    _skip_debug_copies()
    _applied = True


def _trust_our_own_actions() -> None:
    """Rasa re-validates its own JSON schema for every action call, and then the answer.

    The answer of an action in this process is not foreign; that of an action server is checked,
    with the schema compiled once.
    """
    import jsonschema
    from rasa.core.actions.action import RemoteAction

    from bot.dialogue.in_process_actions import InProcessActions

    validator = jsonschema.Draft202012Validator(RemoteAction.action_response_format_spec())

    def check(self: Any, result: dict[str, Any]) -> bool:
        if not isinstance(self.action_endpoint, InProcessActions):
            validator.validate(result)
        return True

    RemoteAction._validate_action_result = check
    _send_recent_events_only(RemoteAction)


def _send_recent_events_only(remote_action: Any) -> None:
    """Rasa copies history and loop into dictionaries for each action; ours need the last turn."""
    from bot.dialogue.in_process_actions import InProcessActions

    original = remote_action._action_call_format

    def call_format(self: Any, tracker: Any, domain: Any) -> Any:
        if not isinstance(self.action_endpoint, InProcessActions):
            return original(self, tracker, domain)
        return {
            "next_action": self.name(),
            "sender_id": tracker.sender_id,
            "tracker": _state_of(tracker),
        }

    remote_action._action_call_format = call_format


def _state_of(tracker: Any) -> dict[str, Any]:
    """Return what rasa-sdk's tracker is made from, with the newest events only."""
    newest = list(islice(reversed(tracker.events), RECENT_EVENTS))
    return {
        "sender_id": tracker.sender_id,
        "slots": tracker.current_slot_values(),
        "latest_message": tracker._latest_message_data(),
        "events": [event.as_dict() for event in reversed(newest)],
        "paused": False,
        "followup_action": tracker.followup_action,
        "active_loop": {"name": tracker.active_loop_name} if tracker.active_loop else {},
        "latest_action_name": tracker.latest_action_name,
        "latest_input_channel": tracker.get_latest_input_channel(),
    }


def _cache_event_types() -> None:
    """`Event.resolve_by_type` walks all subclasses for every stored event."""
    from rasa.shared.core import events

    original = events.Event.resolve_by_type
    events.Event.resolve_by_type = staticmethod(functools.lru_cache(maxsize=128)(original))


def _copy_without_replay() -> None:
    """Copying a tracker replays its whole history; forms copy it several times a turn."""
    from rasa.core.actions.forms import FormAction
    from rasa.shared.core import events
    from rasa.shared.core.constants import REQUESTED_SLOT
    from rasa.shared.core.slots import Slot
    from rasa.shared.core.trackers import DialogueStateTracker

    def copy_slot(self: Any) -> Any:
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        return twin

    def copy_tracker(self: Any) -> Any:
        twin = copy_slot(self)
        twin.__dict__.pop("_applied", None)
        twin.events = copy.copy(self.events)
        twin.slots = {name: copy_slot(slot) for name, slot in self.slots.items()}
        return twin

    def temporary_tracker(self: Any, tracker: Any, additional_events: list[Any], _: Any) -> Any:
        twin = copy_tracker(tracker)
        twin.update(events.SlotSet(REQUESTED_SLOT, self.get_slot_to_fill(tracker)))
        for event in (events.ActionExecuted(self.name()), *additional_events):
            twin.update(event)
        return twin

    Slot.__copy__ = copy_slot
    DialogueStateTracker.copy = copy_tracker
    FormAction._temporary_tracker = temporary_tracker


def _apply_only_new_events() -> None:
    """`applied_events` goes through the whole history several times a turn for undone events.

    Undoing looks back only, so the answer for a shorter history can be carried on. Not so when
    an event takes back earlier ones or names a form not seen before: then Rasa works it out.
    """
    from rasa.shared.core import events
    from rasa.shared.core.trackers import DialogueStateTracker

    stock = DialogueStateTracker.applied_events
    taking_back = (
        events.Restarted,
        events.SessionStarted,
        events.ActionReverted,
        events.UserUtteranceReverted,
    )

    @functools.wraps(stock)
    def applied_events(self: Any) -> list[Any]:
        seen, forms, applied = self.__dict__.get("_applied", (0, frozenset(), []))
        fresh = list(islice(self.events, seen, None))
        named = {e.name for e in fresh if type(e) is events.ActiveLoop and e.name}
        if seen > len(self.events) or named - forms or any(type(e) in taking_back for e in fresh):
            forms, applied = forms | named, stock(self)
        else:
            _carry_on(self, applied, fresh, forms, events.ActionExecuted)
        self.__dict__["_applied"] = (len(self.events), forms, applied)
        return list(applied)

    DialogueStateTracker.applied_events = applied_events


def _carry_on(tracker: Any, applied: list[Any], fresh: list[Any], forms: Any, action: Any) -> None:
    """Do for new events what `applied_events` does: of a form's runs only the last one counts."""
    for event in fresh:
        form = event.action_name if type(event) is action and event.action_name in forms else None
        if form is None or tracker._first_loop_execution_or_unhappy_path(form, applied):
            applied.append(event)
        else:
            tracker._undo_till_previous_loop_execution(form, applied)


def _run_graph_directly() -> None:
    """Prediction graphs are short chains; dask's scheduler costs more than their nodes."""
    from rasa.engine.runner.dask import DaskGraphRunner

    original = DaskGraphRunner.run

    def run(
        self: Any, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> Any:
        if not inputs or not targets:
            return original(self, inputs, targets)
        plans = self.__dict__.setdefault("_plans", {})
        key = tuple(targets)
        if key not in plans:
            plans[key] = _plan(self._graph_schema.minimal_graph_schema(targets).nodes)
        done: dict[str, Any] = {name: (name, value) for name, value in inputs.items()}
        for name, needs in plans[key]:
            done[name] = self._instantiated_nodes[name](*[done[need] for need in needs])
        return {target: done[target][1] for target in targets}

    DaskGraphRunner.run = run


def _plan(nodes: dict[str, Any]) -> list[tuple[str, list[str]]]:
    needs = {name: list(node.needs.values()) for name, node in nodes.items()}
    return [
        (name, needs[name]) for name in TopologicalSorter(needs).static_order() if name in needs
    ]


def _skip_text_rules() -> None:
    """RulePolicy looks for rules on the literal text of a message first; we may have none."""
    from rasa.core.policies.rule_policy import RulePolicy
    from rasa.shared.nlu.constants import TEXT

    original = RulePolicy._find_action_from_rules

    def find(self: Any, tracker: Any, domain: Any, use_text_for_last_user_input: bool) -> Any:
        if use_text_for_last_user_input:
            if "_has_text_rules" not in self.__dict__:
                rules = self.lookup["rules"]
                self._has_text_rules = any(f'"{TEXT}"' in key for key in rules)
            if not self._has_text_rules:
                return None, None, False
        return original(self, tracker, domain, use_text_for_last_user_input)

    RulePolicy._find_action_from_rules = find


def _skip_debug_copies() -> None:
    """In these modules Rasa deep-copies events, slots and states only for lines of debug output."""
    from rasa.core import processor
    from rasa.core.actions import forms
    from rasa.core.policies import rule_policy

    for module in (processor, forms, rule_policy):
        module.copy = SimpleNamespace(deepcopy=lambda value: value, copy=copy.copy)
