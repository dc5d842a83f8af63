"""The accounts of everybody, for the administrator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sanic import Request
from sanic.response import HTTPResponse, redirect

from bot.accounts.errors import AccountError, UnknownAccount, WrongField
from bot.accounts.register import OneTime
from bot.accounts.roles import all_roles
from bot.accounts.staff import Member, Particulars, Staff
from bot.channels.errors import Refusal
from bot.desk.forms import fields_of, lists_of
from bot.desk.pages import page
from bot.desk.rooms import Rooms
from bot.desk.signing_in import accounts_of, refused_status
from bot.desk.slowly import passwords

ALL = "/desk/accounts"
ONE = f"{ALL}/<account_id:str>"
ADMINISTRATOR = ("administrator",)

rooms = Rooms("desk_accounts")


@rooms.get(ALL, roles=ADMINISTRATOR)
async def everybody(request: Request, staff: Staff) -> HTTPResponse:
    """List all accounts."""
    directory = request.app.ctx.hotline.directory
    return page(
        request,
        "accounts/everybody.html",
        staff,
        members=accounts_of(request).list(),
        institutions={known.id: known.display for known in directory.all()},
    )


@rooms.get(f"{ALL}/new", roles=ADMINISTRATOR)
async def ask_new(request: Request, staff: Staff) -> HTTPResponse:
    """Ask whom to take on."""
    return _form(request, staff, None, {}, ())


@rooms.post(ALL, roles=ADMINISTRATOR)
async def take_on(request: Request, staff: Staff) -> HTTPResponse:
    """Make an account and show its one-time password, once."""
    given, skills = fields_of(request), _skills_of(request)
    try:
        particulars = _particulars(request, given, skills)
        one_time = await passwords.do(
            accounts_of(request).create, given.get("login", ""), particulars, staff.id
        )
    except AccountError as error:
        return _form(request, staff, None, given, skills, error)
    return _one_time_page(request, staff, one_time, "已开户")


@rooms.get(ONE, roles=ADMINISTRATOR)
async def one(request: Request, staff: Staff, account_id: str) -> HTTPResponse:
    """Show one account with what can be done about it."""
    member = _member(request, account_id)
    return _form(request, staff, member, _as_fields(request, member), member.staff.skills)


@rooms.post(ONE, roles=ADMINISTRATOR)
async def change(request: Request, staff: Staff, account_id: str) -> HTTPResponse:
    """Change what an account says."""
    member = _member(request, account_id)
    given, skills = fields_of(request), _skills_of(request)
    try:
        accounts_of(request).change(account_id, _particulars(request, given, skills), staff.id)
    except AccountError as error:
        return _form(request, staff, member, given, skills, error)
    return redirect(ALL, status=303)


@rooms.post(f"{ONE}/disable", roles=ADMINISTRATOR)
async def disable(request: Request, staff: Staff, account_id: str) -> HTTPResponse:
    """Close an account."""
    return _done(request, staff, account_id, accounts_of(request).disable)


@rooms.post(f"{ONE}/sign-out", roles=ADMINISTRATOR)
async def sign_out(request: Request, staff: Staff, account_id: str) -> HTTPResponse:
    """Sign somebody out everywhere."""
    return _done(request, staff, account_id, accounts_of(request).sign_out_everywhere)


@rooms.post(f"{ONE}/enable", roles=ADMINISTRATOR)
async def enable(request: Request, staff: Staff, account_id: str) -> HTTPResponse:
    """Open a closed account again, with a new one-time password."""
    _member(request, account_id)
    one_time = await passwords.do(accounts_of(request).enable, account_id, staff.id)
    return _one_time_page(request, staff, one_time, "已恢复")


@rooms.post(f"{ONE}/reset", roles=ADMINISTRATOR)
async def reset(request: Request, staff: Staff, account_id: str) -> HTTPResponse:
    """Give a new one-time password; with `second_factor` that is forgotten too."""
    _member(request, account_id)
    lost = bool(fields_of(request).get("second_factor"))
    one_time = await passwords.do(
        accounts_of(request).reset, account_id, staff.id, second_factor=lost
    )
    return _one_time_page(request, staff, one_time, "已重置")


def _done(
    request: Request, staff: Staff, account_id: str, act: Callable[[str, str], object]
) -> HTTPResponse:
    member = _member(request, account_id)
    try:
        act(account_id, staff.id)
    except AccountError as error:
        fields = _as_fields(request, member)
        return _form(request, staff, member, fields, member.staff.skills, error)
    return redirect(ALL, status=303)


def _member(request: Request, account_id: str) -> Member:
    member = accounts_of(request).get(account_id)
    if member is None:
        raise Refusal(404, UnknownAccount.code, UnknownAccount.message)
    return member


def _form(
    request: Request,
    staff: Staff,
    member: Member | None,
    given: Mapping[str, str],
    skills: tuple[str, ...],
    error: AccountError | None = None,
) -> HTTPResponse:
    hotline = request.app.ctx.hotline
    values: dict[str, Any] = {
        "member": member,
        "given": given,
        "chosen": skills,
        "roles": tuple(all_roles().values()),
        "skills": hotline.profile.handoff.skills,
        "institutions": hotline.directory.all(),
        "wrong": error.message if error else "",
        "wrong_field": error.field if isinstance(error, WrongField) else "",
    }
    status = refused_status(error) if error else 200
    return page(request, "accounts/one.html", staff, status=status, **values)


def _as_fields(request: Request, member: Member) -> Mapping[str, str]:
    staff = member.staff
    return {
        "login": staff.login,
        "name": staff.name,
        "role": staff.role,
        "institution": staff.institution_id or "",
        "branch": staff.branch or "",
    }


def _particulars(
    request: Request, given: Mapping[str, str], skills: tuple[str, ...]
) -> Particulars:
    return Particulars(
        name=given.get("name", ""),
        role=given.get("role", ""),
        institution_id=_institution_id(request, given.get("institution", "")),
        branch=given.get("branch", ""),
        skills=skills,
    )


def _institution_id(request: Request, given: str) -> str | None:
    """Return the id of an institution that is named by its id or one of its names."""
    if not given:
        return None
    for institution in request.app.ctx.hotline.directory.all():
        if given in (institution.id, institution.name, institution.short_name):
            return str(institution.id)
    raise WrongField("institution", "机构目录里没有这家机构，请从列表里选。")


def _skills_of(request: Request) -> tuple[str, ...]:
    known = {skill.name for skill in request.app.ctx.hotline.profile.handoff.skills}
    return tuple(skill for skill in lists_of(request).get("skill", []) if skill in known)


def _one_time_page(request: Request, staff: Staff, given: OneTime, done: str) -> HTTPResponse:
    return page(request, "accounts/one_time.html", staff, given=given, done=done)
