"""Database columns that hold personal data: plain in the program, sealed in the file."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.types import TypeDecorator

from bot.privacy.encryption import cipher_in_use, use_cipher

__all__ = ["EncryptedJson", "EncryptedText", "use_cipher"]


class EncryptedText(TypeDecorator):
    """Text of any length and content.

    `place` ("table.column"), if given, is bound into the ciphertext: moved elsewhere it is refused.
    Reading and writing raise NoCipher without a cipher, CannotDecrypt for a wrong key or tag.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str = "") -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Any) -> bytes | None:
        if value is None:
            return None
        return cipher_in_use().encrypt(value.encode("utf-8", "surrogatepass"), self.place)

    def process_result_value(self, value: bytes | None, dialect: Any) -> str | None:
        if value is None:
            return None
        return cipher_in_use().decrypt(bytes(value), self.place).decode("utf-8", "surrogatepass")


class EncryptedJson(EncryptedText):
    """Any JSON value, sealed as text; None is the absence of a value."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> bytes | None:
        text = None if value is None else json.dumps(value, separators=(",", ":"))
        return super().process_bind_param(text, dialect)

    def process_result_value(self, value: bytes | None, dialect: Any) -> Any:
        text = super().process_result_value(value, dialect)
        return None if text is None else json.loads(text)
