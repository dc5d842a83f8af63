"""Pictures are drawn anew: nothing but what the eye sees is kept."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.evidence.errors import WrongFile
from bot.evidence.limits import limits
from bot.evidence.preparing import prepare
from tests.evidence import files


def seen(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        return image


def is_near(pixel: object, color: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 12 for one, other in zip(pixel, color, strict=True))


@pytest.mark.parametrize("content", [files.jpeg(), files.png()])
def test_what_hid_in_a_picture_is_gone(content: bytes) -> None:
    assert files.SECRET.encode() in content
    prepared = prepare(content)
    kept = seen(prepared.content)
    for drawn in (prepared.content, prepared.thumbnail or b""):
        assert files.SECRET.encode() not in drawn and b"profile" not in drawn
    assert not kept.getexif() and not set(kept.info) - {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
    }
    assert kept.size == (60, 40)


def test_what_followed_a_picture_is_gone() -> None:
    harmful = b"<script>alert(1)</script>PK\3\4"
    for content in (files.jpeg(), files.png()):
        assert harmful not in prepare(content + harmful).content


def test_a_picture_is_turned_upright() -> None:
    assert seen(prepare(files.jpeg((60, 40), turned=True)).content).size == (40, 60)


@pytest.mark.parametrize(
    ("content", "color"),
    [
        (files.png(mode="RGBA", color=(0, 0, 255, 0)), (255, 255, 255)),
        (files.png(mode="RGBA", color=(0, 0, 255, 255)), (0, 0, 255)),
        (files.png(mode="P", color=0), (0, 0, 0)),
        (files.png(mode="LA", color=(200, 255)), (200, 200, 200)),
        (files.png(mode="L", color=77), (77, 77, 77)),
        (files.png(mode="1", color=1), (255, 255, 255)),
        (files.png(mode="I;16", color=128 * 256), (128, 128, 128)),
    ],
)
def test_colours_of_every_kind_are_seen_as_they_were(
    content: bytes, color: tuple[int, int, int]
) -> None:
    kept = seen(prepare(content).content).convert("RGB")
    assert is_near(kept.getpixel((5, 5)), color)


def test_photographs_for_print_are_seen_as_they_were() -> None:
    file = io.BytesIO()
    Image.new("CMYK", (30, 30), (0, 255, 255, 0)).save(file, "JPEG")
    assert is_near(seen(prepare(file.getvalue()).content).getpixel((5, 5)), (255, 0, 0))


def test_large_pictures_are_made_smaller_and_thumbnails_small() -> None:
    prepared = prepare(files.jpeg((6000, 3000)))
    assert seen(prepared.content).size == (limits().side, limits().side // 2)
    assert seen(prepared.thumbnail or b"").size == (320, 160)


def test_small_pictures_stay_as_small_as_they_are() -> None:
    prepared = prepare(files.png((3, 2)))
    assert seen(prepared.content).size == seen(prepared.thumbnail or b"").size == (3, 2)


def test_a_screenshot_stays_sharp_unless_it_would_grow_too_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert prepare(files.png()).kind.name == "png"
    noise = io.BytesIO()
    Image.effect_noise((900, 900), 80).convert("1").save(noise, "PNG")
    monkeypatch.setitem(vars(limits()), "file_bytes", len(noise.getvalue()))
    assert prepare(noise.getvalue()).kind.name == "jpeg"


@pytest.mark.parametrize("side", [8_000, 20_000, 60_000])
def test_bombs_are_refused_before_they_are_unpacked(side: int) -> None:
    with pytest.raises(WrongFile) as refused:
        prepare(files.png_of_size(side, side))
    assert refused.value.reason == "too_many_pixels"


def test_a_bomb_of_text_is_refused() -> None:
    bomb = files.bomb_of_text()
    assert len(bomb) < limits().file_bytes
    with pytest.raises(WrongFile) as refused:
        prepare(bomb)
    assert refused.value.reason == "damaged"


def test_of_a_moving_picture_the_first_is_kept() -> None:
    file = io.BytesIO()
    first, second = (Image.new("RGB", (20, 20), color) for color in ("red", "blue"))
    first.save(file, "WEBP", save_all=True, append_images=[second], lossless=True)
    kept = seen(prepare(file.getvalue()).content)
    assert getattr(kept, "n_frames", 1) == 1
    assert is_near(kept.getpixel((5, 5)), (255, 0, 0))
