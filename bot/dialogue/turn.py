"""The turn model: what a channel brings in, and what it is to give back.

It knows neither Rasa nor any protocol; every door translates to and from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Event = Literal["start", "text", "button", "digits", "noinput", "nomatch", "hangup"]
Channel = Literal["chat", "phone"]
Act = Literal["listen", "transfer", "hangup"]


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


@dataclass(frozen=True)
class Line:
    """One message: `text` to show, `speech` to say aloud, and answers to choose from."""

    text: str
    speech: str
    choices: tuple[Choice, ...] = ()


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
    """What the hotline answers in one turn, for any channel."""

    lines: tuple[Line, ...]
    expects: Expects = Expects()
    act: Act = "listen"
    transfer: Mapping[str, Any] | None = None
    ticket: str | None = None

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Return the choices of the last line that has any."""
        return next((line.choices for line in reversed(self.lines) if line.choices), ())

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values for storing."""
        lines = [
            {**vars(line), "choices": [dict(vars(choice)) for choice in line.choices]}
            for line in self.lines
        ]
        return {**vars(self), "lines": lines, "expects": dict(vars(self.expects))}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Reply:
        """Read what `to_dict` wrote."""
        lines = tuple(
            Line(
                text=line["text"],
                speech=line["speech"],
                choices=tuple(Choice(**choice) for choice in line["choices"]),
            )
            for line in values["lines"]
        )
        return cls(
            lines=lines,
            expects=Expects(**values["expects"]),
            act=values["act"],
            transfer=values["transfer"],
            ticket=values["ticket"],
        )
