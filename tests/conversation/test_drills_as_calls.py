"""All drills as telephone calls: what must be reached on a clear line, and on the worst one."""

from __future__ import annotations

from benchmarks.call_drills import play_all, report
from benchmarks.rehearsal.script import read_scripts
from bot.dialogue.rasa_agent import RasaAgent

# What was reached, less one drill: calls that ended as the drill says, on the worst line also those
# that ended so or with a person.
CLEAR_RIGHT, WORST_RIGHT, WORST_MET = 64, 52, 55


async def test_drills_over_the_telephone(agent: RasaAgent) -> None:
    played = await play_all(read_scripts(), agent, levels=(0, 2))
    right = [one for one in played[0] if one.verdict.end == "right"]
    heard = [one for one in played[2] if one.verdict.end == "right"]
    met = [one for one in played[2] if one.verdict.end != "wrong"]
    assert len(right) >= CLEAR_RIGHT, report({0: played[0]})
    assert len(heard) >= WORST_RIGHT, report({2: played[2]})
    assert len(met) >= WORST_MET, report({2: played[2]})
