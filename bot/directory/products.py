from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.data_files import read_yaml
from bot.directory.loading import Institution

_PRODUCTS = Path(__file__).with_name("products.yml")


@dataclass(frozen=True)
class Hint:
    """Product words and the kinds of institution that sell them, the likeliest first."""

    words: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """Institutions of certain types, or certain institutions."""

    types: frozenset[str]
    ids: frozenset[str]

    def of(self, institutions: Iterable[Institution]) -> tuple[Institution, ...]:
        return tuple(one for one in institutions if one.type in self.types or one.id in self.ids)


@dataclass(frozen=True)
class Products:
    """Which words tell one institution of a group from another."""

    hints: tuple[Hint, ...]
    kinds: Mapping[str, Kind]

    def narrow(
        self, candidates: Collection[Institution], hint_words: str
    ) -> tuple[Institution, ...]:
        """Return the candidates that deal in what the words speak of; all if none does."""
        kept = [one for hint in self.hints for one in self._dealing(hint, candidates, hint_words)]
        return tuple(one for one in candidates if one in kept) or tuple(candidates)

    def _dealing(
        self, hint: Hint, candidates: Collection[Institution], words: str
    ) -> tuple[Institution, ...]:
        if not any(word in words for word in hint.words):
            return ()
        kinds = (self._kind(name).of(candidates) for name in hint.kinds)
        return next(filter(None, kinds), ())

    def _kind(self, name: str) -> Kind:
        return self.kinds.get(name) or Kind(types=frozenset({name}), ids=frozenset())


def load_products(path: Path = _PRODUCTS) -> Products:
    """Read the product words."""
    raw = read_yaml(path)
    hints = tuple(Hint(tuple(entry["words"]), tuple(entry["kinds"])) for entry in raw["hints"])
    kinds = {
        name: Kind(frozenset(entry.get("types", ())), frozenset(entry.get("ids", ())))
        for name, entry in raw["kinds"].items()
    }
    return Products(hints, kinds)
