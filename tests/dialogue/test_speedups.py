"""The remedies make Rasa faster, not different: same conversations, same events."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActionReverted,
    ActiveLoop,
    Event,
    Restarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue import speedups
from tests.conversation.model import the_model

ROOT = Path(__file__).parents[2]
ENOUGH_TO_MEAN_SOMETHING = 200
# What Rasa does without our remedy, which another test may have put in place before.
STOCK_APPLIED_EVENTS = inspect.unwrap(DialogueStateTracker.applied_events)


def _events(way: str) -> list[list[dict[str, Any]]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.dialogue.tracked", way, str(the_model())],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[list[dict[str, Any]]] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_stock_and_remedied_rasa_produce_the_same_events() -> None:
    stock, remedied = _events("stock"), _events("remedied")
    assert sum(map(len, stock)) > ENOUGH_TO_MEAN_SOMETHING
    for ours, theirs in zip(remedied, stock, strict=True):
        assert ours == theirs


FORMS = ("complaint_form", "ticket_form")
SOMETHING_HAPPENS = st.one_of(
    st.sampled_from([*FORMS, "action_listen", "action_greet"]).map(ActionExecuted),
    st.sampled_from([*FORMS, None]).map(ActiveLoop),
    st.sampled_from(FORMS).map(ActionExecutionRejected),
    st.sampled_from(["greet", "deny"]).map(lambda name: UserUttered(name, {"name": name})),
    st.sampled_from([SlotSet("place", 1), Restarted(), ActionReverted(), UserUtteranceReverted()]),
)


@given(st.lists(st.lists(SOMETHING_HAPPENS, max_size=6), max_size=8))
def test_history_carried_on_is_the_history_worked_out_anew(turns: list[list[Event]]) -> None:
    speedups.apply()
    tracker = DialogueStateTracker("someone", [])
    for turn in turns:
        tracker.events.extend(turn)
        anew = DialogueStateTracker("someone", [])
        anew.events.extend(tracker.events)
        assert tracker.applied_events() == STOCK_APPLIED_EVENTS(anew)


def test_a_copied_tracker_shares_nothing_that_changes() -> None:
    speedups.apply()
    tracker = DialogueStateTracker("someone", [TextSlot("place", mappings=[])])
    tracker.update(SlotSet("place", "昌平"))
    twin = tracker.copy()
    twin.update(SlotSet("place", "海淀"))
    assert tracker.get_slot("place") == "昌平"
    assert (len(tracker.events), len(twin.events)) == (1, 2)
    assert twin.applied_events() == list(twin.events)
