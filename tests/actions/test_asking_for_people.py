"""Who asks for a person hears the truth: where they stand, or when they are called and why then."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.moments import is_lunch, opening_words, promised_words
from actions.people import Handoff
from bot.hotline import Hotline
from bot.intake.draft import CALLBACK, Draft
from tests.actions.conftest import Outcome, Run

FEES = Draft(intent="complain_fees", institution="工商银行", matter=("年费",))
ME = "conversation"  # the one in which these actions run


async def asks(run: Run, *, told: Draft | None = None, form: str | None = None) -> Outcome:
    slots = {"draft": told.to_dict()} if told else {}
    outcome: Outcome = await run(Handoff(), "人工", "request_human", slots=slots, form=form)
    return outcome


def later(hotline: Hotline, **time: float) -> None:
    hotline.clock.move(timedelta(**time))  # type: ignore[attr-defined]


def values(outcome: Outcome) -> dict[str, object]:
    return outcome.messages[0]


@pytest.mark.parametrize(
    ("hours", "lunch"), [(-4, False), (0, False), (2, True), (2.5, True), (3, False), (8, False)]
)
def test_lunch_is_a_break_between_two_spans_of_a_day(
    hotline: Hotline, hours: float, lunch: bool
) -> None:
    later(hotline, hours=hours)  # it was ten in the morning; people eat from twelve to one
    assert is_lunch(hotline) is lunch


async def test_in_hours_the_place_and_the_wait_are_told(run: Run, hotline: Hotline) -> None:
    outcome = await asks(run)
    assert outcome.said == ["say_handoff_waiting"]
    assert (values(outcome)["position"], values(outcome)["wait"]) == (1, "大约等8分钟")
    hotline.handoffs.arrive("a", "某人", "07", ("bank",), 3)
    hotline.handoffs.leave(ME)
    assert values(await asks(run))["wait"] == "马上有人来"


@pytest.mark.parametrize(
    ("hours", "wording", "when"),
    [
        (2.5, "say_handoff_lunch", "今天下午1点"),
        (8, "say_handoff_closed", "明天上午9点"),
        (24 * 4 + 8, "say_handoff_closed", "11月30日上午9点"),
    ],
)
async def test_out_of_hours_a_call_is_promised(
    run: Run, hotline: Hotline, hours: float, wording: str, when: str
) -> None:
    later(hotline, hours=hours)
    outcome = await asks(run)
    assert (outcome.said, values(outcome)["when"]) == ([wording], when)
    assert outcome.slots["draft"]["kind"] == CALLBACK
    assert outcome.follows == ["complaint_form"]


@pytest.mark.parametrize(
    ("hours", "wording"),
    [(2.5, "say_handoff_lunch_going_on"), (8, "say_handoff_closed_going_on")],
)
async def test_whoever_is_telling_goes_on_telling(
    run: Run, hotline: Hotline, hours: float, wording: str
) -> None:
    later(hotline, hours=hours)
    outcome = await asks(run, told=FEES, form="complaint_form")
    assert outcome.said == [wording]
    assert outcome.slots["draft"]["wants_callback"] and outcome.slots["draft"]["kind"] != CALLBACK


async def test_a_queue_too_long_becomes_a_call(run: Run, hotline: Hotline) -> None:
    for number in range(hotline.profile.handoff.longest_queue + 1):
        hotline.handoffs.request(f"other{number}", "asked", {}, "bank", 2)
    outcome = await asks(run, told=FEES)
    assert outcome.said == ["say_handoff_full"]
    assert values(outcome)["when"] == promised_words(hotline, ME) != opening_words(hotline)


async def test_a_wait_too_long_is_told_with_the_time_that_was_promised(
    run: Run, hotline: Hotline
) -> None:
    await asks(run, told=FEES)
    view = hotline.handoffs.call_back(ME)
    slots = {"draft": FEES.to_dict(), "pending": "promised"}
    outcome = await run(Handoff(), "", "request_human", slots=slots, form="complaint_form")
    assert outcome.said == ["say_handoff_waited_going_on"]
    assert hotline.handoffs.open_handoff(ME) == view  # the promise stands as it was given


async def test_what_was_told_before_is_there_for_the_person(run: Run, hotline: Hotline) -> None:
    await asks(run, told=FEES)
    kept = hotline.drafts.open_draft(ME)
    assert kept is not None and kept.matter == ("年费",)


async def test_nothing_told_is_no_draft(run: Run, hotline: Hotline) -> None:
    await asks(run)
    assert hotline.drafts.open_draft(ME) is None
