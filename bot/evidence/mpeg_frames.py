"""MP3 and raw AAC: a file is one when it is frames from beginning to end."""

from __future__ import annotations

from collections.abc import Callable

from bot.evidence.errors import WrongFile

FEWEST_FRAMES = 3
TAGS = (b"TAG", b"APETAGEX", b"LYRICSBEGIN")  # what programs append to MP3 files
ID3_HEADER, ADTS_HEADER = 10, 7  # bytes
# Kilobits per second by the index in a layer III header: MPEG 1, and MPEG 2 or 2.5.
RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
# Samples per second by version (2.5, none, 2, 1) and index.
SAMPLES = ((11025, 12000, 8000), (), (22050, 24000, 16000), (44100, 48000, 32000))
MPEG_1 = 3


def check_mp3(content: bytes) -> None:
    """Raise WrongFile (damaged) unless the file is layer III frames, with or without tags."""
    end = _walk(content, _after_id3(content), mp3_frame_length)
    rest = content[end:]
    if not rest.startswith(TAGS) and rest.strip(b"\0"):
        raise WrongFile("damaged")


def check_adts(content: bytes) -> None:
    """Raise WrongFile (damaged) unless the file is ADTS frames."""
    if _walk(content, _after_id3(content), adts_frame_length) < len(content):
        raise WrongFile("damaged")


def mp3_frame_length(content: bytes, start: int) -> int:
    """Return the bytes of the frame that starts there, 0 if none does (ISO 11172-3, 2.4.2.3)."""
    if content[start] != 0xFF or content[start + 1] & 0xE6 != 0xE2:
        return 0
    version = content[start + 1] >> 3 & 3
    rate, sample = content[start + 2] >> 4, content[start + 2] >> 2 & 3
    kilobits = (RATES_1 if version == MPEG_1 else RATES_2)[rate]
    if sample >= len(SAMPLES[version]) or not kilobits:
        return 0
    scale = 144_000 if version == MPEG_1 else 72_000
    return scale * kilobits // SAMPLES[version][sample] + (content[start + 2] >> 1 & 1)


def adts_frame_length(content: bytes, start: int) -> int:
    """Return the bytes of the frame that starts there, 0 if none does (ISO 13818-7, 6.2)."""
    head = content[start : start + ADTS_HEADER]
    if len(head) < ADTS_HEADER or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return 0
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length > ADTS_HEADER else 0


def _after_id3(content: bytes) -> int:
    """Return where the sound begins after an ID3v2 tag, whose size has seven bits in each byte."""
    if not content.startswith(b"ID3") or len(content) < ID3_HEADER:
        return 0
    size = 0
    for byte in content[6:ID3_HEADER]:
        size = size << 7 | byte & 0x7F
    return ID3_HEADER + size


def _walk(content: bytes, start: int, length_of: Callable[[bytes, int], int]) -> int:
    """Return where the frames end; of a recording that was broken off the last may be short."""
    frames = 0
    while start + ADTS_HEADER <= len(content) and (length := length_of(content, start)):
        start += length
        frames += start <= len(content)
    if frames < FEWEST_FRAMES:
        raise WrongFile("damaged")
    return min(start, len(content))
