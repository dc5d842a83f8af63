from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.clock import FixedClock
from bot.handoff.fairness import rank
from bot.profile import load_profile
from tests.handoff.conftest import Open
from tests.handoff.times import MINUTE, MORNING

RULES = load_profile("nfra-12378").handoff
POINTS = st.integers(0, max(RULES.priorities.values()))
SECONDS = st.integers(0, 4 * 60 * 60)


@given(POINTS, POINTS, SECONDS)
def test_nobody_is_overtaken_for_ever(mine: int, theirs: int, later: int) -> None:
    me = rank(MORNING, mine, RULES)
    them = rank(MORNING + timedelta(seconds=later), theirs, RULES)
    head_start = (theirs - mine) * RULES.point
    assert (them < me) == (timedelta(seconds=later) < head_start)


@given(POINTS, SECONDS)
def test_with_the_same_points_who_came_first_is_first(points: int, later: int) -> None:
    moments = [MORNING, MORNING + timedelta(seconds=later)]
    ranks = [rank(moment, points, RULES) for moment in moments]
    assert ranks == sorted(ranks)


def test_a_stream_of_urgent_ones_does_not_starve_the_usual(
    open_queue: Open, clock: FixedClock
) -> None:
    """One agent, one new urgent consumer for every talk: the usual one is served in the end."""
    handoffs = open_queue(longest_queue=1000, longest_wait_minutes=1000)
    handoffs.arrive("3", "坐席3", "坐席03", ("bank",), 1)
    for number in range(3):
        handoffs.request(f"urgent-{number}", "asked", {}, "bank", 9)
    handoffs.request("usual", "asked", {}, "bank", 1)
    served: list[str] = []
    for number in range(3, 30):
        taken = handoffs.accept_next("3")
        assert taken is not None
        served.append(taken.conversation_id)
        if served[-1] == "usual":
            break
        clock.move(3 * MINUTE)
        handoffs.request(f"urgent-{number}", "asked", {}, "bank", 9)
        handoffs.finish(served[-1], "3", "answered")
    # Eight points of five minutes: those who came up to forty minutes later went before.
    assert served[-1] == "usual"
    assert len(served) == 3 + 40 // 3 + 1
