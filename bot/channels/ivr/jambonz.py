"""`POST /ivr/jambonz`: the webhooks of jambonz, JSON in and an array of verbs out.

Sources: docs.jambonz.org/verbs and the schemas of npm's @jambonz/schema (callbacks, verbs).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal
from xml.etree import ElementTree

from pydantic import BaseModel, Field, StrictStr
from sanic import Request
from sanic.response import HTTPResponse
from sanic.response import empty as empty_response
from sanic.response import json as json_response

from bot.channels.errors import Refusal
from bot.channels.ivr import hearing
from bot.channels.ivr.agents import (
    NOT_REACHED,
    SUMMARY_HEADER,
    Agents,
    agents_at,
    reached,
    summary,
)
from bot.channels.ivr.dialect import Dialect
from bot.channels.ivr.rendering import TO_A_PERSON
from bot.channels.ivr.speaking import for_xml, prosody, split_at_interruptible
from bot.channels.ivr.turns import own_event, own_turn
from bot.channels.messages import Collect, PhoneAnswer, PhoneTurn, Said
from bot.channels.requests import object_of
from bot.channels.signatures import check
from bot.hotline import Hotline

ENDED = ("completed", "failed", "busy", "no-answer")
INPUTS = {"speech": "speech", "dtmf": "digits"}
MAX_ALTERNATIVES = 10
DEFAULT = "default"  # the vendor, language and voice that the application sets in jambonz
Verb = dict[str, Any]
Reason = Literal["speechDetected", "dtmfDetected", "timeout", "error", "stt-low-confidence"]


class Hypothesis(BaseModel):
    """One entry of `speech.alternatives`, best first."""

    transcript: StrictStr = ""
    confidence: Any = None


class Speech(BaseModel):
    """What a recogniser reports."""

    alternatives: list[Hypothesis] = []


class Hook(BaseModel):
    """The fields of a webhook that we read; the many others are left alone."""

    call_sid: StrictStr
    caller: StrictStr = Field(default="", alias="from")
    callee: StrictStr = Field(default="", alias="to")
    direction: StrictStr = ""
    call_status: StrictStr = ""
    reason: Reason | None = None
    speech: Speech = Speech()
    digits: StrictStr = ""
    dial_call_status: StrictStr = ""
    queue_result: StrictStr = ""
    final_referred_call_status: int = 0

    @property
    def put_through(self) -> bool:
        """Tell whether a transfer that we asked for reached someone."""
        referred = 200 <= self.final_referred_call_status < 300
        return referred or reached(self.dial_call_status or self.queue_result)


class Jambonz(Dialect):
    """The dialect; which turn an event belongs to is in the query of our own action hooks."""

    name = "jambonz"
    paths = ("/ivr/jambonz", "/ivr/jambonz/turn", "/ivr/jambonz/status")

    def admit(self, request: Request, hotline: Hotline, now: datetime) -> None:
        """Check `Jambonz-Signature: t=…,v1=…`; raises Refusal (404 without a secret, 401)."""
        secret = hotline.settings.phone.jambonz_secret
        if not secret:
            raise Refusal(404, "not_found", "没有这个地址。")
        stamp, _, signature = request.headers.get("jambonz-signature", "").partition(",")
        check(secret, stamp.strip().removeprefix("t="), signature.strip(), request.body, now)

    def read(self, request: Request) -> PhoneTurn | None:
        """Read the hook and our own query; raises Refusal or ValidationError."""
        hook = _hook(request)
        if hook.call_status in ENDED:
            # The leg to our people has a status of its own; its end is not the caller's.
            return None if hook.direction == "outbound" else _turn(hook, "end", "hangup")
        event = own_event(request)
        if event == "dialled" or request.path.endswith("/status"):
            return None
        number = own_turn(request)
        if number == 0:
            return _turn(hook, "0", "start")
        return _turn(hook, str(number), event) if event else _collected(hook, str(number))

    def write(
        self, request: Request, hotline: Hotline, turn: PhoneTurn | None, answer: PhoneAnswer | None
    ) -> HTTPResponse:
        """Return the answer as verbs, or an empty 200 where nothing is to be done."""
        if turn and answer:
            verbs = [] if turn.event == "hangup" else list(_verbs(request, hotline, answer))
        elif own_event(request) == "dialled":
            verbs = _after_dialling(_hook(request))
        else:
            return empty_response(status=200)
        return json_response(verbs, ensure_ascii=False)


def _hook(request: Request) -> Hook:
    given = object_of(request.body)
    return Hook.parse_obj({name: value for name, value in given.items() if value is not None})


def _collected(hook: Hook, number: str) -> PhoneTurn | None:
    """Read what a gather reports; a recogniser that failed understood nothing.

    Partial results carry no reason. `is_final` does not tell them: jambonz also ends a gather with
    a hypothesis that is not final but is one of the hints.
    """
    if hook.reason is None:
        return None
    keys = hearing.keys(hook.digits)
    if keys:
        return _turn(hook, number, "dtmf", digits=keys)
    heard = [_alternative(one) for one in hook.speech.alternatives[:MAX_ALTERNATIVES]]
    best = heard[0] if heard else {"text": "", "confidence": None}
    if hook.reason in ("stt-low-confidence", "error"):
        return _turn(hook, number, "nomatch", **best)
    if not best["text"]:
        return _turn(hook, number, "noinput")
    return _turn(hook, number, "speech", **best, nbest=heard[1:])


def _alternative(heard: Hypothesis) -> dict[str, Any]:
    return {
        "text": hearing.transcript(heard.transcript),
        "confidence": hearing.confidence(heard.confidence),
    }


def _turn(hook: Hook, turn: str, event: str, **heard: Any) -> PhoneTurn:
    return PhoneTurn.parse_obj(
        {
            "call_id": hook.call_sid,
            "turn": turn,
            "event": event,
            "caller": hearing.number(hook.caller),
            "callee": hearing.number(hook.callee),
            **heard,
        }
    )


def _after_dialling(hook: Hook) -> list[Verb]:
    """Nobody answered: say so before the line goes dead."""
    words: list[Verb] = [] if hook.put_through else [{"verb": "say", "text": NOT_REACHED}]
    return [*words, {"verb": "hangup"}]


def _verbs(request: Request, hotline: Hotline, answer: PhoneAnswer) -> Iterable[Verb]:
    """Yield the verbs of an answer; after `none` in mid-call a person is to have the line."""
    if answer.action == "gather" and answer.collect:
        before, inside = split_at_interruptible(answer.say)
        yield from _said(before, answer)
        yield {"verb": "gather", **_gather(request, answer, answer.collect, inside)}
        # Reached only where our answer to the gather fails: then a person takes the call.
        yield {"verb": "say", "text": TO_A_PERSON}
        yield from _put_through(request, hotline, answer)
        return
    yield from _said(answer.say, answer)
    if answer.action == "wait":
        yield {"verb": "redirect", "actionHook": _own_address(request, "continue")}
    elif answer.action == "hangup":
        yield {"verb": "hangup"}
    else:
        yield from _put_through(request, hotline, answer)


def _gather(
    request: Request, answer: PhoneAnswer, collect: Collect, inside: list[Said]
) -> dict[str, Any]:
    gather: dict[str, Any] = {
        "actionHook": _own_address(request),
        "input": [INPUTS[mode] for mode in collect.modes],
        "timeout": collect.timeout_s,
        "numDigits": collect.max_digits,
        "interDigitTimeout": collect.between_keys_s,
        "bargein": bool(inside),
        "dtmfBargein": bool(inside),
        # Words are counted by spaces, so whatever is said in Chinese is one word.
        "minBargeinWordCount": 1,
        "recognizer": {"vendor": DEFAULT, "language": DEFAULT, "hints": collect.hints},
    }
    if collect.end_key:
        gather["finishOnKey"] = collect.end_key
    if inside:
        gather["say"] = {"text": _text("".join(one.text for one in inside), answer)}
    return gather


def _said(segments: list[Said], answer: PhoneAnswer) -> list[Verb]:
    return [{"verb": "say", "text": _text(segment.text, answer)} for segment in segments]


def _text(words: str, answer: PhoneAnswer) -> str:
    """Return the words, as SSML where they are to be said slowly or loudly."""
    manner = prosody(answer)
    if not manner:
        return words
    speak = ElementTree.Element("speak")
    ElementTree.SubElement(speak, "prosody", manner).text = for_xml(words)
    return ElementTree.tostring(speak, encoding="unicode")


def _put_through(request: Request, hotline: Hotline, answer: PhoneAnswer) -> Iterable[Verb]:
    agents = agents_at(hotline.profile.phone.agents)
    action, words = {"actionHook": _own_address(request, "dialled")}, summary(answer.transfer)
    headers = {"headers": {SUMMARY_HEADER: words}} if words else {}
    if agents.kind == "queue":
        yield from [{"verb": "tag", "data": answer.transfer}] if answer.transfer else []
        yield {"verb": "enqueue", "name": agents.address, **action}
    elif agents.kind == "refer":
        yield {"verb": "sip:refer", "referTo": agents.address, **headers, **action}
    else:
        known = {"tag": answer.transfer} if answer.transfer else {}
        yield {"verb": "dial", "target": [_target(agents)], **headers, **known, **action}


def _target(agents: Agents) -> dict[str, str]:
    if agents.kind == "sip":
        return {"type": "sip", "sipUri": agents.address}
    return {"type": "phone", "number": agents.address}


def _own_address(request: Request, event: str = "") -> str:
    """Return an address on this host: jambonz resolves it against the hook it called."""
    root = request.path.removesuffix("/turn").removesuffix("/status")
    query = f"turn={own_turn(request) + 1}" + (f"&event={event}" if event else "")
    return f"{root}/turn?{query}"
