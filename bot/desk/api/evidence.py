"""Files of a ticket: listed, handed in, read; every look is on record."""

from __future__ import annotations

from sanic.response import HTTPResponse, raw

from bot.channels.uploads import Uploads, refusal_of, refusing_files
from bot.desk.api import messages as m
from bot.desk.api.door import Call, Reply
from bot.desk.api.routes import reads, writes
from bot.desk.api.shown import evidence_shown
from bot.desk.api.tickets import ONE, THROUGH_THE_INTERFACE
from bot.desk.institutions.files import download_name
from bot.desk.institutions.refusing import refusing
from bot.desk.reading import hotline_of
from bot.evidence.service import Evidence
from bot.evidence.views import EvidenceView, Place

FILES = f"{ONE}/evidence"
ANYTHING = "application/octet-stream"

uploads = Uploads()


@reads(FILES, "List the files of a ticket", m.FileList)
async def list_files(call: Call, number: str) -> Reply:
    """Return the files, oldest first."""
    return Reply(m.FileList(files=[evidence_shown(one, number) for one in _files(call, number)]))


@writes(
    FILES, "Hand in a file: the body is the file", ANYTHING, m.FileTaken, status=201, once=False
)
async def hand_in(call: Call, number: str) -> Reply:
    """Take a picture, PDF or recording of at most 10 MB; the same again is the same file."""
    _files(call, number)
    place = Place(call.officer.actor, number=number)
    taken = await uploads.take(call.request, _evidence(call), place)
    shown = m.FileTaken(file=evidence_shown(taken.file, number), again=taken.again)
    return Reply(shown, status=200 if taken.again else 201)


@reads(f"{FILES}/<file:str>", "Read a file; the look is on record", ANYTHING)
async def read_file(call: Call, number: str, file: str) -> HTTPResponse:
    """Return the file itself."""
    if file not in {view.id for view in _files(call, number)}:
        raise refusal_of("UnknownEvidence")
    call.services.files.look(call.officer, number, ("evidence",), THROUGH_THE_INTERFACE)
    with refusing_files():
        served = _evidence(call).read(file, call.officer.institution_id)
    headers = {**download_name(served.download_name), "Cache-Control": "no-store"}
    return raw(served.content, content_type=served.type, headers=headers)


def _files(call: Call, number: str) -> tuple[EvidenceView, ...]:
    """Return the files of a ticket that is theirs; raises Refusal (404)."""
    with refusing():
        call.services.files.find(call.officer, number)
        return _evidence(call).of_ticket(number, call.officer.institution_id)


def _evidence(call: Call) -> Evidence:
    return hotline_of(call.request).evidence
