"""The webhooks of an institution before an administrator: where, what, what did not arrive."""

from __future__ import annotations

from typing import Any

from sanic import Request
from sanic.response import HTTPResponse, redirect

from bot.accounts.staff import Staff
from bot.channels.errors import Refusal
from bot.desk.forms import fields_of, lists_of
from bot.desk.institutions.admin_room import ADMINISTRATOR, ALL, ONE, known, one_page
from bot.desk.institutions.asking import institutions_of
from bot.desk.institutions.refusing import refusing
from bot.desk.institutions.words import words
from bot.desk.pages import page
from bot.desk.rooms import Rooms
from bot.institutions.outbox import Outcome

rooms = Rooms("desk_institutions_webhooks")

WEBHOOKS = f"{ONE}/webhooks"
WEBHOOK = f"{WEBHOOKS}/<webhook:str>"


@rooms.post(WEBHOOKS, roles=ADMINISTRATOR)
async def make(request: Request, staff: Staff, institution: str) -> HTTPResponse:
    """Begin to tell an address, and show the secret, once."""
    known(request, institution)
    url, kinds = fields_of(request).get("url", ""), lists_of(request).get("kind", [])
    try:
        with refusing():
            made = institutions_of(request).webhooks.make(institution, url, kinds, staff.id)
    except Refusal as refusal:
        return one_page(request, staff, institution, refusal=refusal, typed=lists_of(request))
    return page(
        request,
        "institutions/once.html",
        staff,
        title="推送的签名密钥",
        told="机构用它核对每条推送确实是我们发的。",
        once=made.secret,
        back=_address(institution, made.webhook.id),
    )


@rooms.get(WEBHOOK, roles=ADMINISTRATOR)
async def show(request: Request, staff: Staff, institution: str, webhook: str) -> HTTPResponse:
    """Show a webhook with its deliveries, dead letters first."""
    return _page(request, staff, institution, webhook)


@rooms.post(f"{WEBHOOK}/try", roles=ADMINISTRATOR)
async def try_out(request: Request, staff: Staff, institution: str, webhook: str) -> HTTPResponse:
    """Send an event that is none, and show what came back."""
    services = institutions_of(request)
    with refusing():
        url, secret = services.webhooks.opening(institution, webhook)
    outcome = await services.courier.try_out(url, secret)
    return _page(request, staff, institution, webhook, outcome=outcome)


@rooms.post(f"{WEBHOOK}/pause", roles=ADMINISTRATOR)
async def pause(request: Request, staff: Staff, institution: str, webhook: str) -> HTTPResponse:
    """Send nothing for a while."""
    with refusing():
        institutions_of(request).webhooks.pause(institution, webhook)
    return redirect(_address(institution, webhook), status=303)


@rooms.post(f"{WEBHOOK}/resume", roles=ADMINISTRATOR)
async def resume(request: Request, staff: Staff, institution: str, webhook: str) -> HTTPResponse:
    """Send again, what was missed first."""
    with refusing():
        institutions_of(request).webhooks.resume(institution, webhook)
    return redirect(_address(institution, webhook), status=303)


@rooms.post(f"{WEBHOOK}/end", roles=ADMINISTRATOR)
async def end(request: Request, staff: Staff, institution: str, webhook: str) -> HTTPResponse:
    """Tell it nothing any more."""
    with refusing():
        institutions_of(request).webhooks.end(institution, webhook)
    return redirect(f"{ALL}/{institution}", status=303)


@rooms.post(f"{WEBHOOK}/resend", roles=ADMINISTRATOR)
async def resend(request: Request, staff: Staff, institution: str, webhook: str) -> HTTPResponse:
    """Try dead letters again: the one that is named, or all."""
    with refusing():
        letter = _letter(request)
        institutions_of(request).letters.resend(institution, webhook, letter)
    return redirect(_address(institution, webhook), status=303)


@rooms.post(f"{WEBHOOK}/skip", roles=ADMINISTRATOR)
async def skip(request: Request, staff: Staff, institution: str, webhook: str) -> HTTPResponse:
    """Give dead letters up: the one that is named, or all."""
    with refusing():
        letter = _letter(request)
        institutions_of(request).letters.skip(institution, webhook, letter)
    return redirect(_address(institution, webhook), status=303)


def _letter(request: Request) -> int | None:
    """Return the id of a letter from the form, None for all."""
    text = fields_of(request).get("letter", "")
    if not text:
        return None
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0


def _address(institution: str, webhook: str) -> str:
    return f"{ALL}/{institution}/webhooks/{webhook}"


def _page(
    request: Request,
    staff: Staff,
    institution: str,
    webhook: str,
    *,
    outcome: Outcome | None = None,
) -> HTTPResponse:
    services, name = institutions_of(request), known(request, institution)
    with refusing():
        values: dict[str, Any] = {
            "webhook": services.webhooks.get(institution, webhook),
            "dead": services.letters.newest(institution, webhook, "dead"),
            "newest": services.letters.newest(institution, webhook),
        }
    return page(
        request,
        "institutions/webhook.html",
        staff,
        id=institution,
        name=name,
        outcome=outcome,
        failures=words("webhook_failures"),
        states=words("delivery_states"),
        pauses=words("webhook_pauses"),
        kinds=words("kinds"),
        **values,
    )
