"""One's own account: password, second factor, signing out everywhere."""

from __future__ import annotations

from typing import Any

import segno
from markupsafe import Markup
from sanic import Request
from sanic.response import HTTPResponse, redirect

from bot.accounts.errors import AccountError, WrongField
from bot.accounts.roles import ROLES, all_roles
from bot.accounts.staff import SignedIn, Staff
from bot.desk.forms import fields_of
from bot.desk.guard import SESSION_COOKIE, drop_cookie, set_cookie
from bot.desk.homes import SIGN_IN, home_of
from bot.desk.pages import page
from bot.desk.rooms import Rooms
from bot.desk.signing_in import accounts_of, refused_status
from bot.desk.slowly import passwords

HERE = "/desk/account"
PASSWORD = f"{HERE}/password"
SECOND_FACTOR = f"{HERE}/second-factor"

rooms = Rooms("desk_my_account")


@rooms.get(HERE, roles=ROLES, settling=True)
async def mine(request: Request, staff: Staff) -> HTTPResponse:
    """Show what one may change about one's own account."""
    return _mine(request, staff)


@rooms.get(PASSWORD, roles=ROLES, settling=True)
async def ask_password(request: Request, staff: Staff) -> HTTPResponse:
    """Ask for a new password."""
    return _password_page(request, staff)


@rooms.post(PASSWORD, roles=ROLES, settling=True)
async def change_password(request: Request, staff: Staff) -> HTTPResponse:
    """Take a new password, typed twice."""
    given = fields_of(request)
    old, new = given.get("old", ""), given.get("new", "")
    try:
        _check_repeated(new, given.get("again", ""))
        signed_in = await passwords.do(accounts_of(request).change_password, staff, old, new)
    except AccountError as error:
        return _password_page(request, staff, error)
    return _anew(request, signed_in, home_of(staff))


@rooms.get(SECOND_FACTOR, roles=ROLES, settling=True)
async def ask_second_factor(request: Request, staff: Staff) -> HTTPResponse:
    """Show the secret for the authenticator app, or go back when it is on already."""
    if _has_second_factor(request, staff):
        return redirect(HERE, status=303)
    return _second_factor_page(request, staff)


@rooms.post(SECOND_FACTOR, roles=ROLES, settling=True)
async def confirm_second_factor(request: Request, staff: Staff) -> HTTPResponse:
    """Turn the second factor on with its first code, and show the recovery codes once."""
    try:
        codes = accounts_of(request).confirm_second_factor(
            staff, fields_of(request).get("code", "")
        )
    except AccountError as error:
        if _has_second_factor(request, staff):  # pressed twice: it is on, nothing is wrong
            return redirect(HERE, status=303)
        return _second_factor_page(request, staff, error)
    return page(request, "accounts/recovery_codes.html", staff, codes=codes, home=home_of(staff))


@rooms.post(f"{SECOND_FACTOR}/off", roles=ROLES)
async def drop_second_factor(request: Request, staff: Staff) -> HTTPResponse:
    """Turn the second factor off, for whoever still knows the password."""
    password = fields_of(request).get("password", "")
    try:
        signed_in = await passwords.do(accounts_of(request).drop_second_factor, staff, password)
    except AccountError as error:
        return _mine(request, staff, error)
    return _anew(request, signed_in, HERE)


@rooms.post(f"{HERE}/recovery-codes", roles=ROLES)
async def renew_recovery_codes(request: Request, staff: Staff) -> HTTPResponse:
    """Make new recovery codes and show them once."""
    try:
        codes = accounts_of(request).renew_recovery_codes(staff)
    except AccountError as error:
        return _mine(request, staff, error)
    return page(request, "accounts/recovery_codes.html", staff, codes=codes, home=HERE)


@rooms.post(f"{HERE}/sign-out-everywhere", roles=ROLES, settling=True)
async def sign_out_everywhere(request: Request, staff: Staff) -> HTTPResponse:
    """Go out in every browser, this one too."""
    accounts_of(request).sign_out_everywhere(staff.id, staff.id)
    response = redirect(SIGN_IN, status=303)
    drop_cookie(response, SESSION_COOKIE)
    return response


def _anew(request: Request, signed_in: SignedIn, address: str) -> HTTPResponse:
    response = redirect(address, status=303)
    set_cookie(request, response, SESSION_COOKIE, signed_in.token)
    return response


def _check_repeated(new: str, again: str) -> None:
    if new != again:
        raise WrongField("again", "两次写的新密码不一样，请再写一遍。")


def _has_second_factor(request: Request, staff: Staff) -> bool:
    member = accounts_of(request).get(staff.id)
    return bool(member and member.has_second_factor)


def _mine(request: Request, staff: Staff, error: AccountError | None = None) -> HTTPResponse:
    return _shown(
        request,
        "accounts/mine.html",
        staff,
        error,
        role=all_roles()[staff.role],
        member=accounts_of(request).get(staff.id),
    )


def _password_page(
    request: Request, staff: Staff, error: AccountError | None = None
) -> HTTPResponse:
    member = accounts_of(request).get(staff.id)
    must = bool(member and member.must_change_password)
    return _shown(request, "accounts/password.html", staff, error, must=must)


def _second_factor_page(
    request: Request, staff: Staff, error: AccountError | None = None
) -> HTTPResponse:
    hotline = request.app.ctx.hotline
    enrolment = hotline.accounts.offer_second_factor(staff, hotline.profile.name)
    return _shown(
        request,
        "accounts/second_factor.html",
        staff,
        error,
        picture=_picture(enrolment.address),
        secret=" ".join(enrolment.secret[at : at + 4] for at in range(0, 32, 4)),
        must=staff.role in hotline.accounts.second_factor_for,
    )


def _shown(
    request: Request, template: str, staff: Staff, error: AccountError | None, **values: Any
) -> HTTPResponse:
    status = refused_status(error) if error else 200
    wrong = error.message if error else ""
    return page(request, template, staff, status=status, wrong=wrong, **values)


def _picture(address: str) -> Markup:
    """Draw a QR code; it needs a light ground in dark pages too."""
    code = segno.make(address, error="m")
    return Markup(code.svg_inline(scale=5, border=4, dark="#000", light="#fff"))
