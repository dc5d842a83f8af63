"""A slip in a drill is told to whoever wrote it, and a wrong expectation turns it red."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.dialogue.rasa_agent import RasaAgent
from bot.hotline import Hotline
from bot.practice.drill import DrillError, all_drills, load_drill
from tests.conversation.play import play

GOOD = """
situation: 表扬
turns:
  - consumer: 我要表扬招商银行的小张，帮我妈找回了存折
    expect: {says: 招商银行, asks: nothing}
ticket: {kind: praise, institution: 招商银行}
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "a_drill.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_there_are_enough_drills() -> None:
    assert len(all_drills()) >= 24


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ("says:", "sais:", "sais"),
        ("- consumer:", "- customer:", "exactly one of"),
        ("situation:", "situations:", "situations"),
        ("ticket: {kind: praise, institution: 招商银行}", "", "no_ticket"),
        ("turns:", "turn:", "turns"),
    ],
)
def test_a_slip_is_named(tmp_path: Path, good: str, bad: str, message: str) -> None:
    assert good in GOOD
    with pytest.raises(DrillError, match=message) as error:
        load_drill(written(tmp_path, GOOD.replace(good, bad)))
    assert "a_drill.yml" in str(error.value)


async def test_a_good_drill_is_green(tmp_path: Path, hotline: Hotline, agent: RasaAgent) -> None:
    played = await play(load_drill(written(tmp_path, GOOD)), hotline, agent)
    assert played.faults == []
    assert "消费者：我要表扬招商银行的小张" in played.transcript


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ("says: 招商银行", "says: 工商银行", "'工商银行' is missing"),
        ("says: 招商银行", "without: 招商银行", "'招商银行' is too much"),
        ("says: 招商银行", "one_of: [甲, 乙]", "none of ('甲', '乙') was said"),
        ("asks: nothing", "asks: demand", "asks nothing, not demand"),
        ("asks: nothing", "act: transfer", "the act is listen, not transfer"),
        ("kind: praise", "kind: complaint", "the ticket's kind is 'praise', not 'complaint'"),
        ("kind: praise", "fresh: 2", "1 new tickets"),
        ("ticket: {kind: praise, institution: 招商银行}", "no_ticket: true", "none was expected"),
        ("situation: 表扬", "situation: 表扬\nnever: 带到", "never to be said: 带到"),
    ],
)
async def test_a_wrong_expectation_is_red(
    tmp_path: Path, hotline: Hotline, agent: RasaAgent, good: str, bad: str, fault: str
) -> None:
    assert good in GOOD
    drill = load_drill(written(tmp_path, GOOD.replace(good, bad)))
    faults = (await play(drill, hotline, agent)).faults
    assert any(fault in found for found in faults), faults


async def test_a_button_that_is_not_there_ends_the_drill(
    tmp_path: Path, hotline: Hotline, agent: RasaAgent
) -> None:
    drill = load_drill(written(tmp_path, GOOD.replace("consumer: 我要表扬", "press: 我要表扬")))
    faults = (await play(drill, hotline, agent)).faults
    assert any("no button" in fault for fault in faults)
