"""Refusals: one JSON shape for everything a door does not take."""

from __future__ import annotations

import logging
from typing import Any

from pydantic import ValidationError
from sanic import Request
from sanic.exceptions import PayloadTooLarge, SanicException, ServerError
from sanic.response import HTTPResponse, json

from bot.dialogue.conversations import UnknownButton, UnknownConversation

log = logging.getLogger(__name__)


class Refusal(Exception):
    """A request that is not taken: HTTP status, stable code, a sentence for people."""

    def __init__(
        self, status: int, code: str, message: str, retry_after: int | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after

    def as_dict(self) -> dict[str, Any]:
        """Return the body of the answer."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.retry_after is not None:
            error["retry_after"] = self.retry_after
        return {"error": error}


NOT_HTTP = Refusal(400, "bad_request", "请求有误。")


def refusal_for(error: BaseException) -> Refusal:
    """Say as precisely as is safe what was wrong; the cause of our own faults stays in the log."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, UnknownConversation):
        return Refusal(404, "unknown_conversation", "没有找到这段对话，请重新开始。")
    if isinstance(error, UnknownButton):
        return Refusal(422, "unknown_button", "这个按钮已经过期，请直接打字告诉我。")
    if isinstance(error, ValidationError):
        return Refusal(422, "invalid_field", _fields(error))
    if isinstance(error, PayloadTooLarge):
        return Refusal(413, "too_large", "内容太长了，请分成几条发。")
    if isinstance(error, ServerError):  # Sanic could not open the WebSocket
        return Refusal(426, "upgrade_required", "这个地址只用于 WebSocket。")
    if isinstance(error, SanicException):
        return _of_sanic(error)
    log.error("request failed", exc_info=error)
    return Refusal(500, "internal_error", "刚才没处理好，您说的没有丢，请再试一次。")


def _fields(error: ValidationError) -> str:
    """Name the fields that are wrong, never their values (they may be personal)."""
    return "；".join(f"{_place(one['loc'])}: {one['msg']}" for one in error.errors()[:5])


def _place(path: tuple[int | str, ...]) -> str:
    return ".".join(str(part)[:40] for part in path)


def _of_sanic(error: SanicException) -> Refusal:
    status = getattr(error, "status_code", 500) or 500
    known = {
        404: ("not_found", "没有这个地址。"),
        405: ("method_not_allowed", "不支持这种请求方式。"),
        408: ("timeout", "等得太久了，请再试一次。"),
    }
    code, message = known.get(status, ("bad_request", "请求有误。"))
    return Refusal(status, code, message)


def _in_the_head(request: Request, error: Exception) -> bool:
    """Tell whether Sanic tripped over the request before it knew whom it was for."""
    return isinstance(error, ValueError) and request.route is None


def answer_refusals(routes: Any) -> None:
    """Let an application or a blueprint answer every error as a refusal."""

    @routes.exception(Exception)
    async def refuse(request: Request, error: Exception) -> HTTPResponse:
        refusal = NOT_HTTP if _in_the_head(request, error) else refusal_for(error)
        headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {}
        return json(refusal.as_dict(), status=refusal.status, headers=headers, ensure_ascii=False)
