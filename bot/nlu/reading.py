"""Everything that can be recognised in one utterance, found once for all components."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from bot.directory.asides import is_aside
from bot.directory.directory import the_directory
from bot.directory.mentions import Mention
from bot.language.dates import find_dates
from bot.language.demands import find_demands
from bot.language.emotion import emotion_of
from bot.language.identity import find_id_numbers
from bot.language.money import find_amounts
from bot.language.names import find_names
from bot.language.phones import find_phones
from bot.language.places import find_places
from bot.language.products import family_of, find_products
from bot.language.script import to_simplified
from bot.language.spans import Span, blank_out, without_overlaps
from bot.language.ticket_number import find_ticket_numbers
from bot.privacy.masking import find_tokens

PERSONAL = ("phone", "id_number", "person_name")
NEGATIONS = ("不是", "不是说", "并非", "不是在", "唔係", "又不是")


@dataclass(frozen=True)
class Found:
    """One entity: where it stands, what it is called in the contract, its normalised value.

    `candidates` holds the ids of institutions that an ambiguous name fits; `implies` the id of the
    only institution that sells a product such as 花呗. `aside` tells of an institution that it is
    not the one complained about: compared with it, paid from or moved to.
    """

    entity: str
    start: int
    end: int
    text: str
    value: str
    candidates: tuple[str, ...] = ()
    negated: bool = False
    kinds: tuple[str, ...] = ()
    implies: str = ""
    aside: bool = False


@dataclass(frozen=True)
class Reading:
    """An utterance as read: Simplified text of the same length, entities in text order."""

    text: str
    simplified: str
    found: tuple[Found, ...] = field(default=())
    emotion: str = "calm"


@lru_cache(maxsize=512)
def read(text: str, today: date) -> Reading:
    """Recognise all entities of the contract in `text`; dates are seen from `today`."""
    simplified = to_simplified(text)
    found = _Taken(len(text))
    for name, spans in _spans(text, today):
        found.add(_from_span(name, span, simplified) for span in spans)
    mentions = the_directory().mentions(text)
    named = [mention for mention in mentions if not mention.is_product]
    found.add(_from_mention(mention, simplified) for mention in named)
    rest = blank_out(text, (Span(one.start, one.end, "", "") for one in named))
    found.add(_products(rest, simplified, [one for one in mentions if one.is_product]))
    for name, finder in _AFTER_INSTITUTIONS:
        found.add(_from_span(name, span, simplified) for span in finder(text))
    found.kept.extend(_from_span("demand", span, simplified) for span in find_demands(text))
    return Reading(
        text=text,
        simplified=simplified,
        found=tuple(sorted(found.kept, key=lambda entity: (entity.start, entity.end))),
        emotion=emotion_of(text),
    )


_AFTER_INSTITUTIONS: tuple[tuple[str, Callable[[str], Iterable[Span]]], ...] = (
    ("location", find_places),
    ("person_name", find_names),
)


def _spans(text: str, today: date) -> Iterable[tuple[str, Iterable[Span]]]:
    """Yield what the finders found, the surest kinds first: later overlaps are dropped."""
    for token in find_tokens(text):
        if token.kind in PERSONAL:
            yield token.kind, [Span(token.start, token.end, token.text, token.text)]
    yield "id_number", find_id_numbers(text)
    yield "phone", find_phones(text)
    yield "ticket_id", find_ticket_numbers(text)
    yield "date", find_dates(text, today)
    yield "amount", find_amounts(text)


class _Taken:
    """The entities kept so far; what overlaps one of them is dropped."""

    def __init__(self, length: int) -> None:
        self.kept: list[Found] = []
        self._taken = bytearray(length)

    def add(self, more: Iterable[Found]) -> None:
        for entity in more:
            if not any(self._taken[entity.start : entity.end]):
                self._taken[entity.start : entity.end] = b"1" * (entity.end - entity.start)
                self.kept.append(entity)


def _products(text: str, simplified: str, branded: list[Mention]) -> list[Found]:
    """Products, of two that overlap the longer: 芝麻借呗 is 借呗 and implies whom 借呗 implies."""
    makers = {place: one for one in branded for place in range(one.start, one.end)}
    spans = [Span(one.start, one.end, one.text, one.text) for one in branded]
    products = []
    for span in without_overlaps([*spans, *find_products(text)]):
        inside = (makers[place] for place in range(span.start, span.end) if place in makers)
        maker = next(inside, None)
        implied = maker.candidates[0].id if maker else ""
        products.append(replace(_from_span("product", span, simplified), implies=implied))
    return products


def _from_span(name: str, span: Span, simplified: str) -> Found:
    kinds = (family_of(span.text) or "",) if name == "product" else ()
    return Found(
        entity=name,
        start=span.start,
        end=span.end,
        text=span.text,
        value=span.value,
        negated=_is_negated(simplified, span.start),
        kinds=kinds,
    )


def _from_mention(mention: Mention, simplified: str) -> Found:
    ids = tuple(institution.id for institution in mention.candidates)
    group = the_directory().group_of(mention.candidates)
    return Found(
        entity="institution",
        start=mention.start,
        end=mention.end,
        text=mention.text,
        value=group.id if group else ids[0] if ids else mention.text,
        candidates=ids if len(ids) > 1 else (),
        negated=_is_negated(simplified, mention.start),
        kinds=tuple(sorted({institution.type for institution in mention.candidates})),
        aside=is_aside(simplified, mention.start, mention.end),
    )


def _is_negated(simplified: str, start: int) -> bool:
    return simplified.endswith(NEGATIONS, 0, start)
