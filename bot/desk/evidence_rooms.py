"""Files at the desk: handed in to a ticket, listed, looked at; every look is written down."""

from __future__ import annotations

from typing import Any, TypeVar
from urllib.parse import quote

from sanic import Request
from sanic.response import HTTPResponse, json, raw

from bot.accounts.staff import Staff
from bot.channels.requests import dialogue_of
from bot.channels.uploads import Uploads, refusing_files
from bot.desk.reading import hotline_of
from bot.desk.refusing import refusing
from bot.desk.rooms import Rooms
from bot.desk.talk_view import check_may_see
from bot.evidence.service import Evidence
from bot.evidence.views import EvidenceView, Place, Served
from bot.institutions.officer import officer_of
from bot.tickets.actors import actor

rooms = Rooms("desk_evidence")
uploads = Uploads()

TALKERS = ("agent", "supervisor")
READERS = ("agent", "supervisor", "institution", "reviewer")
TICKET = "/desk/tickets/<number:str>/evidence"
FILE = "/desk/evidence/<file:str>"
LOOKED, REASON = "evidence", "查看材料"
# What is shown runs nothing, loads nothing and sends nothing, whatever it is.
SANDBOX = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'self'"
SHOWN_AT_ONCE = ("image/", "audio/")

Handler = TypeVar("Handler")


def _streaming(handler: Handler) -> Handler:
    """Let a handler read the body itself, beyond what other requests may hold."""
    vars(handler)["is_stream"] = True
    return handler


@rooms.post(TICKET, roles=READERS)
@_streaming
async def hand_in(request: Request, staff: Staff, number: str) -> HTTPResponse:
    """Take the body as one file of a ticket; the page sends the token as X-CSRF-Token."""
    _files(request, staff, number)
    place = Place(_actor(staff), number=number)
    taken = await uploads.take(request, _evidence(request), place)
    shown = {"file": _shown(taken.file), "again": taken.again}
    return json(shown, status=200 if taken.again else 201, ensure_ascii=False)


@rooms.get(TICKET, roles=READERS)
async def list_of_ticket(request: Request, staff: Staff, number: str) -> HTTPResponse:
    """List the files of a ticket."""
    files = _files(request, staff, number)
    return json({"files": [_shown(file) for file in files]}, ensure_ascii=False)


@rooms.get("/desk/conversations/<conversation:str>/evidence", roles=TALKERS)
async def list_in_conversation(request: Request, staff: Staff, conversation: str) -> HTTPResponse:
    """List the files that a consumer has handed in while talking."""
    with refusing():
        check_may_see(dialogue_of(request.app), staff, conversation)
    files = _evidence(request).in_conversation(conversation)
    return json({"files": [_shown(file) for file in files]}, ensure_ascii=False)


@rooms.get(FILE, roles=READERS)
async def read(request: Request, staff: Staff, file: str) -> HTTPResponse:
    """Show a picture or a recording, or give a document away as a file."""
    with refusing_files():
        _look(request, staff, file)
        return _answer(_evidence(request).read(file, _institution(staff)))


@rooms.get(f"{FILE}/thumbnail", roles=READERS)
async def thumbnail(request: Request, staff: Staff, file: str) -> HTTPResponse:
    """Show a picture in small."""
    with refusing_files():
        _look(request, staff, file)
        return _answer(_evidence(request).thumbnail(file, _institution(staff)))


@rooms.post(f"{FILE}/ticket/<number:str>", roles=TALKERS)
async def attach(request: Request, staff: Staff, file: str, number: str) -> HTTPResponse:
    """Give a file that was handed in while talking to a ticket that did not get it by itself."""
    with refusing(), refusing_files():
        _look(request, staff, file)
        view = _evidence(request).attach(file, number, _actor(staff))
    return json({"file": _shown(view)}, ensure_ascii=False)


def _look(request: Request, staff: Staff, file: str) -> None:
    """Write a look down before anything is shown; raises as the evidence for what is not theirs."""
    view = _evidence(request).find(file, _institution(staff))
    _check_branch(request, staff, view.number)
    if view.number is None:
        with refusing():
            check_may_see(dialogue_of(request.app), staff, view.conversation_id or "")
    hotline_of(request).accounts.looked(
        staff, view.number, LOOKED, REASON, conversation=view.conversation_id
    )


def _files(request: Request, staff: Staff, number: str) -> tuple[EvidenceView, ...]:
    with refusing():
        _check_branch(request, staff, number)
        return _evidence(request).of_ticket(number, _institution(staff))


def _check_branch(request: Request, staff: Staff, number: str | None) -> None:
    """Hide from an officer of a branch what is assigned elsewhere; raises UnknownTicket."""
    if staff.role == "institution":
        hotline_of(request).institutions.files.find(officer_of(staff), number or "")


def _answer(served: Served) -> HTTPResponse:
    disposition = "inline" if served.type.startswith(SHOWN_AT_ONCE) else "attachment"
    name = quote(served.download_name)
    headers = {
        "Content-Disposition": f"{disposition}; filename*=UTF-8''{name}",
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return raw(served.content, content_type=served.type, headers=headers)


def _shown(view: EvidenceView) -> dict[str, Any]:
    return {
        "id": view.id,
        "name": view.name,
        "group": view.group,
        "size": view.size,
        "by": view.by,
        "at": view.at.isoformat(),
        "ticket": view.number,
        "thumbnail": f"/desk/evidence/{view.id}/thumbnail" if view.has_thumbnail else None,
        "address": f"/desk/evidence/{view.id}",
        "sha256": view.sha256,
    }


def _evidence(request: Request) -> Evidence:
    return hotline_of(request).evidence


def _institution(staff: Staff) -> str | None:
    """Return whose tickets alone somebody may see; None for the house, which sees all."""
    return (staff.institution_id or "") if staff.role == "institution" else None


def _actor(staff: Staff) -> str:
    return actor(staff.role, staff.id, staff.institution_id)
