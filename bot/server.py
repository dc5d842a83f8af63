"""The house put together: one Sanic application with all doors."""

from __future__ import annotations

import asyncio
import gc
import logging
import re
import socket
import sys
from pathlib import Path
from typing import Any

from sanic import Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.accounts.first_start import welcome_first_administrator
from bot.calendar.clock import Clock
from bot.channels.errors import answer_refusals
from bot.channels.evidence import evidence_door
from bot.channels.ivr.audio import speaker_of
from bot.channels.ivr.dialects import phone_doors
from bot.channels.openapi import description
from bot.channels.webchat import web_chat
from bot.chores import Chore, take_on
from bot.desk.house import desk_rooms
from bot.dialogue.engine import Dialogue
from bot.hotline import Hotline, use
from bot.practice.playing import Playing
from bot.privacy.logs import MaskingFilter
from bot.settings import Settings, SettingsError

ROOT = Path(__file__).parent.parent
MAX_REQUEST = 128 * 1024  # bytes; evidence files will come through a door of their own
DELIVER_SECONDS, TIDY_SECONDS = 2.0, 3600.0  # between two rounds
SWEEP_SECONDS = 5.0
PRACTICE_SECONDS = 2.0
TICKETS_SECONDS = 300.0
GOODBYE = 1.0  # seconds that open turns and connections get when the server stops
HOST = re.compile(r"[A-Za-z0-9.:\[\]-]{1,255}")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

log = logging.getLogger(__name__)


def create_app(hotline: Hotline, agent: Any = None, *, model: Path | None = None) -> Sanic:
    """Build the application; without an agent the model is loaded when the server starts."""
    app = Sanic("xiaobao", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = MAX_REQUEST
    app.config.WEBSOCKET_MAX_SIZE = MAX_REQUEST
    app.config.KEEP_ALIVE_TIMEOUT = 75
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = GOODBYE
    app.ctx.hotline = hotline
    if agent is not None:
        app.ctx.dialogue = Dialogue(hotline, agent)
    app.blueprint(web_chat())
    app.blueprint(evidence_door())
    app.blueprint(phone_doors())
    app.blueprint(desk_rooms())
    app.add_route(_health, "/health", name="health")
    app.add_route(_openapi, "/openapi.json", name="openapi")
    app.on_response(_secure)
    answer_refusals(app)
    app.before_server_start(_load(model))
    app.before_server_stop(_finish)
    take_on(app, _chores)
    return app


def _load(model: Path | None) -> Any:
    async def load(app: Any, _: Any = None) -> None:
        if not hasattr(app.ctx, "dialogue"):
            from bot.dialogue.rasa_agent import RasaAgent

            agent = await RasaAgent.load(model or ROOT / "models", ROOT / "endpoints.yml")
            await agent.warm_up()
            app.ctx.dialogue = Dialogue(app.ctx.hotline, agent)
            # What stands now stays. Python would walk through all of it again and again, and who
            # speaks in that quarter of a second would wait.
            gc.collect()
            gc.freeze()
        answered = await app.ctx.dialogue.answer_unanswered()
        if answered:
            log.warning("上次中断时有 %s 条没有答复，已经补答。", answered)

    return load


def _chores(app: Any) -> list[Chore]:
    hotline = app.ctx.hotline
    tickets, institutions = hotline.tickets, hotline.institutions
    return [
        Chore("the queue", SWEEP_SECONDS, app.ctx.dialogue.switchboard.sweep),
        Chore("webhooks", DELIVER_SECONDS, institutions.courier.deliver),
        Chore("old answers of the interface", TIDY_SECONDS, institutions.tidy_soon),
        Chore("practices", PRACTICE_SECONDS, Playing(app.ctx.dialogue).look),
        # Many short transactions: in a thread, so that nobody who talks waits for them.
        Chore("the tickets", TICKETS_SECONDS, lambda: asyncio.to_thread(tickets.look_after)),
        Chore("files", TIDY_SECONDS, lambda: asyncio.to_thread(hotline.evidence.tidy)),
    ]


async def _finish(app: Any, _: Any = None) -> None:
    await app.ctx.dialogue.finish(GOODBYE)


async def _health(request: Request) -> HTTPResponse:
    hotline: Hotline = request.app.ctx.hotline
    return json_response({"status": "ok", "profile": hotline.profile.id})


async def _openapi(request: Request) -> HTTPResponse:
    return json_response(description(), ensure_ascii=False)


async def _secure(request: Request, response: HTTPResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", _policy(request))


def _policy(request: Request) -> str:
    """Return what the page may load and who may frame it."""
    framers = " ".join(("'self'", *request.app.ctx.hotline.settings.widget_origins))
    # Safari does not count WebSockets to the own host as 'self'.
    own = f"ws://{request.host} wss://{request.host}" if HOST.fullmatch(request.host) else ""
    return (
        f"default-src 'self'; connect-src 'self' {own}; frame-ancestors {framers}; "
        "base-uri 'none'; form-action 'self'; object-src 'none'"
    )


def _without_strangers_traces(record: logging.LogRecord) -> bool:
    """A request that is no HTTP is one line in the log, not Sanic's stack."""
    if record.exc_info and isinstance(record.exc_info[1], SanicException):
        record.exc_info = None
    return True


def serve(settings: Settings, model: Path, clock: Clock | None = None) -> None:
    """Run the server until it is stopped; prints where to click when it is ready.

    Another clock than the computer's is for tests and trials.

    Raises SettingsError when the address cannot be had.
    """
    address = _bind(settings.host, settings.port)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    for handler in logging.getLogger().handlers:
        handler.addFilter(MaskingFilter())
    logging.getLogger("sanic.error").addFilter(_without_strangers_traces)
    hotline = Hotline.open(settings, clock)
    use(hotline)
    app = create_app(hotline, model=model)
    speaker_of(app, hotline)  # a voice that cannot be used shows now, not at the first call
    welcome_first_administrator(hotline.accounts, settings.var, sys.stdout)

    @app.after_server_start
    async def tell(*_: Any) -> None:
        address = f"http://{settings.host}:{settings.port}"
        print(f"\n  {hotline.profile.name} 已经开门。\n")
        print(f"  网页对话：  {address}/")
        print(f"  工作台：    {address}/desk")
        print(f"  电话平台：  POST {address}/ivr/turn")
        print(f"  接口说明：  {address}/openapi.json")
        print("  停下来：    Ctrl-C\n", flush=True)

    app.run(sock=address, access_log=False, debug=False, motd=False)


def _bind(host: str, port: int) -> socket.socket:
    """Take the address before the model is loaded, so that a mistake shows at once."""
    address = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    address.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        address.bind((host, port))
    except OSError as error:
        address.close()
        raise SettingsError(
            f"{host}:{port} 打不开，可能已被占用（{error.strerror}）。"
            f"换一个端口：XIAOBAO_PORT={port % 65535 + 1} make serve"
        ) from error
    return address
