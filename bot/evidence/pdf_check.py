"""A cautious look at a PDF: refused when it holds programs, files, or what cannot be looked into.

This reads bytes, not the document: it knows the names that the standard (ISO 32000-1) gives to
programs and attachments, wherever they stand. It cannot tell that a PDF is harmless.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from bot.evidence.errors import WrongFile
from bot.evidence.limits import limits

HEADER = re.compile(rb"%PDF-[12]\.[0-9]")
TAIL = 2048  # bytes at the end in which the file must come to its end
LONGEST_DICTIONARY = 64 * 1024
# A name may be written with codes: /J#61vaScript is /JavaScript.
CODED = re.compile(rb"#([0-9A-Fa-f]{2})")
LOCKED = b"/Encrypt"
ACTIVE = re.compile(
    rb"/JavaScript|/EmbeddedFile|/FileAttachment|/RichMedia|/Rendition|/Launch|/GoToE|/ImportData"
    rb"|/SubmitForm|/Collection\b|/JS\s*[(<]|/JS\s+[0-9]+\s+[0-9]+\s+R|/XFA\s*[\[0-9]"
)
STREAM = re.compile(rb"(?<!end)stream[ \t]*(?:\r\n|\n|\r)")
# Objects may stand packed inside a stream; these words in its dictionary say so.
PACKED = re.compile(rb"/ObjStm|/First\s+[0-9]+(?!\s*[0-9])")
FILTERS = re.compile(rb"/([A-Za-z0-9]+Decode)\b|/(?:LZW|AHx|A85|RL|Crypt)\b")


def check_pdf(content: bytes) -> None:
    """Raise WrongFile: damaged, pdf_locked, pdf_active or pdf_unclear (cannot be looked into)."""
    end = content[-TAIL:]
    if not HEADER.match(content) or b"startxref" not in end or b"%%EOF" not in end:
        raise WrongFile("damaged")
    names = _checked(content)
    packed, left = 0, limits().pdf_unpacked
    for dictionary, start in _streams(content):
        signs = len(PACKED.findall(dictionary))
        if signs:
            packed += signs
            _check_filters(dictionary)
            left -= len(_checked(_unpacked(memoryview(content)[start:], left)))
    # Signs that belong to no stream we found: somebody dressed a dictionary up as something else.
    if len(PACKED.findall(names)) != packed:
        raise WrongFile("pdf_unclear")


def _checked(objects: bytes) -> bytes:
    """Return objects with their names in plain writing; raises WrongFile for names we refuse."""
    names = CODED.sub(_decoded, objects)
    if LOCKED in names:
        raise WrongFile("pdf_locked")
    if ACTIVE.search(names):
        raise WrongFile("pdf_active")
    return names


def _streams(content: bytes) -> Iterator[tuple[bytes, int]]:
    """Give the dictionary of each stream, and where its bytes start."""
    for count, stream in enumerate(STREAM.finditer(content)):
        if count >= limits().pdf_streams:
            raise WrongFile("pdf_unclear")
        earliest = max(0, stream.start() - LONGEST_DICTIONARY)
        begin = content.rfind(b"obj", earliest, stream.start())
        dictionary = content[max(begin, earliest) : stream.start()]
        yield CODED.sub(_decoded, dictionary), stream.end()


def _check_filters(dictionary: bytes) -> None:
    filters = [match[1] for match in FILTERS.finditer(dictionary)]
    if filters != [b"FlateDecode"] or b"/DecodeParms" in dictionary:
        raise WrongFile("pdf_unclear")


def _unpacked(packed: memoryview, most: int) -> bytes:
    """Return what is packed, if it is no more than `most` bytes; raises WrongFile."""
    try:
        unpacked = zlib.decompressobj().decompress(packed, most + 1)
    except zlib.error as error:
        raise WrongFile("pdf_unclear") from error
    if len(unpacked) > most:
        raise WrongFile("pdf_unclear")
    return unpacked


def _decoded(code: re.Match[bytes]) -> bytes:
    return bytes((int(code[1], 16),))
