"""PDFs: plain ones are taken, those that could do something are not."""

from __future__ import annotations

import zlib

import pytest

from bot.evidence.errors import WrongFile
from bot.evidence.limits import limits
from bot.evidence.pdf_check import check_pdf
from bot.evidence.preparing import prepare
from tests.evidence import files

PLAIN = b"7 0 << /Type /Catalog >>"
PROGRAM = b"7 0 << /S /JavaScript /JS (app.alert(1)) >>"


def reason(content: bytes) -> str:
    with pytest.raises(WrongFile) as refused:
        prepare(content)
    return refused.value.reason


def with_words(words: bytes) -> bytes:
    """A document in which a dictionary says something more."""
    return files.pdf().replace(b"/Type /Catalog", b"/Type /Catalog " + words, 1)


@pytest.mark.parametrize("content", [files.pdf(), files.pdf(40), files.pdf_with_objects(PLAIN)])
def test_plain_documents_are_taken_as_they_are(content: bytes) -> None:
    assert prepare(content).content == content


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (files.pdf_with_program(), "pdf_active"),
        (files.pdf_with_attachment(), "pdf_active"),
        (files.pdf_locked(), "pdf_locked"),
        (with_words(b"/OpenAction << /S /JavaScript /JS (1) >>"), "pdf_active"),
        (with_words(b"/OpenAction << /S /J#61v#61Script >>"), "pdf_active"),
        (with_words(b"/OpenAction << /S /Rendition /JS 5 0 R >>"), "pdf_active"),
        (with_words(b"/A << /JS(1) >>"), "pdf_active"),
        (with_words(b"/OpenAction << /S /Launch /F (cmd.exe) >>"), "pdf_active"),
        (with_words(b"/OpenAction << /S /SubmitForm >>"), "pdf_active"),
        (with_words(b"/Names << /EmbeddedFiles 5 0 R >>"), "pdf_active"),
        (with_words(b"/Collection << >>"), "pdf_active"),
        (with_words(b"/AcroForm << /XFA [ (a) 5 0 R ] >>"), "pdf_active"),
        (with_words(b"/Encrypt 9 0 R"), "pdf_locked"),
        (files.pdf_with_objects(PROGRAM), "pdf_active"),
        (files.pdf_with_objects(PROGRAM.replace(b"/Java", b"/J#61va")), "pdf_active"),
        (files.pdf_with_objects(b"7 0 << /Encrypt 1 0 R >>"), "pdf_locked"),
        (files.pdf()[:-200], "damaged"),
        (b"\n" + files.pdf(), "unknown"),
        (b"%PDF-1.4\n%%EOF", "damaged"),
        (b"%PDF-9.9" + files.pdf()[8:], "damaged"),
    ],
)
def test_what_could_do_something_is_refused(content: bytes, why: str) -> None:
    assert reason(content) == why


@pytest.mark.parametrize(
    "dictionary",
    [
        b"/Type /ObjStm /N 1 /First 4",
        b"/Type /ObjStm /N 1 /First 4 /Filter /LZWDecode",
        b"/Type /ObjStm /N 1 /First 4 /Filter [/ASCIIHexDecode /FlateDecode]",
        b"/Type /ObjStm /N 1 /First 4 /Filter [/Fl /AHx]",
        b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /DecodeParms << /Predictor 12 >>",
        b"/Type /ObjStm /N 1 /First 4 /Filter 9 0 R",
        b"/Type /Obj#53tm /N 1 /First 4 /Filter /LZWDecode",
        b"/N 1 /First 4 /Filter /LZWDecode",
        b"/Type /ObjStm /N 1 /First 4 /Note (1 0 obj) /Filter /FlateDecode",
        b"/Type /ObjStm /N 1 /First 4 " + b" " * 70_000 + b"/Filter /FlateDecode",
    ],
)
def test_packed_objects_that_cannot_be_looked_into_are_refused(dictionary: bytes) -> None:
    assert reason(files.pdf_with_objects(PROGRAM, dictionary)) == "pdf_unclear"


def test_what_is_packed_must_be_whole() -> None:
    assert reason(files.pdf_with_objects(b"", packed=b"no zlib at all")) == "pdf_unclear"


def test_a_bomb_of_objects_is_refused() -> None:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(100)) + packer.flush()
    assert reason(files.pdf_with_objects(b"", packed=packed)) == "pdf_unclear"


def test_many_small_bombs_are_one_large_one() -> None:
    one = zlib.compress(b" " * 3_000_000)
    stream = (
        b"1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\n"
        + one + b"\nendstream\nendobj\n"
    )  # fmt: skip
    assert reason(files.pdf().replace(b"\nxref", b"\n" + stream * 12 + b"xref", 1)) == "pdf_unclear"
    check_pdf(files.pdf().replace(b"\nxref", b"\n" + stream * 9 + b"xref", 1))


def test_streams_without_end_are_refused_in_time() -> None:
    many = b"%PDF-1.4\n" + b"stream\n" * (limits().pdf_streams + 1) + b"startxref\n1\n%%EOF"
    assert reason(many) == "pdf_unclear"


def test_an_outline_is_nothing_packed() -> None:
    outline = with_words(b"/Outlines << /First 5 0 R /Last 5 0 R /Count 1 >>")
    assert check_pdf(outline) is None
