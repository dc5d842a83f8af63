"""Encrypt what identifies people, and find it again without decrypting everything."""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
KEY_ID_BYTES = 4
NONCE_BYTES = 12
HEADER_BYTES = len(VERSION) + KEY_ID_BYTES


class NoCipher(RuntimeError):
    """Personal data was touched before `use_cipher` was called at start."""


class CannotDecrypt(ValueError):
    """The bytes were written with another key, for another place, or were changed."""


class Cipher:
    """AES-256-GCM for values, HMAC-SHA256 for look-ups, from one 32-byte key.

    Sealed bytes are: version (1), key id (4), nonce (12), ciphertext with tag.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise ValueError(f"the data key must be 32 bytes, not {len(key)}")
        # Two jobs, two keys: a hash that leaks says nothing about the ciphertext.
        self._aead = AESGCM(_derive(key, "encryption"))
        self._lookup = _derive(key, "lookup")
        self.key_id = _derive(key, "key id")[:KEY_ID_BYTES]

    def encrypt(self, plain: bytes, context: str) -> bytes:
        """Seal bytes for one place, such as `tickets.phone`; every call gives other bytes."""
        header = VERSION + self.key_id
        nonce = os.urandom(NONCE_BYTES)
        return header + nonce + self._aead.encrypt(nonce, plain, header + context.encode())

    def decrypt(self, sealed: bytes, context: str) -> bytes:
        """Open what `encrypt` sealed for the same place; raises CannotDecrypt."""
        header, rest = sealed[:HEADER_BYTES], sealed[HEADER_BYTES:]
        if header[:1] != VERSION:
            raise CannotDecrypt(f"{context}: unknown format of encrypted data")
        if header[1:] != self.key_id:
            raise CannotDecrypt(f"{context}: encrypted with another key; restore that data key")
        try:
            return self._aead.decrypt(
                rest[:NONCE_BYTES], rest[NONCE_BYTES:], header + context.encode()
            )
        except (InvalidTag, ValueError) as error:
            raise CannotDecrypt(f"{context}: encrypted data was changed or moved") from error

    def keyed_hash(self, value: str, purpose: str) -> str:
        """Return 64 hex digits that find `value` again; purposes do not match one another."""
        key = _derive(self._lookup, purpose)
        return hmac.new(key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _derive(key: bytes, purpose: str) -> bytes:
    return hmac.new(key, f"xiaobao/{purpose}".encode(), hashlib.sha256).digest()


_in_use: Cipher | None = None


def use_cipher(cipher: Cipher | None) -> None:
    """Set the cipher of this process, once at start (None forgets it)."""
    global _in_use
    _in_use = cipher


def cipher_in_use() -> Cipher:
    """Return the cipher of this process; raises NoCipher when none was set."""
    if _in_use is None:
        raise NoCipher("call use_cipher(Cipher(settings.data_key)) before opening the database")
    return _in_use


def keyed_hash(value: str, purpose: str) -> str:
    """Return the look-up hash of a value with the cipher in use, as 64 hex digits."""
    return cipher_in_use().keyed_hash(value, purpose)
