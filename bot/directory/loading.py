from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REGULATORS = frozenset({"nfra", "pbc", "csrc", "local"})
CONFIDENCES = frozenset({"high", "medium", "low"})
TYPES = frozenset(Path(__file__).with_name("types.txt").read_text(encoding="utf-8").split())

_INSTITUTIONS = Path(__file__).with_name("institutions.csv")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBER = re.compile(r"(\d{3,4}-)?\d{5,12}")


class DirectoryError(ValueError):
    """A row of a directory file that cannot be right; `row` counts lines, the header being 1."""

    def __init__(self, row: int, reason: str) -> None:
        super().__init__(f"row {row}: {reason}")
        self.row = row


@dataclass(frozen=True)
class Institution:
    """One row of institutions.csv.

    `regulator` is one of nfra, pbc, csrc, local; `confidence` says how well the hotlines are known.
    """

    id: str
    name: str
    short_name: str
    aliases: tuple[str, ...]
    type: str
    regulator: str
    hotline: str
    complaint_hotline: str
    website: str
    main_business: str
    source: str
    confidence: str
    note: str

    @property
    def display(self) -> str:
        """The name as consumers are shown it."""
        return self.short_name

    @property
    def tellable_hotline(self) -> str | None:
        """The complaint line, or else the hotline, if it is certain enough to tell a consumer."""
        if self.confidence != "high":
            return None
        return self.complaint_hotline or self.hotline or None


def load_institutions(path: Path | None = None) -> tuple[Institution, ...]:
    """Read and check a directory file.

    Raises DirectoryError, naming the row, for what cannot be right: a repeated id, an unknown type,
    regulator or confidence, a malformed number, an empty name.
    """
    seen: set[str] = set()
    institutions = []
    for row, fields in _read(path or _INSTITUTIONS):
        institution = _institution(row, fields)
        if institution.id in seen:
            raise DirectoryError(row, f"id {institution.id!r} is used twice")
        seen.add(institution.id)
        institutions.append(institution)
    return tuple(institutions)


def _read(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        expected = set(Institution.__dataclass_fields__)
        if set(reader.fieldnames or ()) != expected:
            raise DirectoryError(1, f"the columns must be {', '.join(sorted(expected))}")
        for fields in reader:
            if None in fields or None in fields.values():
                raise DirectoryError(reader.line_num, "the number of fields is wrong")
            yield reader.line_num, {key: value.strip() for key, value in fields.items()}


def _institution(row: int, fields: dict[str, str]) -> Institution:
    aliases = tuple(alias.strip() for alias in fields.pop("aliases").split(";"))
    institution = Institution(aliases=aliases, **fields)
    for problem in _problems(institution):
        raise DirectoryError(row, problem)
    return institution


def _problems(institution: Institution) -> Iterator[str]:
    if not _ID.fullmatch(institution.id):
        yield f"id {institution.id!r} is not of small letters, digits and hyphens"
    if not all((institution.name, institution.short_name, *institution.aliases)):
        yield "a name or alias is empty"
    for field, known in (("type", TYPES), ("regulator", REGULATORS), ("confidence", CONFIDENCES)):
        if getattr(institution, field) not in known:
            yield f"{field} {getattr(institution, field)!r} is unknown"
    for number in filter(None, (institution.hotline, institution.complaint_hotline)):
        if not _NUMBER.fullmatch(number):
            yield f"{number!r} is not a telephone number"
