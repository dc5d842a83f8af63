"""Coming in and going out: the password, the code after it, the way out."""

from __future__ import annotations

from collections.abc import Mapping

from sanic import Request
from sanic.response import HTTPResponse, redirect

from bot.accounts.errors import AccountError, TooManyTries
from bot.accounts.roles import ROLES
from bot.accounts.service import Accounts
from bot.accounts.staff import SignedIn, Staff
from bot.channels.requests import sender_of
from bot.desk.forms import fields_of
from bot.desk.guard import SESSION_COOKIE, drop_cookie, present, session_token, set_cookie
from bot.desk.homes import SIGN_IN, room_after_sign_in
from bot.desk.pages import page
from bot.desk.rooms import Rooms
from bot.desk.slowly import passwords

CODE = f"{SIGN_IN}/code"

rooms = Rooms("desk_signing_in")


def accounts_of(request: Request) -> Accounts:
    """Return the accounts of the house."""
    accounts: Accounts = request.app.ctx.hotline.accounts
    return accounts


@rooms.public(SIGN_IN)
async def ask(request: Request) -> HTTPResponse:
    """Show the sign-in page, or go on if somebody is signed in already."""
    visit = present(request)
    if visit:
        return _go_on(request.args.get("next", ""), visit.staff)
    return sign_in_page(request, {"next": request.args.get("next", "")})


@rooms.public(SIGN_IN, "POST")
async def sign_in(request: Request) -> HTTPResponse:
    """Take login and password."""
    given = fields_of(request)
    login, password = given.get("login", ""), given.get("password", "")
    try:
        signed_in = await passwords.do(
            accounts_of(request).sign_in, login, password, address=sender_of(request)
        )
    except AccountError as error:
        return sign_in_page(request, given, error)
    return _come_in(request, signed_in, given.get("next", ""))


@rooms.public(CODE)
async def ask_code(request: Request) -> HTTPResponse:
    """Ask for the code of the second factor."""
    if not accounts_of(request).waits_for_code(session_token(request)):
        return redirect(SIGN_IN, status=303)
    return _code_page(request, {"next": request.args.get("next", "")})


@rooms.public(CODE, "POST")
async def take_code(request: Request) -> HTTPResponse:
    """Take the code."""
    given, token = fields_of(request), session_token(request)
    if not accounts_of(request).waits_for_code(token):
        return redirect(SIGN_IN, status=303)
    try:
        signed_in = accounts_of(request).give_code(
            token, given.get("code", ""), address=sender_of(request)
        )
    except AccountError as error:
        return _code_page(request, given, error)
    return _come_in(request, signed_in, given.get("next", ""))


@rooms.post("/desk/sign-out", roles=ROLES, settling=True)
async def sign_out(request: Request, staff: Staff) -> HTTPResponse:
    """Go out, in this browser."""
    accounts_of(request).sign_out(session_token(request))
    response = redirect(SIGN_IN, status=303)
    drop_cookie(response, SESSION_COOKIE)
    return response


def refused_status(error: AccountError) -> int:
    """Return the HTTP status of what the accounts refuse."""
    return 429 if isinstance(error, TooManyTries) else 422


def _come_in(request: Request, signed_in: SignedIn, wished: str) -> HTTPResponse:
    response = (
        _to_code(wished, signed_in.staff)
        if signed_in.needs_code
        else _go_on(wished, signed_in.staff)
    )
    set_cookie(request, response, SESSION_COOKIE, signed_in.token)
    return response


def _to_code(wished: str, staff: Staff) -> HTTPResponse:
    return redirect(f"{CODE}?next={room_after_sign_in(wished, staff)}", status=303)


def _go_on(wished: str, staff: Staff) -> HTTPResponse:
    return redirect(room_after_sign_in(wished, staff), status=303)


def sign_in_page(
    request: Request, given: Mapping[str, str], error: AccountError | None = None
) -> HTTPResponse:
    """Draw the sign-in page, with what was typed and what was wrong."""
    return _door(request, "accounts/sign_in.html", given, error)


def _code_page(
    request: Request, given: Mapping[str, str], error: AccountError | None = None
) -> HTTPResponse:
    return _door(request, "accounts/code.html", given, error)


def _door(
    request: Request, template: str, given: Mapping[str, str], error: AccountError | None
) -> HTTPResponse:
    response = page(
        request,
        template,
        status=refused_status(error) if error else 200,
        login=given.get("login", ""),
        next=given.get("next", ""),
        wrong=error.message if error else "",
        provider=bool(request.app.ctx.hotline.settings.access.oidc_issuer),
    )
    if isinstance(error, TooManyTries):
        response.headers["Retry-After"] = str(error.retry_after)
    return response
