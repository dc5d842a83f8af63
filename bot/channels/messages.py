"""What the doors take and give, as models: checked on the way in, and the source of the OpenAPI."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import (
    BaseModel,
    Extra,
    Field,
    StrictBool,
    StrictStr,
    confloat,
    conint,
    constr,
    validator,
)
from pydantic.fields import ModelField

from bot.channels.errors import Refusal

MAX_TEXT = 2000
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")

Key = constr(strict=True, min_length=1, max_length=64, regex=r"^[A-Za-z0-9._:-]+$")
Id = constr(strict=True, min_length=1, max_length=128)
Words = constr(strict=True, max_length=MAX_TEXT)
Confidence = confloat(ge=0, le=1)
Action = Literal["gather", "transfer", "hangup", "none", "wait"]


class Strict(BaseModel):
    """Unknown fields are refused: a misspelt one must not be lost in silence."""

    class Config:
        extra = Extra.forbid

        @staticmethod
        def schema_extra(schema: dict[str, Any], model: type[Strict]) -> None:
            """Say in the OpenAPI that what may be null may be null; pydantic 1 leaves it out."""
            for field in model.__fields__.values():
                if field.allow_none:
                    schema["properties"][field.alias] = _or_null(schema["properties"][field.alias])


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def a_number(value: Any, field: ModelField) -> Any:
    """Take numbers only: pydantic would turn true into 1.0, and texts into what they spell."""
    if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
        raise TypeError(f"{field.alias} must be a number")
    return value


def clean(text: str) -> str:
    """Return text that may be shown and stored: no control characters, no lone surrogates."""
    whole = text.encode("utf-8", "ignore").decode("utf-8")
    return _UNSEEN.sub("", whole).strip()


def said(text: str) -> str:
    """Return cleaned words; raise Refusal when nothing is left or it is too long."""
    if len(text) > MAX_TEXT:
        raise Refusal(413, "too_long", f"一次最多{MAX_TEXT}个字，请分成几条发。")
    words = clean(text)
    if not words:
        raise Refusal(422, "empty", "没有收到文字，请把想说的打出来。")
    return words


class Opening(Strict):
    """A consumer opens a chat."""

    language: Literal["zh-Hans", "zh-Hant"] = "zh-Hans"
    large_type: StrictBool = False


class Hello(Strict):
    """The first frame of a WebSocket: whose conversation, and the last message that arrived."""

    conversation: Id  # type: ignore[valid-type]
    token: Id  # type: ignore[valid-type]
    after: conint(strict=True, ge=0, le=10**15) = 0  # type: ignore[valid-type]


class Wish(Strict):
    """A consumer presses one of the page's own buttons; the key makes repeats harmless."""

    key: Key  # type: ignore[valid-type]


class Rated(Strict):
    """What a consumer thinks of the talk with a person: 1 to 5; would recommend us: 0 to 10."""

    score: conint(strict=True, ge=1, le=5)  # type: ignore[valid-type]
    nps: conint(strict=True, ge=0, le=10) | None = None  # type: ignore[valid-type]
    words: constr(strict=True, max_length=500) = ""  # type: ignore[valid-type]


class ChatTurn(Strict):
    """A consumer says something or presses a button that was offered."""

    key: Key  # type: ignore[valid-type]
    text: StrictStr | None = None
    button: constr(strict=True, max_length=40) | None = None  # type: ignore[valid-type]

    @validator("button", always=True)
    def one_of_both(cls, button: str | None, values: dict[str, Any]) -> str | None:
        """Exactly one of text and button is given."""
        if (button is None) == (values.get("text") is None):
            raise ValueError("exactly one of text and button must be given")
        return button


class ChoiceShown(Strict):
    """An answer offered; the payload is only a handle."""

    title: str
    payload: str


class MessageShown(Strict):
    """One line of the chat."""

    seq: int
    sender: Literal["consumer", "bot", "person", "notice"] = Field(alias="from")
    author: str = ""
    text: str
    key: str | None = None
    choices: list[ChoiceShown] = []
    at: str


class ExpectsShown(Strict):
    """What kind of answer the page should make easy."""

    kind: Literal["text", "phone", "id_number", "name", "choice", "ticket", "tail", "nothing"]


class QueueShown(Strict):
    """Where one stands in the queue for a person (1 is next), and how long it may take."""

    position: int
    wait_minutes: int


class ChatShown(Strict):
    """What every answer of the chat tells: messages, who answers now, and one's place in line.

    A message of a person has the person's desk number as its `author`.
    """

    messages: list[MessageShown]
    expects: ExpectsShown
    owner: Literal["bot", "waiting", "person", "closed"]
    queue: QueueShown | None


class ChatOpened(ChatShown):
    """The new chat: its id, the sender's secret, the greeting."""

    conversation: str
    token: str
    rate: bool


class ChatAnswer(ChatShown):
    """The answer to one turn."""

    turn: int


class ChatHistory(ChatShown):
    """What was said since a given message; `rate` asks how the talk with a person was."""

    rate: bool


class Alternative(Strict):
    """One entry of a recogniser's n-best list."""

    text: Words  # type: ignore[valid-type]
    confidence: Confidence | None = None  # type: ignore[valid-type]

    _number = validator("confidence", pre=True, allow_reuse=True)(a_number)


class PhoneTurn(Strict):
    """One event of a call, as a telephone platform reports it."""

    call_id: Id  # type: ignore[valid-type]
    turn: Key  # type: ignore[valid-type]
    event: Literal["start", "speech", "dtmf", "noinput", "nomatch", "hangup", "continue"]
    text: Words | None = None  # type: ignore[valid-type]
    confidence: Confidence | None = None  # type: ignore[valid-type]
    nbest: list[Alternative] = Field(default=[], max_items=10)
    digits: constr(strict=True, regex=r"^[0-9*#]{1,32}$") | None = None  # type: ignore[valid-type]
    caller: constr(strict=True, max_length=64) | None = None  # type: ignore[valid-type]
    callee: constr(strict=True, max_length=64) | None = None  # type: ignore[valid-type]
    elder: StrictBool = False
    meta: dict[str, Any] = {}

    _number = validator("confidence", pre=True, allow_reuse=True)(a_number)

    @validator("turn", pre=True)
    def as_key(cls, turn: Any) -> Any:
        """Platforms count turns; a number is a fine key."""
        return str(turn) if isinstance(turn, int) and not isinstance(turn, bool) else turn


class Said(Strict):
    """One thing to say aloud."""

    text: str
    interruptible: bool


class Collect(Strict):
    """What to listen for next; times in seconds and milliseconds."""

    modes: list[Literal["speech", "dtmf"]]
    expects: str
    max_digits: int
    end_key: Literal["#"] | None
    timeout_s: float
    between_keys_s: float
    end_silence_ms: int
    hints: list[str] = []
    sensitive: bool


class PhoneAnswer(Strict):
    """What the platform is to do now; after `wait` it says the words and sends `continue`."""

    call_id: str
    turn: str
    say: list[Said]
    rate_percent: int = 100
    loud: bool = False
    collect: Collect | None = None
    action: Action
    transfer: dict[str, Any] | None = None
    ticket: str | None = None


class ErrorDetail(Strict):
    """Why a request was not taken."""

    code: str
    message: str
    retry_after: int | None = None


class ErrorShown(Strict):
    """The one shape of every refusal."""

    error: ErrorDetail
