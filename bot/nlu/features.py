"""What the intent classifier looks at: characters, how they sound, and what was recognised."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.language.danger import danger_of
from bot.language.fillers import strip_fillers
from bot.language.pinyin import blurred
from bot.nlu.reading import Reading

START, END = "\ue000", "\ue001"
STAND_INS = {
    "amount": "\ue010",
    "date": "\ue011",
    "phone": "\ue012",
    "id_number": "\ue013",
    "person_name": "\ue014",
    "ticket_id": "\ue015",
    "location": "\ue016",
}
NUMBER = "\ue017"  # a bare number: its digits teach nothing
_NUMBER = re.compile(r"\d{3,}")
_SPACE = re.compile(r"[\s，。！？、,.!?;；:：~…“”\"'（）()]+")


def features_of(reading: Reading) -> list[str]:
    """Return the feature names of an utterance; repeated ones count once."""
    plain = _plain(reading)
    return list(
        dict.fromkeys(
            [
                *_grams("c", plain, 3),
                *_grams("y", blurred(plain), 2),
                *_recognised(reading, plain),
            ]
        )
    )


def _plain(reading: Reading) -> str:
    """Return the text with values replaced by stand-ins, without fillers and punctuation."""
    pieces, position = [], 0
    for found in reading.found:
        stand_in = STAND_INS.get(found.entity)
        if stand_in and found.start >= position:
            pieces += [reading.simplified[position : found.start], stand_in]
            position = found.end
    pieces.append(reading.simplified[position:])
    text = _NUMBER.sub(NUMBER, strip_fillers("".join(pieces)).lower())
    return START + _SPACE.sub("", text) + END


def _grams(kind: str, units: Sequence[str], longest: int) -> Iterator[str]:
    for size in range(1, longest + 1):
        for start in range(len(units) - size + 1):
            yield f"{kind}:{''.join(units[start : start + size])}"


def _recognised(reading: Reading, plain: str) -> Iterator[str]:
    for found in reading.found:
        yield f"e:{found.entity}"
        for kind in found.kinds:
            yield f"k:{found.entity}:{kind}"
        if found.entity == "demand":
            yield f"v:{found.value}"
    if not reading.found:
        yield "e:none"
    danger = danger_of(reading.simplified)
    if danger:
        yield f"d:{danger}"
    yield f"m:{reading.emotion}"
    length = len(plain) - 2
    yield f"l:{min(length, 4) if length < 5 else 5 if length < 12 else 6 if length < 40 else 7}"
