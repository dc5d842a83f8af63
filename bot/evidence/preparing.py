"""From bytes that somebody sent to what is kept of them: everything but the database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from bot.evidence.errors import WrongFile
from bot.evidence.kinds import FileKind, sniff
from bot.evidence.limits import limits
from bot.evidence.pdf_check import check_pdf
from bot.evidence.pictures import draw_anew
from bot.evidence.recordings import check_recording


@dataclass(frozen=True)
class Prepared:
    """A file as it will be kept; hashes are SHA-256 in hex: of what came, and of what is kept."""

    kind: FileKind
    content: bytes = field(repr=False)
    thumbnail: bytes | None = field(repr=False)
    received_sha256: str
    kept_sha256: str


def prepare(content: bytes) -> Prepared:
    """Look a file over and make of it what is kept; takes up to a second, so not on the loop.

    Raises WrongFile.
    """
    if len(content) > limits().file_bytes:
        raise WrongFile("too_large")
    kind, kept, thumbnail = _made_of(content, sniff(content))
    return Prepared(kind, kept, thumbnail, _sha256(content), _sha256(kept))


def _made_of(content: bytes, kind: FileKind) -> tuple[FileKind, bytes, bytes | None]:
    if kind.group == "image":
        drawn = draw_anew(content, kind)
        return drawn.kind, drawn.content, drawn.thumbnail
    if kind.group == "pdf":
        check_pdf(content)
    else:
        check_recording(content, kind.name)
    return kind, content, None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
