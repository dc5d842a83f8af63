"""What the rest of the house sees of files that were handed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.evidence.kinds import KINDS
from bot.evidence.models import EvidenceFile


@dataclass(frozen=True)
class Place:
    """Where a file is handed in, and by whom: at a ticket, or in a conversation.

    Whoever makes one has checked that `by` (consumer, agent:7, institution:icbc/41) may do so.
    """

    by: str
    conversation_id: str | None = None
    number: str | None = None


@dataclass(frozen=True)
class EvidenceView:
    """One file, without its content; `name` (材料1.jpg) counts within its ticket or conversation.

    `group` is image, pdf or audio; `size` in bytes; `number` is the ticket that it belongs to, if
    one has claimed it; `sha256` is of the file as it was handed in.
    """

    id: str
    name: str
    group: str
    media_type: str
    size: int
    by: str
    at: datetime
    number: str | None
    conversation_id: str | None
    has_thumbnail: bool
    sha256: str


@dataclass(frozen=True)
class Taken:
    """A file that was handed in; `again` tells that it was there already."""

    file: EvidenceView
    again: bool


@dataclass(frozen=True)
class Served:
    """A file as it goes to a reader: our own type and a name that says nothing of anybody."""

    content: bytes = field(repr=False)
    type: str
    download_name: str


def view_of(row: EvidenceFile, count: int, number: str | None) -> EvidenceView:
    """Copy what may be told of a file, the `count`th where it belongs."""
    kind = KINDS[row.kind]
    return EvidenceView(
        id=row.id,
        name=f"材料{count}.{kind.suffix}",
        group=kind.group,
        media_type=kind.media_type,
        size=row.size,
        by=row.by,
        at=row.at,
        number=number,
        conversation_id=row.conversation_id,
        has_thumbnail=kind.group == "image",
        sha256=row.received_sha256,
    )
