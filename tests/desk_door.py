"""A server with one door more, through which tests let people act as the desk would.

Run as `python -m tests.desk_door MODEL`. It is for tests of what consumers see of people.
"""

from __future__ import annotations

import inspect
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from sanic import Request, Sanic
from sanic.response import HTTPResponse
from sanic.response import json as json_response

import bot.server
from bot.accounts.staff import Staff
from tests.running import RunningServer, model, serve_with

PATH = "/test/desk"
COMMAND = (sys.executable, "-m", "tests.desk_door")


def command() -> tuple[str, ...]:
    """Return the command for `running_server`."""
    return (*COMMAND, str(model()))


@dataclass(frozen=True)
class DeskDoor:
    """Acts of one person at the desk of a running server."""

    server: RunningServer
    number: str = "07"

    def arrive(self) -> DeskDoor:
        """Come to the desk, or give a sign of life."""
        self.act("arrive")
        return self

    def act(self, act: str, **options: Any) -> Any:
        """Do what the switchboard can do and return what came of it; raises RuntimeError."""
        content = {"number": self.number, "act": act, "with": options}
        response = requests.post(f"{self.server.url}{PATH}", json=content, timeout=30)
        told = response.json()
        if "failed" in told:
            raise RuntimeError(told["failed"])
        return told["result"]


async def _act(request: Request) -> HTTPResponse:
    told = request.json
    try:
        done = _do(request.app, told["number"], told["act"], told["with"])
        result = await done if inspect.isawaitable(done) else done
    except Exception as error:
        return json_response({"failed": type(error).__name__})
    return json_response({"result": getattr(result, "number", None) or _plain(result)})


def _plain(result: Any) -> Any:
    return result if isinstance(result, (int, str, type(None))) else str(result)


def _do(app: Any, number: str, act: str, options: dict[str, Any]) -> Any:
    who = Staff(f"s-{number}", number, "某人", "supervisor", None, None, (), f"坐席{number}")
    hotline, board = app.ctx.hotline, app.ctx.dialogue.switchboard
    if act == "arrive":
        skills = ("bank", "insurance", "payment", "fraud", "elderly")
        return hotline.handoffs.arrive(who.id, who.name, who.number, skills, 10)
    if act in ("whisper", "say"):
        return getattr(board, act)(staff=who, **options)
    taken = inspect.signature(getattr(board, act)).parameters
    return getattr(board, act)(**options, **({"staff": who} if "staff" in taken else {}))


def _with_the_door(*arguments: Any, **options: Any) -> Sanic:
    app = _create_app(*arguments, **options)
    app.add_route(_act, PATH, methods=["POST"], name="test_desk")
    return app


_create_app = bot.server.create_app

if __name__ == "__main__":
    bot.server.create_app = _with_the_door
    serve_with(Path(sys.argv[1]))
