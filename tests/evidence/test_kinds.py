"""What a file is, its bytes say: the good are taken, and nothing is taken for what it is not."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.evidence.errors import WrongFile
from bot.evidence.limits import limits
from bot.evidence.preparing import Prepared, prepare
from tests.evidence import files

KIND = {
    "jpeg": "jpeg",
    "png": "png",
    "webp": "jpeg",  # drawn anew as what every reader knows
    "pdf": "pdf",
    "wav": "wav",
    "mp3": "mp3",
    "mp3 of 16 kHz": "mp3",
    "mp3 with tags": "mp3",
    "m4a": "mp4",
    "mp4 without pictures": "mp4",
    "3gp": "mp4",
    "aac": "adts",
    "amr": "amr",
    "amr wide": "amr",
    "opus": "ogg",
    "vorbis": "ogg",
}
STARTS = [
    *(content[:size] for content in files.GOOD.values() for size in (2, 4, 12, 40)),
    b"GIF89a",
    b"%PDF-1.4\n",
    b"#!AMR\n",
    b"RIFF\0\0\0\0WAVEfmt ",
    b"OggS\0\2",
    b"\0\0\0\x18ftypM4A ",
    b"\xff\xf1",
    b"\xff\xfb",
    b"ID3\3\0",
    b"<html>",
    b"PK\3\4",
]


def reason(content: bytes) -> str:
    with pytest.raises(WrongFile) as refused:
        prepare(content)
    return refused.value.reason


def is_what_it_is_served_as(prepared: Prepared) -> bool:
    """Look at what is kept with other eyes than those of the code."""
    content, group = prepared.content, prepared.kind.group
    if group == "image":
        with Image.open(io.BytesIO(content)) as image:
            image.load()
            return image.get_format_mimetype() == prepared.kind.media_type
    marks = {"pdf": b"%PDF-", "wav": b"RIFF", "ogg": b"OggS", "amr": b"#!AMR"}
    return content.startswith(marks.get(prepared.kind.name, b""))


@pytest.mark.parametrize("name", files.GOOD)
def test_what_people_send_is_taken(name: str) -> None:
    prepared = prepare(files.GOOD[name])
    assert prepared.kind.name == KIND[name]
    assert is_what_it_is_served_as(prepared)
    assert (prepared.thumbnail is not None) == (prepared.kind.group == "image")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script></html>", "unknown"),  # called photo.jpg or not
        (b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)", "unknown"),
        (files.picture("GIF"), "unknown"),
        (files.picture("BMP"), "unknown"),
        (files.picture("AVIF"), "unknown"),
        (b"MZ" + b"\0" * 500, "unknown"),
        (b"PK\3\4" + b"\0" * 500, "unknown"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "unknown"),
        (b"plain words", "unknown"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "heic"),
        (files.mp4(handler=b"vide"), "video"),
        (files.mp4() + files.box(b"moov", b"\0" * 8 + b"hdlr" + b"\0" * 8 + b"vide"), "video"),
        (files.ogg(b"\x80theora"), "video"),
        (files.mp4(handler=b"text"), "damaged"),
        (files.mp3(2), "damaged"),
        (files.mp3() + b"<script>alert(1)</script>", "damaged"),
        (files.adts() + b"<script>alert(1)</script>", "damaged"),
        (files.amr() + b"\xff", "damaged"),
        (b"#!AMR\n", "damaged"),
        (files.ogg() + b"PK\3\4" + b"\0" * 30, "damaged"),
        (files.mp4() + b"<script>", "damaged"),
        (files.wav().replace(b"data", b"DATA"), "damaged"),
        (files.wav()[:20] + b"\x50\0" + files.wav()[22:], "damaged"),  # a codec we do not know
        (b"RIFF\0\0\0\0WAVE", "damaged"),
        (b"\xff\xd8\xff<html>", "damaged"),
        (b"\x89PNG\r\n\x1a\n<html>", "damaged"),
        (b"\0" * (limits().file_bytes + 1), "too_large"),
    ],
)
def test_what_is_not_taken(content: bytes, why: str) -> None:
    assert reason(content) == why


@pytest.mark.parametrize("name", [n for n in files.GOOD if not n.startswith(("mp3", "aac"))])
@pytest.mark.parametrize("left", [0.3, 0.7])
def test_what_was_broken_off_is_not_taken(name: str, left: float) -> None:
    whole = files.GOOD[name]
    assert reason(whole[: int(len(whole) * left)]) == "damaged"


@pytest.mark.parametrize("make", [files.mp3, files.adts])
def test_a_stream_of_frames_may_end_anywhere_but_not_at_once(make: object) -> None:
    whole = make(5)  # type: ignore[operator]
    frame = len(whole) // 5
    assert prepare(whole[:-7]).content == whole[:-7]
    assert reason(whole[: frame * 2 + 20]) == "damaged"


@pytest.mark.parametrize("size", [b"\0\0\0\0", b"\xff\xff\xff\xff"])
def test_recorders_that_do_not_know_the_length_are_taken(size: bytes) -> None:
    whole = files.wav()
    at = whole.index(b"data") + 4
    assert prepare(whole[:at] + size + whole[at + 4 :]).kind.name == "wav"


def test_boxes_may_have_long_sizes_and_run_to_the_end() -> None:
    sound = b"\0\0\0\1mdat" + (16 + 40).to_bytes(8, "big") + b"\x21" * 40
    last = b"\0\0\0\0mdat" + b"\x21" * 40
    for tail in (sound, last):
        assert prepare(files.mp4().partition(b"\0\0\1\x98mdat")[0] + tail).kind.name == "mp4"


def test_boxes_of_no_size_do_not_keep_us_for_ever() -> None:
    for size in (b"\0\0\0\2", b"\0\0\0\1"):
        assert reason(files.mp4() + size + b"free" + b"\0" * 16) == "damaged"


def test_the_same_bytes_have_the_same_hash_and_what_is_kept_its_own() -> None:
    first, second = prepare(files.jpeg()), prepare(files.jpeg())
    assert first.received_sha256 == second.received_sha256 != first.kept_sha256
    assert prepare(files.wav()).received_sha256 == prepare(files.wav()).kept_sha256


@given(st.sampled_from(STARTS) | st.just(b""), st.binary(max_size=300))
def test_bytes_of_chance_never_crash_and_are_never_served_as_what_they_are_not(
    start: bytes, rest: bytes
) -> None:
    try:
        prepared = prepare(start + rest)
    except WrongFile:
        return
    assert is_what_it_is_served_as(prepared)


@given(
    st.sampled_from(sorted(files.GOOD)),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=8),
)
def test_good_files_with_wrong_bytes_never_crash(name: str, changes: list[tuple[int, int]]) -> None:
    content = bytearray(files.GOOD[name])
    for place, byte in changes:
        content[place % len(content)] = byte
    try:
        prepared = prepare(bytes(content))
    except WrongFile:
        return
    assert is_what_it_is_served_as(prepared)
