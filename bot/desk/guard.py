"""Who is at the door of a room: the session cookie, the CSRF token, where a socket comes from."""

from __future__ import annotations

import hmac
import secrets
from typing import Any, Protocol
from urllib.parse import urlsplit

from sanic import Request
from sanic.response import HTTPResponse

from bot.accounts.staff import Visit
from bot.channels.errors import Refusal
from bot.desk.forms import fields_of
from bot.privacy.encryption import Cipher

SESSION_COOKIE = "xiaobao_desk"
DOOR_COOKIE = "xiaobao_door"  # for forms of those who have not signed in yet
LONGEST_TOKEN = 100

STALE_PAGE = "页面放得太久了，请刷新后再提交，刚才没有保存。"


class Sessions(Protocol):
    """Where a session cookie is looked up."""

    def visit(self, token: str, *, active: bool = True) -> Visit | None:
        """Return who that is, or None; `active` puts the end of an idle session off."""
        ...


def sessions_of(app: Any) -> Sessions:
    """Return the sessions of an application."""
    sessions: Sessions = app.ctx.hotline.accounts
    return sessions


def visit_of(request: Request, *, active: bool = True) -> Visit | None:
    """Return whose request this is, or None when nobody is signed in."""
    token = session_token(request)
    return sessions_of(request.app).visit(token, active=active) if token else None


def present(request: Request) -> Visit | None:
    """Return who is signed in, looked up once a request."""
    if not hasattr(request.ctx, "visit"):
        request.ctx.visit = visit_of(request)
    visit: Visit | None = request.ctx.visit
    return visit


def session_token(request: Request) -> str:
    """Return the session cookie, empty when there is none."""
    token = str(request.cookies.get(SESSION_COOKIE) or "")
    return token if len(token) <= LONGEST_TOKEN else ""


def still_here(request: Request) -> None:
    """Put the end of the session off: call it for socket frames that a person caused."""
    visit_of(request)


def csrf_token(request: Request) -> str:
    """Return what forms of this visitor must carry; signed out it belongs to a cookie."""
    held = session_token(request) if present(request) else _door(request)
    cipher: Cipher = request.app.ctx.hotline.cipher
    return cipher.keyed_hash(held, "csrf")


def check_csrf(request: Request) -> None:
    """Raise Refusal (403) unless a form or script of ours sent this."""
    given = request.headers.get("x-csrf-token") or fields_of(request).get("csrf", "")
    if not hmac.compare_digest(given.encode(), csrf_token(request).encode()):
        raise Refusal(403, "csrf", STALE_PAGE)


def check_origin(request: Request) -> None:
    """Raise Refusal (403) unless a page of this very host opens the socket."""
    origin = urlsplit(request.headers.get("origin", ""))
    if not origin.netloc or origin.netloc.lower() != request.host.lower():
        raise Refusal(403, "foreign_origin", "请从工作台的页面连接。")


def is_secure(request: Request) -> bool:
    """Tell whether the request came by TLS, as far as we or a trusted proxy can tell."""
    return bool(request.scheme in ("https", "wss"))


def set_cookie(
    request: Request, response: HTTPResponse, name: str, value: str, *, same_site: str = "Strict"
) -> None:
    """Set a cookie that ends with the browser session and that no script can read."""
    response.cookies[name] = value
    cookie = response.cookies[name]
    cookie["path"], cookie["httponly"], cookie["samesite"] = "/", True, same_site
    if is_secure(request):
        cookie["secure"] = True


def drop_cookie(response: HTTPResponse, name: str) -> None:
    """Make the browser forget a cookie."""
    response.cookies[name] = ""
    response.cookies[name]["max-age"] = 0


def keep_door(request: Request, response: HTTPResponse) -> None:
    """Give somebody signed out the cookie that the token of the form just shown belongs to."""
    fresh = getattr(request.ctx, "door", None)
    if fresh:
        set_cookie(request, response, DOOR_COOKIE, fresh)


def _door(request: Request) -> str:
    known = str(request.cookies.get(DOOR_COOKIE) or "")
    if known and len(known) <= LONGEST_TOKEN:
        return known
    if not hasattr(request.ctx, "door"):
        request.ctx.door = secrets.token_urlsafe(32)
    door: str = request.ctx.door
    return door
