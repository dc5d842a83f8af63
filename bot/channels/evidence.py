"""The door for files: a consumer hands in pictures, documents and recordings from the chat."""

from __future__ import annotations

import re
from typing import Any, Literal

from sanic import Blueprint, Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.channels.errors import Refusal, answer_refusals
from bot.channels.limits import RateLimit
from bot.channels.messages import Strict
from bot.channels.requests import bearer, dialogue_of, sender_of
from bot.channels.uploads import Uploads, refusal_of
from bot.dialogue.engine import Dialogue
from bot.dialogue.news import DESK, conversation_topic
from bot.evidence.views import EvidenceView, Place
from bot.tickets.errors import TooManyTries

FILES = "/chat/conversations/<conversation>/files"
NUMBER, TAIL = "X-Ticket-Number", "X-Phone-Tail"
CONSUMER = "consumer"
WORD = re.compile(r"[0-9]{1,20}")


class FileShown(Strict):
    """One file that was handed in, as the consumer sees it; `size` in bytes."""

    name: str
    kind: Literal["image", "pdf", "audio"]
    size: int
    at: str


class FileTaken(Strict):
    """The file that was just handed in; `again` tells that it was there already.

    `ticket` is the number of the ticket that it belongs to; without one it waits for the ticket.
    """

    file: FileShown
    again: bool
    ticket: str | None = None


class FilesShown(Strict):
    """What was handed in during this conversation."""

    files: list[FileShown]


def evidence_door(name: str = "evidence", uploads: Uploads | None = None) -> Blueprint:
    """Return the routes: POST takes one file as the body, whatever it is said to be; GET lists.

    With the headers X-Ticket-Number and X-Phone-Tail the file goes to that ticket.
    """
    routes = Blueprint(name)
    answer_refusals(routes)
    uploads = uploads or Uploads()
    by_address = RateLimit(burst=60, per_second=60 / 3600)

    @routes.post(FILES, stream=True)
    async def hand_in(request: Request, conversation: str) -> HTTPResponse:
        dialogue = dialogue_of(request.app)
        dialogue.conversations.authorise(conversation, bearer(request))
        by_address.spend(sender_of(request))
        place = _place(dialogue, request, conversation)
        taken = await uploads.take(request, dialogue.hotline.evidence, place)
        if not taken.again:
            _tell(dialogue, conversation)
        shown = FileTaken(file=_shown(taken.file), again=taken.again, ticket=taken.file.number)
        return _json(shown, 200 if taken.again else 201)

    @routes.get(FILES)
    async def list_files(request: Request, conversation: str) -> HTTPResponse:
        dialogue = dialogue_of(request.app)
        dialogue.conversations.authorise(conversation, bearer(request))
        found = dialogue.hotline.evidence.in_conversation(conversation)
        return _json(FilesShown(files=[_shown(view) for view in found]))

    return routes


def _place(dialogue: Dialogue, request: Request, conversation: str) -> Place:
    """Return where the file goes; who names a ticket proves it, and guesses no more than others."""
    number, tail = request.headers.get(NUMBER), request.headers.get(TAIL)
    if number is None and tail is None:
        return Place(CONSUMER, conversation)
    if not WORD.fullmatch(number or "") or not WORD.fullmatch(tail or ""):
        raise refusal_of("UnknownTicket")
    try:
        ticket = dialogue.hotline.tickets.status(number, tail)
    except TooManyTries as error:
        raise Refusal(429, "too_many_tries", "试错的次数太多了，请过一刻钟再试。", 900) from error
    if ticket is None:
        raise refusal_of("UnknownTicket")
    return Place(CONSUMER, conversation, ticket.number)


def _tell(dialogue: Dialogue, conversation: str) -> None:
    person = dialogue.conversations.state(conversation).person
    what = {"kind": "file", "conversation": conversation, "person": person}
    for topic in (conversation_topic(conversation), DESK):
        dialogue.news.publish(topic, what)


def _shown(view: EvidenceView) -> FileShown:
    return FileShown(
        name=view.name,
        kind=view.group,  # type: ignore[arg-type]
        size=view.size,
        at=view.at.isoformat(),
    )


def _json(shown: Strict, status: int = 200) -> HTTPResponse:
    content: dict[str, Any] = shown.dict()
    headers = {"Cache-Control": "no-store"}
    return json_response(content, status=status, ensure_ascii=False, headers=headers)
