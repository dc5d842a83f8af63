"""The bytes of files in the database: in pieces, each sealed for its own place."""

from __future__ import annotations

import hashlib

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.evidence.errors import EvidenceSpoilt
from bot.evidence.models import EvidencePart
from bot.privacy.encryption import CannotDecrypt, cipher_in_use

PIECE = 512 * 1024  # bytes
CONTENT, THUMBNAIL = "content", "thumbnail"


def store(session: Session, file_id: str, what: str, content: bytes) -> None:
    """Seal and store the content of a file, or its thumbnail."""
    cipher = cipher_in_use()
    pieces = [content[start : start + PIECE] for start in range(0, len(content), PIECE)]
    rows = [
        {
            "file_id": file_id,
            "what": what,
            "position": position,
            "body": cipher.encrypt(piece, _place(file_id, what, position)),
        }
        for position, piece in enumerate(pieces)
    ]
    session.execute(insert(EvidencePart.__table__), rows)


def load(session: Session, file_id: str, what: str) -> bytes:
    """Return what was stored, empty if nothing was; raises EvidenceSpoilt if it was changed."""
    parts = (
        select(EvidencePart.position, EvidencePart.body)
        .where(EvidencePart.file_id == file_id, EvidencePart.what == what)
        .order_by(EvidencePart.position)
    )
    cipher = cipher_in_use()
    try:
        return b"".join(
            cipher.decrypt(bytes(body), _place(file_id, what, position))
            for position, body in session.execute(parts)
        )
    except CannotDecrypt as error:
        raise EvidenceSpoilt(f"file {file_id}: {what} cannot be decrypted") from error


def check(content: bytes, sha256: str, file_id: str) -> None:
    """Raise EvidenceSpoilt unless the content is whole."""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise EvidenceSpoilt(f"file {file_id} is not what was stored")


def _place(file_id: str, what: str, position: int) -> str:
    return f"evidence_parts.body/{file_id}/{what}/{position}"
