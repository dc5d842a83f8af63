from __future__ import annotations

import pytest

from bot.profile import PROFILES
from bot.tickets.errors import IllegalMove
from bot.tickets.states import all_states, check_move, may_move
from tests.tickets.people import profile_of


def test_the_states_are_those_of_the_design() -> None:
    assert set(all_states()) == {
        "draft",
        "registered",
        "forwarded",
        "in_progress",
        "answered",
        "followed_up",
        "closed",
        "not_accepted",
        "settled_directly",
        "withdrawn",
        "escalated",
        "merged",
    }


def test_every_move_leads_to_a_state_and_every_state_is_reached() -> None:
    reached = {"draft"}.union(*(state.next for state in all_states().values()))
    assert reached == set(all_states())


def test_every_state_has_a_chinese_name_of_its_own() -> None:
    texts = [state.text for state in all_states().values()]
    assert len(set(texts)) == len(texts)
    assert not any(text.isascii() for text in texts)


@pytest.mark.parametrize(
    ("old", "new", "allowed"),
    [
        ("draft", "registered", True),
        ("draft", "forwarded", False),
        ("registered", "forwarded", True),
        ("registered", "followed_up", False),
        ("forwarded", "registered", False),
        ("answered", "escalated", True),
        ("closed", "escalated", True),
        ("closed", "registered", False),
        ("settled_directly", "registered", True),
        ("withdrawn", "registered", False),
        ("followed_up", "withdrawn", True),
        ("forwarded", "merged", True),
        ("closed", "merged", False),
        ("merged", "registered", False),
        ("registered", "registered", False),
    ],
)
def test_moves(old: str, new: str, allowed: bool) -> None:
    assert may_move(old, new) is allowed
    if not allowed:
        with pytest.raises(IllegalMove) as refused:
            check_move(old, new)
        assert (refused.value.old, refused.value.new) == (old, new)


def test_open_tickets_can_always_be_brought_to_an_end() -> None:
    ends = {name for name, state in all_states().items() if not state.is_open}
    assert ends == {"closed", "not_accepted", "settled_directly", "withdrawn", "merged"}
    for name, state in all_states().items():
        assert name in ends or state.next & (ends | {"registered"})


@pytest.mark.parametrize("profile", sorted(path.stem for path in PROFILES.glob("*.yml")))
def test_profiles_name_only_states_that_there_are(profile: str) -> None:
    loaded = profile_of(profile)
    named = {state for clock in loaded.clocks.values() for state in clock}
    named |= {state for rule in loaded.deadlines for state in rule.met}
    assert named <= set(all_states())
