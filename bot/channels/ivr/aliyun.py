"""`POST /ivr/aliyun`: the RPC of Aliyun's 智能语音导航 (VoiceNavigator, version 2018-06-12).

Speaks to whatever was written for that service, its official SDKs included; they post to the root
of their endpoint, so the door listens there too. `docs/ivr/aliyun.md` says what to set.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

from sanic import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.channels.errors import Refusal
from bot.channels.ivr import acs3
from bot.channels.ivr.dialect import Dialect
from bot.channels.messages import PhoneAnswer, PhoneTurn
from bot.channels.requests import MAX_BODY
from bot.hotline import Hotline

EVENTS = MappingProxyType(
    {
        "BeginDialogue": "start",
        "Dialogue": "speech",
        "CollectedNumber": "dtmf",
        "SilenceTimeout": "noinput",
        "EndDialogue": "hangup",
    }
)
# Aliyun documents Broadcast and TransferToAgent. HangUp and GatherDtmf are the control types of
# its newer interface; a deployment that agreed on other names changes them here.
ACTIONS = MappingProxyType(
    {
        "gather": "Broadcast",
        "digits": "GatherDtmf",
        "wait": "Broadcast",  # SilenceTimeout follows, and brings the answer
        "none": "Broadcast",
        "transfer": "TransferToAgent",
        "hangup": "HangUp",
    }
)
FORM = "application/x-www-form-urlencoded"
MOST_PARAMETERS = 50


class Aliyun(Dialect):
    """The dialect of Aliyun's voice navigation; the instance id is the platform's own matter."""

    name = "aliyun"
    paths = ("/ivr/aliyun", "/")

    def admit(self, request: Request, hotline: Hotline, now: datetime) -> None:
        """Check the ACS3 signature and its age; raises Refusal (401, 404)."""
        keys = hotline.settings.phone
        if not (keys.aliyun_key_id and keys.aliyun_key_secret):
            raise Refusal(404, "not_found", "没有这个地址。")
        key = acs3.Key(keys.aliyun_key_id, keys.aliyun_key_secret)
        acs3.check(_signed(request), key, now)

    def read(self, request: Request) -> PhoneTurn:
        """Read the action and its parameters; raises Refusal (400, 413) or ValidationError.

        The nonce names the turn: a request that is sent once more gets the stored answer.
        """
        given = _parameters(request)
        event = EVENTS.get(request.headers.get("x-acs-action", ""))
        if event is None:
            raise Refusal(400, "unknown_action", "x-acs-action: " + ", ".join(EVENTS))
        number = given.get("Number")
        if event == "dtmf" and not number:
            event = "noinput"
        values = {
            "call_id": given.get("ConversationId", ""),
            "turn": request.headers.get("x-acs-signature-nonce", ""),
            "event": event,
            "text": given.get("Utterance") if event == "speech" else None,
            "digits": number if event == "dtmf" else None,
            "caller": given.get("CallingNumber") or None,
            "callee": given.get("CalledNumber") or None,
        }
        return PhoneTurn.parse_obj(values)

    def write(
        self, request: Request, hotline: Hotline, turn: PhoneTurn | None, answer: PhoneAnswer | None
    ) -> HTTPResponse:
        """Return the answer as the SDK's response models name it."""
        content: dict[str, Any] = {"RequestId": answer.turn if answer else ""}
        if turn and answer and turn.event != "hangup":
            content |= _response(answer, hotline.profile.phone.agents)
        return json_response(content, ensure_ascii=False)


def _response(answer: PhoneAnswer, agents: str) -> dict[str, Any]:
    action, parameters = _action(answer, agents)
    return {
        "TextResponse": "".join(said.text for said in answer.say),
        "Interruptible": all(said.interruptible for said in answer.say),
        "Action": ACTIONS[action],
        "ActionParams": json.dumps(parameters, ensure_ascii=False),
    }


def _action(answer: PhoneAnswer, agents: str) -> tuple[str, dict[str, Any]]:
    """Return what is to be done, and with what."""
    if answer.action == "transfer":
        known = json.dumps(answer.transfer or {}, ensure_ascii=False)
        return "transfer", {"skillGroupId": agents, "data": known}
    collect = answer.collect
    if collect is None or collect.max_digits == 1:
        return answer.action, {}
    return "digits", {
        "maxDigits": collect.max_digits,
        "endKey": collect.end_key or "",
        "timeoutSeconds": collect.timeout_s,
        "betweenKeysSeconds": collect.between_keys_s,
    }


def _signed(request: Request) -> acs3.Signed:
    headers: dict[str, list[str]] = {}
    for name, value in request.headers.items():
        headers.setdefault(name.lower(), []).append(value)
    return acs3.Signed(request.method, request.query_string, headers, request.body)


def _parameters(request: Request) -> Mapping[str, str]:
    """Return the parameters: in the query, or in a form as older clients send them."""
    if len(request.body) > MAX_BODY:
        raise Refusal(413, "too_large", "内容太长了，请分成几条发。")
    is_form = request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM
    form = request.body.decode("utf-8", "replace") if is_form else ""
    try:
        pairs = [
            *parse_qsl(form, keep_blank_values=True, max_num_fields=MOST_PARAMETERS),
            *parse_qsl(
                request.query_string, keep_blank_values=True, max_num_fields=MOST_PARAMETERS
            ),
        ]
    except ValueError as error:
        raise Refusal(400, "too_many_parameters", f"at most {MOST_PARAMETERS}") from error
    return dict(pairs)
