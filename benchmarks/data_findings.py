"""What can be wrong with training examples: pure functions from examples to findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from benchmarks.examples import Example
from benchmarks.metrics import is_complaint
from benchmarks.overlap import Index, letters
from bot.nlu.reading import Found, read

NEAR_DUPLICATE = 0.8
NEAR_CONFLICT = 0.9
FEWEST = 60
FEWEST_OF_COMPLAINTS = 200
LARGEST_SHARE = 0.25
SURE = ("amount", "phone", "id_number", "ticket_id")
# Dates are not compared, so that any day will do to read from.
_ANY_DAY = date(2026, 1, 1)


@dataclass(frozen=True)
class Finding:
    """One thing to mend; `kind` is a key of data_lint.yml, without `example` it is the intent's."""

    kind: str
    intent: str
    detail: str
    example: Example | None = None


def same_letters(examples: Iterable[Example]) -> Iterator[Finding]:
    """Yield what stands twice in an intent (duplicate) or in two intents (conflict)."""
    first: dict[str, Example] = {}
    for example in examples:
        earlier = first.setdefault(letters(example.text) or example.text, example)
        if earlier is not example:
            kind = "duplicate" if earlier.intent == example.intent else "conflict"
            yield _beside(kind, example, earlier)


def look_alikes(examples: Sequence[Example]) -> Iterator[Finding]:
    """Yield pairs that share most 5-grams but not all letters."""
    index = Index(example.text for example in examples)
    for earlier, later in index.alike(min(NEAR_DUPLICATE, NEAR_CONFLICT)):
        one, other = examples[earlier], examples[later]
        if letters(one.text) == letters(other.text):
            continue
        if one.intent == other.intent:
            yield _beside("near_duplicate", other, one)
        elif _likeness(index, earlier, later) > NEAR_CONFLICT:
            yield _beside("near_conflict", other, one)


def unknown_entities(examples: Iterable[Example], known: Iterable[str]) -> Iterator[Finding]:
    """Yield annotations whose entity is not one of `known`."""
    names = frozenset(known)
    for example in examples:
        for annotation in example.annotations:
            if annotation.entity not in names:
                yield Finding("unknown_entity", example.intent, annotation.entity, example)


def missing_entities(example: Example) -> list[Finding]:
    """Return what the recogniser finds for sure where the example annotates nothing."""
    return [
        Finding("missing", example.intent, f"[{found.text}]({found.entity})", example)
        for found in read(example.text, _ANY_DAY).found
        if _is_sure(found) and not _is_annotated(example, found)
    ]


def skewed_counts(examples: Iterable[Example], intents: Iterable[str]) -> Iterator[Finding]:
    """Yield the intents with too few examples, or with too many of all."""
    counts = Counter(example.intent for example in examples)
    for intent in intents:
        needed = FEWEST_OF_COMPLAINTS if is_complaint(intent) else FEWEST
        if counts[intent] < needed:
            yield Finding("few", intent, f"{counts[intent]} 条，至少要 {needed} 条")
        if counts[intent] > LARGEST_SHARE * counts.total():
            share = counts[intent] / counts.total()
            yield Finding("dominant", intent, f"占全部的 {share:.0%}，至多 {LARGEST_SHARE:.0%}")


def _likeness(index: Index, one: int, other: int) -> float:
    grams = index.grams[one], index.grams[other]
    return len(grams[0] & grams[1]) / max(map(len, grams))


def _beside(kind: str, example: Example, other: Example) -> Finding:
    place = f"{other.file}:{other.line} {other.intent}：{other.text}"
    return Finding(kind, example.intent, place, example)


def _is_sure(found: Found) -> bool:
    # Only an institution of the directory has a kind.
    return found.entity in SURE or (found.entity == "institution" and bool(found.kinds))


def _is_annotated(example: Example, found: Found) -> bool:
    return any(one.start < found.end and found.start < one.end for one in example.annotations)
