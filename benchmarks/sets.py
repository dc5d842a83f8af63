"""Evaluation sets: one JSON object a line with text, intent, `also` and entities."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.language.script import to_simplified

OWN = Path("tests") / "understanding"
BESIDE = Path("..") / "shared" / "eval"
EVAL_FOLDER = "XIAOBAO_EVAL"


@dataclass(frozen=True)
class Expected:
    """One annotated entity; without `values` only its span is known.

    An optional one need not be found.
    """

    entity: str
    start: int
    end: int
    values: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class Row:
    """One utterance with what should be understood."""

    text: str
    intent: str
    also: tuple[str, ...] = ()
    entities: tuple[Expected, ...] = ()

    @property
    def ambiguous(self) -> bool:
        """Tell whether several intents are right."""
        return bool(self.also)

    def accepts(self, intent: str) -> bool:
        """Tell whether `intent` is right."""
        return intent == self.intent or intent in self.also


def find_sets(root: Path, environ: Mapping[str, str]) -> dict[str, list[Row]]:
    """Read the project's own set and, where there is one, the real one; empty sets are left out.

    Raises ValueError naming file and line of a row that is not in the format.
    """
    beside = Path(environ.get(EVAL_FOLDER) or root / BESIDE) / "dev.jsonl"
    found = {
        "own": [row for path in sorted((root / OWN).glob("*.jsonl")) for row in read_set(path)],
        "real": list(read_set(beside)) if beside.exists() else [],
    }
    return {name: rows for name, rows in found.items() if rows}


def read_set(path: Path) -> Iterator[Row]:
    """Read one file; ValueError names the line that is not in the format."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield _row(json.loads(line))
                except (KeyError, TypeError, ValueError) as error:
                    raise ValueError(f"{path.name}, line {number}: {error!r}") from error


def _row(values: Mapping[str, Any]) -> Row:
    text = values["text"]
    return Row(
        text=text,
        intent=values["intent"],
        also=tuple(values.get("also", ())),
        entities=tuple(_expected(entity, len(text)) for entity in values.get("entities", ())),
    )


def _expected(values: Mapping[str, Any], length: int) -> Expected:
    start, end = values["start"], values["end"]
    if not 0 <= start < end <= length:
        raise ValueError(f"{values['entity']} at {start}:{end} is outside the text")
    right = [values["value"], *values.get("accept", ())]
    return Expected(
        entity=values["entity"],
        start=start,
        end=end,
        values=tuple(comparable(value) for value in right if value is not None),
        optional=bool(values.get("optional")),
    )


def comparable(value: object) -> str:
    """Return a value in the form in which two are compared: Simplified, lower case."""
    return to_simplified(str(value)).strip().lower()
