"""Recordings: the containers that telephones and programs write, looked through to their end."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator, Mapping

from bot.evidence.errors import WrongFile
from bot.evidence.mpeg_frames import check_adts, check_mp3

# WAVE_FORMAT_ PCM, float, A-law, mu-law, IMA ADPCM, GSM 6.10, extensible.
WAVE_CODECS = (1, 3, 6, 7, 0x11, 0x31, 0xFFFE)
STREAMED = 0x7FFFFF00  # a recorder that cannot go back writes 0 or a size beyond this
# Bytes after the first of an AMR frame by its type (RFC 4867; 3GPP TS 26.101 and 26.201).
AMR_NARROW = {0: 12, 1: 13, 2: 15, 3: 17, 4: 19, 5: 20, 6: 26, 7: 31, 8: 5, 15: 0}
AMR_WIDE = {0: 17, 1: 23, 2: 32, 3: 36, 4: 40, 5: 46, 6: 50, 7: 58, 8: 60, 9: 5, 14: 0, 15: 0}
AMR_MAGIC = ((b"#!AMR-WB\n", AMR_WIDE), (b"#!AMR\n", AMR_NARROW))
AMR_NEVER = 0x83  # bits of a frame's first byte that are never set
OGG_PAGE = struct.Struct("<4sBBqIIIB")
OGG_BEGINS = 2
OGG_SOUNDS = (b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC")
BOX = struct.Struct(">I4s")
LONG_BOX = struct.Struct(">Q")
HANDLER = re.compile(rb"hdlr.{8}(....)", re.DOTALL)


def check_recording(content: bytes, name: str) -> None:
    """Raise WrongFile (damaged, or video) unless the content is a recording of this kind."""
    try:
        _CHECKS[name](content)
    except (struct.error, IndexError) as error:
        raise WrongFile("damaged") from error


def _check_wav(content: bytes) -> None:
    """RIFF WAVE: a format that we know, then sound."""
    chunks = dict(_chunks(content))
    if content[8:12] != b"WAVE" or b"fmt " not in chunks or not chunks.get(b"data"):
        raise WrongFile("damaged")
    codec, channels, rate = struct.unpack_from("<HHI", chunks[b"fmt "])
    if codec not in WAVE_CODECS or not 1 <= channels <= 8 or not 4000 <= rate <= 192_000:
        raise WrongFile("damaged")


def _chunks(content: bytes) -> Iterator[tuple[bytes, memoryview]]:
    position = 12
    while position + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, position)
        position += 8
        left = len(content) - position
        if name == b"data" and (not size or size >= STREAMED):
            size = left
        if size > left:
            raise WrongFile("damaged")
        yield name, memoryview(content)[position : position + size]
        position += size + size % 2


def _check_amr(content: bytes) -> None:
    """AMR narrow or wide: frames to the end."""
    start, sizes = next(
        ((len(magic), sizes) for magic, sizes in AMR_MAGIC if content.startswith(magic)), (0, {})
    )
    if not 0 < start < len(content):
        raise WrongFile("damaged")
    while start < len(content):
        size = sizes.get(content[start] >> 3 & 15)
        if size is None or content[start] & AMR_NEVER:
            raise WrongFile("damaged")
        start += 1 + size
    if start > len(content):
        raise WrongFile("damaged")


def _check_ogg(content: bytes) -> None:
    """Ogg: pages to the end, each stream a kind of sound (RFC 3533)."""
    start = 0
    while start < len(content):
        mark, version, flags, *_, count = OGG_PAGE.unpack_from(content, start)
        body = start + OGG_PAGE.size + count
        size = sum(content[start + OGG_PAGE.size : body])
        if mark != b"OggS" or version or body + size > len(content):
            raise WrongFile("damaged")
        if flags & OGG_BEGINS and not content.startswith(OGG_SOUNDS, body):
            raise WrongFile("video")
        if start == 0 and not flags & OGG_BEGINS:
            raise WrongFile("damaged")
        start = body + size


def _check_mp4(content: bytes) -> None:
    """MPEG-4: boxes to the end, with tracks of sound and none of pictures (ISO 14496-12)."""
    boxes = dict(_boxes(content))
    handlers = HANDLER.findall(boxes.get(b"moov", b""))
    if b"vide" in handlers:
        raise WrongFile("video")
    if b"soun" not in handlers or not boxes.get(b"mdat"):
        raise WrongFile("damaged")


def _boxes(content: bytes) -> Iterator[tuple[bytes, memoryview]]:
    position = 0
    while position < len(content):
        size, name = BOX.unpack_from(content, position)
        head = BOX.size
        if size == 1:
            (size,) = LONG_BOX.unpack_from(content, position + head)
            head += LONG_BOX.size
        elif size == 0:
            size = len(content) - position
        if size < head or position + size > len(content):
            raise WrongFile("damaged")
        yield name, memoryview(content)[position + head : position + size]
        position += size


_CHECKS: Mapping[str, Callable[[bytes], None]] = {
    "wav": _check_wav,
    "amr": _check_amr,
    "ogg": _check_ogg,
    "mp4": _check_mp4,
    "mp3": check_mp3,
    "adts": check_adts,
}
