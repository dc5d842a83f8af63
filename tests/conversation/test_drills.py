"""Every drill, played against the real dialogue, actions and database."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.dialogue.rasa_agent import RasaAgent
from bot.practice.drill import all_drills, load_drill
from tests.conversation.play import play
from tests.conversation.talk import clock_at, hotline_at


@pytest.mark.parametrize("path", all_drills(), ids=lambda path: path.stem)
async def test_drill(path: Path, agent: RasaAgent, database_url: str, tmp_path: Path) -> None:
    drill = load_drill(path)
    with hotline_at(database_url, tmp_path, clock_at(drill.clock), drill.profile) as hotline:
        played = await play(drill, hotline, agent)
    assert not played.faults, "\n".join([*played.faults, played.transcript])
