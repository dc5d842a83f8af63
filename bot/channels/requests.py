"""Reading requests that strangers send."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from sanic import Request

from bot.channels.errors import Refusal
from bot.channels.messages import Strict
from bot.dialogue.engine import Dialogue

MAX_BODY = 64 * 1024
M = TypeVar("M", bound=Strict)


def model_of(model: type[M], body: bytes | str) -> M:
    """Read a JSON body as a model; raise Refusal (400, 413) or pydantic's ValidationError."""
    return model.parse_obj(object_of(body or "{}"))


def object_of(body: bytes | str) -> dict[str, Any]:
    """Read a JSON object; raise Refusal (400, 413) for anything else."""
    if len(body) > MAX_BODY:
        raise Refusal(413, "too_large", "内容太长了，请分成几条发。")
    try:
        content: Any = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "invalid_json", "请求体不是有效的 JSON。") from error
    if not isinstance(content, dict):
        raise Refusal(400, "not_an_object", "请求体应该是一个 JSON 对象。")
    return _well_formed(content)


def _well_formed(content: dict[str, Any]) -> dict[str, Any]:
    """Drop lone surrogates, which JSON can carry and nothing behind it: half an emoji, say."""
    whole = json.dumps(content, ensure_ascii=False).encode("utf-8", "ignore")
    kept: dict[str, Any] = json.loads(whole)
    return kept


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def bearer(request: Request) -> str:
    """Return the sender's secret; raise Refusal (401) when there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refusal(401, "no_token", "缺少对话凭证，请重新打开页面。")
    return token.strip()


def sender_of(request: Request) -> str:
    """Return the sender's address.

    Behind a proxy it is what the proxy says, once SANIC_PROXIES_COUNT or SANIC_FORWARDED_SECRET
    tells Sanic to believe it.
    """
    return str(request.remote_addr or request.ip)


def dialogue_of(app: Any) -> Dialogue:
    """Return the dialogue behind the doors of this application.

    Under `rasa run` the doors are channels of Rasa's own server: the dialogue is then put together
    around the agent that Rasa has loaded.
    """
    if not hasattr(app.ctx, "dialogue"):
        app.ctx.dialogue = _around_rasas_agent(app.ctx.agent)
    dialogue: Dialogue = app.ctx.dialogue
    return dialogue


def _around_rasas_agent(agent: Any) -> Dialogue:
    from bot.dialogue.rasa_agent import RasaAgent
    from bot.hotline import current

    hotline = current()
    hotline.database.upgrade()
    return Dialogue(hotline, RasaAgent(agent))
