"""Sort a complaint into the three axes of the industry standard, and say how sure that is.

Source: JR/T 0169-2018 for banks, the supervisor's reports for insurers; the codes are our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.data_files import read_yaml
from bot.language.script import to_simplified

AXES = ("A", "B", "C")
BY_INTENT, BY_PRODUCT, BY_FIRST_WORD, BY_MORE_WORDS = 0.5, 0.3, 0.25, 0.1
SUREST, NOTHING_FITS, ALSO_FITS = 0.95, 0.2, 0.5


@dataclass(frozen=True)
class Category:
    """One entry of `categories.yml`."""

    axis: str
    code: str
    name: str
    intents: frozenset[str]
    products: tuple[str, ...]
    words: tuple[str, ...]
    other: bool


@dataclass(frozen=True)
class Label:
    """A category that fits, the main one of its axis or a further one; confidence 0 to 1."""

    axis: str
    code: str
    main: bool
    confidence: float


@cache
def categories() -> dict[str, Category]:
    """Return every category by code, in the order of the file."""
    return {
        entry["code"]: _category(entry)
        for entry in read_yaml(Path(__file__).with_name("categories.yml"))
    }


def category(code: str) -> Category:
    """Return the category of a code; raises ValueError for a code that there is not."""
    try:
        return categories()[code]
    except KeyError:
        raise ValueError(f"there is no category {code!r}") from None


def classify(intent: str, product: str | None, words: str) -> tuple[Label, ...]:
    """Return for each axis one main label, first, and what else fits nearly as well."""
    said = _folded(words)
    about = _folded(product or "")
    return tuple(label for axis in AXES for label in _axis(axis, intent, about, said))


def _axis(axis: str, intent: str, product: str, words: str) -> list[Label]:
    entries = [entry for entry in categories().values() if entry.axis == axis]
    scored = [(_score(entry, intent, product, words), entry) for entry in entries]
    fitting = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: -pair[0])
    if not fitting:
        other = next(entry for entry in entries if entry.other)
        return [Label(axis, other.code, main=True, confidence=NOTHING_FITS)]
    (best, main), *rest = fitting
    return [Label(axis, main.code, main=True, confidence=best)] + [
        Label(axis, entry.code, main=False, confidence=score)
        for score, entry in rest
        if score >= ALSO_FITS
    ]


def _score(entry: Category, intent: str, product: str, words: str) -> float:
    found = sum(word in words for word in entry.words)
    score = BY_INTENT * (intent in entry.intents)
    score += BY_PRODUCT * any(part in product for part in entry.products)
    score += BY_FIRST_WORD * (found > 0) + BY_MORE_WORDS * max(found - 1, 0)
    return round(min(score, SUREST), 2)


def _category(entry: dict[str, object]) -> Category:
    return Category(
        axis=str(entry["axis"]),
        code=str(entry["code"]),
        name=str(entry["name"]),
        intents=frozenset(_texts(entry, "intents")),
        products=tuple(map(_folded, _texts(entry, "products"))),
        words=tuple(map(_folded, _texts(entry, "words"))),
        other=bool(entry.get("other", False)),
    )


def _texts(entry: dict[str, object], key: str) -> list[str]:
    values = entry.get(key, [])
    return [str(value) for value in values] if isinstance(values, list) else []


def _folded(text: str) -> str:
    return to_simplified(text).casefold()
