"""The turn model: what a channel brings in, and what it is to give back.

It knows neither Rasa nor any protocol; every door translates to and from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

# The last four happen to a conversation without words: see bot/dialogue/returning.py.
Event = Literal[
    "start",
    "text",
    "button",
    "digits",
    "noinput",
    "nomatch",
    "hangup",
    "back",
    "go_on",
    "leave",
    "promise",
]
Channel = Literal["chat", "phone"]
Act = Literal["listen", "transfer", "hangup"]
KEYS = "一二三四五六七八九"


@dataclass(frozen=True)
class Inbound:
    """One thing that happened on the consumer's side.

    `key` names the turn within its conversation: a repeat with the same key gets the stored
    answer. `text` holds what was typed or recognised, the payload of a button, or the keys
    pressed. `confidence` is the recogniser's (0 to 1), `alternatives` its n-best list.
    """

    conversation_id: str
    key: str
    event: Event
    text: str = ""
    channel: Channel = "chat"
    confidence: float | None = None
    alternatives: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)


def keys_pressed(keys: str) -> str:
    """Return what keys spell: # ends an entry, and * is the X of an identity number."""
    return keys.rstrip("#").replace("*", "X")


@dataclass(frozen=True)
class Choice:
    """One answer offered: the words to show and what choosing it means to the dialogue."""

    title: str
    payload: str

    @property
    def spoken(self) -> str:
        """Return the title as it is said: what explains it stays on the screen."""
        return self.title.split("，")[0]


@dataclass(frozen=True)
class Line:
    """One message: `text` to show, `speech` to say aloud, and answers to choose from.

    A caller may not speak over a line that is not `interruptible`: a legal notice, say.
    """

    text: str
    speech: str
    choices: tuple[Choice, ...] = ()
    interruptible: bool = True

    def spoken(self, offered: tuple[Choice, ...], options: int) -> str:
        """Return what is said; the choices that are `offered` now follow with the key last."""
        if not self.choices or self.choices != offered:
            return self.speech
        keys = zip(self.choices[:options], KEYS, strict=False)
        return self.speech + "，".join(f"{choice.spoken}请按{key}" for choice, key in keys) + "。"


@dataclass(frozen=True)
class Expects:
    """The kind of answer expected next.

    `digits` is the number of keys that a caller may press (0: none), `sensitive` tells the
    platform to keep the answer out of its logs, `interruptible` whether the caller may speak over.
    """

    kind: str = "text"
    digits: int = 1
    sensitive: bool = False
    interruptible: bool = True


@dataclass(frozen=True)
class Reply:
    """What the hotline answers in one turn, for any channel.

    `rest` is what did not fit into one turn on the phone, said when the caller wants it; `slow`
    and `loud` are how the caller asked to be spoken to.
    """

    lines: tuple[Line, ...]
    expects: Expects = Expects()
    act: Act = "listen"
    transfer: Mapping[str, Any] | None = None
    ticket: str | None = None
    rest: tuple[Line, ...] = ()
    slow: bool = False
    loud: bool = False

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Return the choices of the last line that has any."""
        return next((line.choices for line in reversed(self.lines) if line.choices), ())

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values for storing."""
        lines, rest = map(_stored_lines, (self.lines, self.rest))
        return {**vars(self), "lines": lines, "rest": rest, "expects": dict(vars(self.expects))}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Reply:
        """Read what `to_dict` wrote."""
        lines, rest = _lines(values["lines"]), _lines(values.get("rest", ()))
        expects = Expects(**values["expects"])
        return cls(**{**values, "lines": lines, "rest": rest, "expects": expects})


def _stored_lines(lines: tuple[Line, ...]) -> list[dict[str, Any]]:
    return [
        {**vars(line), "choices": [dict(vars(choice)) for choice in line.choices]} for line in lines
    ]


def _lines(stored: Iterable[Mapping[str, Any]]) -> tuple[Line, ...]:
    return tuple(
        Line(**{**line, "choices": tuple(Choice(**choice) for choice in line["choices"])})
        for line in stored
    )
