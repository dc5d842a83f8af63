"""What can go wrong with files that are handed in, in words that a caller can act on."""

from __future__ import annotations


class WrongFile(ValueError):
    """A file is not taken; `reason` says why.

    It is one of: empty, too_large, unknown, damaged, heic, video, too_many_pixels, pdf_active,
    pdf_locked, pdf_unclear.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"this file is not taken: {reason}")
        self.reason = reason


class NoRoom(RuntimeError):
    """There is no room for another file; `reason` is files, bytes, hour or unclaimed."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"no room for another file: {reason}")
        self.reason = reason


class UnknownEvidence(LookupError):
    """There is no file with this id."""


class EvidenceSpoilt(RuntimeError):
    """What is kept of a file is no longer what was stored."""
