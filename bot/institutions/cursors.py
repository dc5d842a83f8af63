"""Cursors for lists that are read page by page: sealed, for one institution and one list."""

from __future__ import annotations

import base64
import binascii

from bot.institutions.errors import WrongCursor
from bot.privacy.encryption import CannotDecrypt, Cipher

LONGEST = 200  # characters


class Cursors:
    """What a cursor holds would tell how much there is of everybody's; so it is sealed."""

    def __init__(self, cipher: Cipher) -> None:
        self._cipher = cipher

    def seal(self, institution_id: str, list_name: str, position: int) -> str:
        """Return a cursor for a position of a list."""
        sealed = self._cipher.encrypt(str(position).encode(), _place(institution_id, list_name))
        return base64.urlsafe_b64encode(sealed).decode("ascii").rstrip("=")

    def open(self, institution_id: str, list_name: str, cursor: str | None) -> int:
        """Return the position, 0 without a cursor; raises WrongCursor."""
        if not cursor:
            return 0
        if len(cursor) > LONGEST:
            raise WrongCursor("too long")
        try:
            sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            return int(self._cipher.decrypt(sealed, _place(institution_id, list_name)))
        except (binascii.Error, CannotDecrypt, ValueError) as error:
            raise WrongCursor("not one of ours, or for another list") from error


def _place(institution_id: str, list_name: str) -> str:
    return f"cursor {institution_id} {list_name}"
