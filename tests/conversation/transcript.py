"""Print drills as they are played: python -m tests.conversation.transcript [files]."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from bot.practice.drill import all_drills, load_drill
from tests.conversation.model import the_agent
from tests.conversation.play import play
from tests.conversation.talk import clock_at, hotline_at
from tests.databases import new_file


def main(paths: list[Path]) -> int:
    """Print each talk and its faults; return how many drills went wrong."""
    agent, wrong = the_agent(), 0
    for path in paths:
        drill = load_drill(path)
        with tempfile.TemporaryDirectory() as directory:
            var = Path(directory)
            with hotline_at(new_file(var), var, clock_at(drill.clock), drill.profile) as hotline:
                played = asyncio.run(play(drill, hotline, agent))
        print(f"\n{'=' * 20} {drill.name}：{drill.situation}\n{played.transcript}")
        print(*(f"  ✗ {fault}" for fault in played.faults), sep="\n")
        wrong += bool(played.faults)
    return wrong


if __name__ == "__main__":
    sys.exit(main([Path(argument) for argument in sys.argv[1:]] or all_drills()))
