"""What is set up for institutions: their people, keys of the interface, looks by keys."""

from __future__ import annotations

from typing import Any

from sanic import Request
from sanic.response import HTTPResponse, redirect

from bot.accounts.looks import field_titles
from bot.accounts.staff import Staff
from bot.channels.errors import Refusal
from bot.desk.forms import fields_of, lists_of
from bot.desk.institutions.asking import institutions_of, name_of
from bot.desk.institutions.refusing import refusing
from bot.desk.institutions.words import words
from bot.desk.pages import page
from bot.desk.reading import hotline_of, word_of
from bot.desk.rooms import Rooms
from bot.hotline import Hotline
from bot.institutions.event_kinds import public_kinds

rooms = Rooms("desk_institutions")

ALL = "/desk/institutions"
ONE = f"{ALL}/<institution:str>"
ADMINISTRATOR = ("administrator",)


@rooms.get(ALL, roles=ADMINISTRATOR)
async def everybody(request: Request, staff: Staff) -> HTTPResponse:
    """List the institutions with which there is anything; go to one that is named."""
    hotline = hotline_of(request)
    named = word_of(request, "institution")
    if named:
        return redirect(f"{ALL}/{_meant(hotline, named)}", status=303)
    standings = hotline.institutions.overview.standings()
    return page(
        request,
        "institutions/everybody.html",
        staff,
        standings=standings,
        names={row.institution_id: name_of(hotline, row.institution_id) for row in standings},
        institutions=hotline.directory.all(),
    )


@rooms.get(ONE, roles=ADMINISTRATOR)
async def one(request: Request, staff: Staff, institution: str) -> HTTPResponse:
    """Show what is set up for one institution."""
    return one_page(request, staff, institution)


@rooms.post(f"{ONE}/keys", roles=ADMINISTRATOR)
async def make_key(request: Request, staff: Staff, institution: str) -> HTTPResponse:
    """Make a key and show it, once."""
    known(request, institution)
    name, scopes = fields_of(request).get("name", ""), lists_of(request).get("scope", [])
    try:
        with refusing():
            made = institutions_of(request).keys.make(institution, name, scopes, staff.id)
    except Refusal as refusal:
        return one_page(request, staff, institution, refusal=refusal, typed=lists_of(request))
    return page(
        request,
        "institutions/once.html",
        staff,
        title=f"密钥“{made.key.name}”",
        told="交给机构的技术人员，别放在邮件和聊天里。",
        once=made.token,
        back=f"{ALL}/{institution}",
    )


@rooms.post(f"{ONE}/keys/<key:str>/revoke", roles=ADMINISTRATOR)
async def revoke(request: Request, staff: Staff, institution: str, key: str) -> HTTPResponse:
    """Make a key good for nothing."""
    with refusing():
        institutions_of(request).keys.revoke(institution, key, staff.id)
    return redirect(f"{ALL}/{institution}", status=303)


def one_page(
    request: Request,
    staff: Staff,
    institution: str,
    *,
    refusal: Refusal | None = None,
    typed: Any = None,
) -> HTTPResponse:
    """Draw the page of an institution; after a refusal with what was typed still in its form."""
    hotline, name = hotline_of(request), known(request, institution)
    services = hotline.institutions
    keys = services.keys.of(institution)
    return page(
        request,
        "institutions/one.html",
        staff,
        status=refusal.status if refusal else 200,
        id=institution,
        name=name,
        people=services.overview.people(institution),
        keys=keys,
        key_names={key.id: key.name for key in keys},
        scopes=words("key_scopes"),
        looks=services.keys.looks(institution),
        seen=field_titles(),
        webhooks=services.webhooks.of(institution),
        kinds=tuple(public_kinds().values()),
        refusal=refusal,
        typed=typed or {},
    )


def known(request: Request, institution: str) -> str:
    """Return the name of an institution; raises Refusal (404) for one that there is not."""
    found = hotline_of(request).directory.get(institution)
    if found is None:
        raise Refusal(404, "unknown_institution", "机构名录里没有这家机构。")
    return str(found.display)


def _meant(hotline: Hotline, named: str) -> str:
    """Return the id of the one institution that a name means; raises Refusal (422)."""
    known_id = hotline.directory.get(named)
    found = [known_id] if known_id else hotline.directory.resolve(named)
    if len(found) != 1:
        names = "、".join(one.display for one in found[:4])
        told = f"叫这个名字的不止一家：{names}。" if found else "机构名录里没有这家机构。"
        raise Refusal(422, "which_institution", told)
    return str(found[0].id)
