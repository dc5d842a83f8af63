"""What the desk looks like: words can be read in light and dark (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import re

import pytest

from bot.channels.pages import STATIC as CHAT
from bot.desk.pages import STATIC

TOKEN = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{3,6});")
DARK = "@media (prefers-color-scheme: dark)"
LEAST = 4.5
PAIRS = [
    ("ink", "ground"),
    ("ink", "surface"),
    ("ink", "tint"),
    ("quiet", "ground"),
    ("quiet", "surface"),
    ("quiet", "tint"),
    ("accent", "surface"),
    ("accent", "ground"),
    ("accent", "tint"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("warning", "warning-ground"),
    ("warning", "surface"),
    ("warning", "tint"),
    ("danger", "danger-ground"),
    ("danger", "surface"),
    ("good", "good-ground"),
    ("whisper", "whisper-ground"),
]


def tokens(scheme: str) -> dict[str, str]:
    """Return the colours of a scheme: those of the chat page, and those of the desk."""
    found: dict[str, str] = {}
    for sheet in (CHAT / "theme.css", STATIC / "house.css"):
        light, _, dark = sheet.read_text(encoding="utf-8").partition(DARK)
        found |= dict(TOKEN.findall(light))
        if scheme == "dark":
            found |= dict(TOKEN.findall(dark))
    return found


def luminance(colour: str) -> float:
    """Return the relative luminance as WCAG defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * one for one in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("words", "ground"), PAIRS)
def test_words_stand_out_from_their_ground(scheme: str, words: str, ground: str) -> None:
    colours = tokens(scheme)
    lighter, darker = sorted((luminance(colours[words]), luminance(colours[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= LEAST


def test_the_colours_of_the_chat_page_are_not_repeated_here() -> None:
    house = set(TOKEN.findall((STATIC / "house.css").read_text(encoding="utf-8")))
    theme = {name for name, _ in TOKEN.findall((CHAT / "theme.css").read_text(encoding="utf-8"))}
    assert not {name for name, _ in house} & theme
    for sheet in STATIC.rglob("*.css"):
        if sheet.name not in ("house.css", "print.css"):
            assert not TOKEN.findall(sheet.read_text(encoding="utf-8")), sheet.name
