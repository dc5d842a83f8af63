"""Signing in by the house's OpenID provider: the way there and the way back."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse, redirect

from bot.accounts.errors import AccountError
from bot.accounts.provider import Provider
from bot.channels.errors import Refusal
from bot.desk.guard import SESSION_COOKIE, drop_cookie, is_secure, set_cookie
from bot.desk.homes import SIGN_IN, room_after_sign_in
from bot.desk.pages import page
from bot.desk.rooms import Rooms
from bot.desk.signing_in import accounts_of, sign_in_page
from bot.desk.slowly import SlowWork
from bot.hotline import Hotline

THERE = f"{SIGN_IN}/provider"
BACK = f"{THERE}/return"
ERRAND_COOKIE = "xiaobao_errand"
LONGEST_COOKIE = 4000
FIELDS = ("state", "code", "error")

rooms = Rooms("desk_provider")
_calls = SlowWork("provider", at_once=4)


@rooms.public(THERE)
async def go(request: Request) -> HTTPResponse:
    """Send somebody to the provider."""
    address = f"{'https' if is_secure(request) else 'http'}://{request.host}{BACK}"
    try:
        departure = await _calls.do(
            _provider(request).begin, address, request.args.get("next", "")[:200]
        )
    except AccountError as error:
        return sign_in_page(request, {}, error)
    response = redirect(departure.address, status=303)
    # Coming back is a step from a foreign site: a strict cookie would stay at home.
    set_cookie(request, response, ERRAND_COOKIE, departure.sealed, same_site="Lax")
    return response


@rooms.public(BACK)
async def come_back(request: Request) -> HTTPResponse:
    """Let in for whom the provider vouches."""
    sealed = str(request.cookies.get(ERRAND_COOKIE) or "")[:LONGEST_COOKIE]
    answer = {name: request.args.get(name, "") for name in FIELDS}
    accounts = accounts_of(request)
    try:
        arrival = await _calls.do(_provider(request).arrive, sealed, answer)
        signed_in = accounts.sign_in_vouched(arrival.login)
    except AccountError as error:
        response = sign_in_page(request, {}, error)
    else:
        room = room_after_sign_in(arrival.wished, signed_in.staff)
        # A page of our own between: the strict cookie goes along with its step only.
        response = page(request, "accounts/arrived.html", room=room)
        set_cookie(request, response, SESSION_COOKIE, signed_in.token)
    drop_cookie(response, ERRAND_COOKIE)
    return response


def _provider(request: Request) -> Provider:
    """Return the provider of this installation, kept with the application."""
    hotline: Hotline = request.app.ctx.hotline
    if not hotline.settings.access.oidc_issuer:
        raise Refusal(404, "no_provider", "这里没有设单位账号登录。")
    if not hasattr(request.app.ctx, "provider"):
        settings = hotline.settings.access
        request.app.ctx.provider = Provider(settings, hotline.cipher, hotline.clock)
    provider: Provider = request.app.ctx.provider
    return provider
