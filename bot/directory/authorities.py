from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.data_files import read_yaml
from bot.directory.folding import fold
from bot.directory.loading import CONFIDENCES, DirectoryError
from bot.directory.phrases import PhraseTable

_AUTHORITIES = Path(__file__).with_name("authorities.csv")
_TOPICS = Path(__file__).with_name("topics.yml")


@dataclass(frozen=True)
class Authority:
    """A public hotline: its number as dialled, and what it is for, in Chinese."""

    number: str
    name: str
    when_to_redirect: str
    hours: str
    source: str
    confidence: str


class Authorities:
    """The public hotlines, by number and by what consumers ask about."""

    def __init__(self, authorities: Iterable[Authority], topics: PhraseTable[str]) -> None:
        self._by_number = {authority.number: authority for authority in authorities}
        self._topics = topics

    @classmethod
    def load(cls, path: Path | None = None) -> Authorities:
        """Load the hotlines; raises DirectoryError for a row that cannot be right."""
        authorities = _load(path or _AUTHORITIES)
        raw: dict[str, list[str]] = read_yaml(_TOPICS)
        topics = PhraseTable((fold(w), number) for number, words in raw.items() for w in words)
        return cls(authorities, topics)

    def all(self) -> tuple[Authority, ...]:
        """Return all hotlines in the order of the file."""
        return tuple(self._by_number.values())

    def get(self, number: str) -> Authority | None:
        """Return the hotline of this number."""
        return self._by_number.get(number)

    def for_topic(self, text: str) -> Authority | None:
        """Return who answers for what the text is about: the longest topic word decides."""
        found = [
            (start - end, start, number) for start, end, number in self._topics.find(fold(text))
        ]
        return self.get(min(found)[2]) if found else None


def _load(path: Path) -> list[Authority]:
    authorities: dict[str, Authority] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if list(reader.fieldnames or ()) != list(Authority.__dataclass_fields__):
            raise DirectoryError(1, f"the columns must be {list(Authority.__dataclass_fields__)}")
        for fields in reader:
            authority = Authority(**fields)
            if not authority.number or not authority.name or authority.number in authorities:
                raise DirectoryError(reader.line_num, "a number or name is empty or used twice")
            if authority.confidence not in CONFIDENCES:
                raise DirectoryError(reader.line_num, f"confidence {authority.confidence!r}")
            authorities[authority.number] = authority
    return list(authorities.values())
