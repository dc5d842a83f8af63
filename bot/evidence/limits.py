"""How much may be handed in, as `limits.yml` says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.yaml_section import Section, read_section

FILE = Path(__file__).with_name("limits.yml")
MEGABYTE = 1024 * 1024
SENDERS = ("consumer", "staff")


@dataclass(frozen=True)
class Limits:
    """Bytes, pixels (of a picture, of a side), counts and days; `per_hour` by kind of sender."""

    file_bytes: int
    ticket_files: int
    ticket_bytes: int
    per_hour: Mapping[str, int]
    pixels: int
    side: int
    thumbnail_side: int
    pdf_unpacked: int
    pdf_streams: int
    unclaimed_days: int
    unclaimed_bytes: int


@cache
def limits() -> Limits:
    """Return what holds for this installation; raises WrongYaml."""
    file = read_section(FILE)
    found = Limits(
        file_bytes=file.number("largest_file_mb") * MEGABYTE,
        ticket_files=file.number("files_per_ticket"),
        ticket_bytes=file.number("megabytes_per_ticket") * MEGABYTE,
        per_hour=_per_hour(file.section("files_per_hour")),
        pixels=file.number("largest_picture_megapixels") * 1_000_000,
        side=file.number("longest_side"),
        thumbnail_side=file.number("thumbnail_side"),
        pdf_unpacked=file.number("pdf_unpacked_mb") * MEGABYTE,
        pdf_streams=file.number("pdf_streams"),
        unclaimed_days=file.number("unclaimed_days"),
        unclaimed_bytes=file.number("unclaimed_mb") * MEGABYTE,
    )
    file.finish()
    return found


def _per_hour(section: Section) -> dict[str, int]:
    found = {sender: section.number(sender) for sender in SENDERS}
    section.finish()
    return found
