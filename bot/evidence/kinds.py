"""The kinds of files that are taken: what a file is, its bytes say, never its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import puremagic

from bot.evidence.errors import WrongFile

MP4_BRAND = re.compile(
    rb"....ftyp(M4A |M4B |F4A |mp41|mp42|isom|iso[2-9]|3gp.|3ga.|MSNV)", re.DOTALL
)
HEIF_BRAND = re.compile(rb"....ftyp(heic|heix|heim|heis|hevc|hevx|mif1|msf1)", re.DOTALL)
MPEG_FRAME = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")  # layer III; puremagic knows some
ADTS_FRAME = re.compile(rb"\xff[\xf0\xf1\xf8\xf9]")
HEAD = 4096  # bytes that tell what a file is


@dataclass(frozen=True)
class FileKind:
    """One kind: `group` is image, pdf or audio; it is served as `media_type` and `suffix`."""

    name: str
    group: str
    media_type: str
    suffix: str


JPEG = FileKind("jpeg", "image", "image/jpeg", "jpg")
PNG = FileKind("png", "image", "image/png", "png")
WEBP = FileKind("webp", "image", "image/webp", "webp")
PDF = FileKind("pdf", "pdf", "application/pdf", "pdf")
WAV = FileKind("wav", "audio", "audio/wav", "wav")
MP3 = FileKind("mp3", "audio", "audio/mpeg", "mp3")
MP4 = FileKind("mp4", "audio", "audio/mp4", "m4a")
ADTS = FileKind("adts", "audio", "audio/aac", "aac")
AMR = FileKind("amr", "audio", "audio/amr", "amr")
OGG = FileKind("ogg", "audio", "audio/ogg", "ogg")
KINDS = {kind.name: kind for kind in (JPEG, PNG, WEBP, PDF, WAV, MP3, MP4, ADTS, AMR, OGG)}

# What puremagic calls them: several names for one kind.
_SUFFIXES = {
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".png": PNG,
    ".webp": WEBP,
    ".pdf": PDF,
    ".wav": WAV,
    ".mp3": MP3,
    ".mpga": MP3,
    ".amr": AMR,
    ".ogg": OGG,
    ".opus": OGG,
}
# What it does not know, or not in every form that telephones write.
_MARKS: tuple[tuple[Callable[[bytes], object], FileKind], ...] = (
    (MP4_BRAND.match, MP4),
    (ADTS_FRAME.match, ADTS),
    (MPEG_FRAME.match, MP3),
)


def sniff(content: bytes) -> FileKind:
    """Return the kind that the first bytes claim; whether it is one shows only on opening it.

    Raises WrongFile: empty, heic (photographs of iPhones, which we cannot open) or unknown.
    """
    if not content:
        raise WrongFile("empty")
    head = content[:HEAD]
    if HEIF_BRAND.match(head):
        raise WrongFile("heic")
    found = [kind for matches, kind in _MARKS if matches(head)] or _known(head)
    if not found:
        raise WrongFile("unknown")
    return found[0]


def _known(head: bytes) -> list[FileKind]:
    """Return what puremagic takes the bytes for, the surest first."""
    try:
        matches = puremagic.magic_string(head)
    except puremagic.PureError:
        return []
    return [_SUFFIXES[match.extension] for match in matches if match.extension in _SUFFIXES]
