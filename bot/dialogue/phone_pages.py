"""A reply too long for the ear is told in turns, the rest only if the caller wants it."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue.turn import Line, Reply
from bot.phone_profile import PhoneProfile

GO_ON, THAT_IS_ALL = "/go_on", "/that_is_all"
_SENTENCE = re.compile(r"[^。？！；]*[。？！；]+|[^。？！；]+$")


def paged(reply: Reply, offer: Line, manners: PhoneProfile) -> Reply:
    """Return as much as one turn holds, then the `offer` to go on; the rest is kept.

    What is said before a transfer or the end is said whole: nobody would be there to go on.
    """
    fits = spoken_length(reply.lines, reply, manners) <= manners.characters
    if fits or reply.act != "listen":
        return reply
    pieces = [piece for line in reply.lines for piece in _sentences(line)]
    room = manners.characters - len(offer.spoken(offer.choices, manners.options))
    said = _fitting(pieces, room)
    if said >= len(pieces) - 1:  # one sentence more is shorter than asking whether to say it
        return reply
    return replace(reply, lines=(*pieces[:said], offer), rest=tuple(pieces[said:]))


def spoken_length(lines: tuple[Line, ...], reply: Reply, manners: PhoneProfile) -> int:
    """Return how many characters a caller would have to listen to."""
    return sum(len(line.spoken(reply.choices, manners.options)) for line in lines)


def _fitting(pieces: list[Line], room: int) -> int:
    """Return how many pieces fit; one at least, or the call would stand still."""
    used = 0
    for number, piece in enumerate(pieces):
        used += len(piece.speech)
        if used > room and number:
            return number
    return len(pieces)


def _sentences(line: Line) -> list[Line]:
    """Return the line's sentences; the choices stay with the last."""
    parts = _SENTENCE.findall(line.speech) or [line.speech]
    lines = [Line(text=part, speech=part) for part in parts]
    return [*lines[:-1], replace(lines[-1], choices=line.choices)]
