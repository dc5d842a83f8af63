"""The training examples of data/nlu, read without Rasa: in a second, with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_ANNOTATION = re.compile(r"\[([^\[\]]+)\]\((\w+)\)")


@dataclass(frozen=True)
class Annotation:
    """An annotated entity; offsets are those in the plain text."""

    entity: str
    start: int
    end: int


@dataclass(frozen=True)
class Example:
    """One training example and where it is written."""

    file: str
    line: int
    intent: str
    text: str
    annotations: tuple[Annotation, ...] = ()


def read_examples(folder: Path) -> list[Example]:
    """Read all `*.yml` of a folder; yaml.YAMLError tells of a file that is no YAML."""
    return [example for path in sorted(folder.glob("*.yml")) for example in _read_file(path)]


def parse(marked: str) -> tuple[str, tuple[Annotation, ...]]:
    """Split `[工行](institution)扣钱` into the plain text and its annotations."""
    plain, done, annotations = "", 0, []
    for match in _ANNOTATION.finditer(marked):
        plain += marked[done : match.start()]
        annotations.append(Annotation(match[2], len(plain), len(plain) + len(match[1])))
        plain += match[1]
        done = match.end()
    return plain + marked[done:], tuple(annotations)


def _read_file(path: Path) -> Iterator[Example]:
    # Nodes instead of values: only they know the line they stand in.
    document = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for block in _fields(document)["nlu"].value:
        fields = _fields(block)
        if "intent" in fields:
            yield from _read_block(path.name, fields["intent"].value, fields["examples"])


def _fields(node: Any) -> dict[str, Any]:
    return {key.value: value for key, value in node.value}


def _read_block(file: str, intent: str, examples: Any) -> Iterator[Example]:
    first = examples.start_mark.line + 2
    for line, written in enumerate(examples.value.split("\n"), first):
        if written.startswith("- "):
            yield Example(file, line, intent, *parse(written[2:].strip()))
