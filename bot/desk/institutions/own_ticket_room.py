"""One ticket before its institution: what was told, what can be done, whom to ring on request."""

from __future__ import annotations

from collections.abc import Mapping

from sanic import Request
from sanic.response import HTTPResponse, redirect

from bot.accounts.staff import Staff
from bot.channels.errors import Refusal
from bot.desk.forms import fields_of, lists_of
from bot.desk.institutions.acts import OfficerAct, act_on, acts_for, all_acts, options_for
from bot.desk.institutions.asking import HANDLING, OFFICERS, institutions_of, officer_behind
from bot.desk.institutions.list_room import HOME, clock_words
from bot.desk.institutions.refusing import refusing
from bot.desk.look_reasons import look_reason
from bot.desk.pages import page
from bot.desk.reading import hotline_of, word_of
from bot.desk.rooms import Rooms
from bot.desk.words import titles
from bot.institutions.officer import Officer
from bot.intake.gist import when_words

rooms = Rooms("desk_institution_ticket")

ONE = f"{HOME}/tickets/<number:str>"
REASONS = ("call", "check", "asked")  # of bot/desk/words.yml, what an officer may have


@rooms.get(ONE, roles=OFFICERS)
async def show(request: Request, staff: Staff, number: str) -> HTTPResponse:
    """Show a ticket, its person by marks only; the look at what was told is written down."""
    return _page(request, staff, number, done=all_acts().get(word_of(request, "done")))


@rooms.post(f"{ONE}/reveal", roles=OFFICERS)
async def reveal(request: Request, staff: Staff, number: str) -> HTTPResponse:
    """Show name and telephone too; the look is written down before, with its reason."""
    reason = look_reason(fields_of(request).get("reason", ""), REASONS)
    return _page(request, staff, number, reason=reason, whole=True)


def _register(act: OfficerAct) -> None:
    @rooms.post(f"{ONE}/{act.name}", roles=OFFICERS)
    async def do(request: Request, staff: Staff, number: str) -> HTTPResponse:
        fields, officer = lists_of(request), officer_behind(staff)
        try:
            with refusing():
                act_on(institutions_of(request).acts, officer, act, number, fields)
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            return _page(request, staff, number, failed=act, refusal=refusal, typed=fields)
        return redirect(_after(request, officer, act, number), status=303)


def _after(request: Request, officer: Officer, act: OfficerAct, number: str) -> str:
    """Return where to go on: the ticket, or the list when it is no longer this officer's."""
    try:
        with refusing():
            institutions_of(request).files.find(officer, number)
    except Refusal:
        return HOME
    return f"{HOME}/tickets/{number}?done={act.name}"


def _page(
    request: Request,
    staff: Staff,
    number: str,
    *,
    reason: str = HANDLING,
    whole: bool = False,
    done: OfficerAct | None = None,
    failed: OfficerAct | None = None,
    refusal: Refusal | None = None,
    typed: Mapping[str, list[str]] | None = None,
) -> HTTPResponse:
    """Draw the page; after a refusal with what was typed still in its form."""
    hotline, officer = hotline_of(request), officer_behind(staff)
    with refusing():
        file = hotline.institutions.files.open(officer, number, reason, whole=whole)
    options = options_for(hotline.institutions, officer)
    acts = acts_for(officer, file.own.ticket, options)
    return page(
        request,
        "institutions/ticket.html",
        staff,
        status=refusal.status if refusal else 200,
        file=file,
        ticket=file.own.ticket,
        when=when_words(file.occurred) or "",
        left=lambda clock: clock_words(hotline, clock),
        evidence=hotline.evidence.of_ticket(number, officer.institution_id),
        options=options,
        acts=acts if failed in (None, *acts) else (failed, *acts),
        done=done,
        failed=failed,
        refusal=refusal,
        typed=typed or {},
        reasons={
            code: title for code, title in titles("reveal_reasons").items() if code in REASONS
        },
    )


for _act in all_acts().values():
    _register(_act)
