"""`POST /ivr/odfs`: the dialogue interface of Huawei's 云客服 (ODFS of OIAP), in place of theirs.

After support.huaweicloud.com/api-ccfs-cec, pages cec_07_0855 to cec_07_0858. The platform says what
happened (`inaction`), the answer what to do (`outaction`); `docs/ivr/huawei.md` says what to set.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections import OrderedDict
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sanic import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.channels.errors import Refusal
from bot.channels.ivr.dialect import Dialect
from bot.channels.messages import Collect, PhoneAnswer, PhoneTurn
from bot.channels.requests import object_of
from bot.hotline import Hotline

BEGIN, TALK, RELEASE, TRANSFER = 8, 9, 10, 11
WORDS = MappingProxyType(
    {
        "timeout": "noinput",
        "nomatch": "nomatch",
        "sys_err": "nomatch",
        "hangup": "hangup",
        "playover": "continue",  # only our pure announcements end so
        "recordend": "noinput",
    }
)
ENDS_OF_PLAYING = ("continue", "noinput", "nomatch")
KINDS = MappingProxyType({"1": "speech", "2": "dtmf"})
# A platform may keep the transcript in its Redis and send only where: key@number.
TRANSCRIPT_ELSEWHERE = re.compile(r"[A-Za-z0-9_.:-]+@[0-9]+")
SUCCESS = "0"
CHINESE = "0"
TEXT_TO_SPEECH = "2"
SKILL_QUEUE = "1"
CALLS_REMEMBERED = 10_000
SILENT_SECONDS = 60.0


class Odfs(Dialect):
    """The dialect of Huawei's voice navigation.

    Neither a release nor a transfer can speak, so last words are an announcement of their own,
    and what they announce follows when it has been played.
    """

    name = "odfs"
    paths = ("/ivr/odfs",)

    def __init__(self) -> None:
        self._last_words: OrderedDict[str, None] = OrderedDict()

    def admit(self, request: Request, hotline: Hotline, now: datetime) -> None:
        """Compare `auth_token`; raises Refusal (400, 401, 404, 413, 422)."""
        expected = hotline.settings.phone.odfs_token
        if not expected:
            raise Refusal(404, "not_found", "没有这个地址。")
        token = _text(_inparams(object_of(request.body)), "auth_token", 4096)
        if not hmac.compare_digest(token.encode("utf-8", "replace"), expected.encode()):
            raise Refusal(401, "bad_token", "auth_token is wrong")

    def read(self, request: Request) -> PhoneTurn | None:
        """Read what happened; raises Refusal (4xx) or ValidationError.

        None when the caller has reached a person: the robot's part is over.
        """
        body = object_of(request.body)
        given, action = _inparams(body), body.get("inaction")
        event = _event(action, given)
        if event is None:
            return None
        call = _text(body, "userid", 128)
        if call in self._last_words and event in ENDS_OF_PLAYING:
            event = "continue"
        said = _text(given, "input", 1024)
        values = {
            "call_id": call,
            "turn": _turn(action, given),
            "event": event,
            "text": said if event == "speech" else None,
            "digits": said if event == "dtmf" else None,
            "caller": _text(given, "call_sor_id", 64) or None,
            "callee": (_text(given, "real_callee", 64) or _text(given, "call_dst_id", 64)) or None,
        }
        return PhoneTurn.parse_obj(values)

    def write(
        self, request: Request, hotline: Hotline, turn: PhoneTurn | None, answer: PhoneAnswer | None
    ) -> HTTPResponse:
        """Return the next action; nothing due means to let the call go."""
        body = object_of(request.body)
        action, parameters = RELEASE, {"release_reason": "0"}
        if turn and answer and turn.event != "hangup":
            action, parameters = self._next(turn, answer, hotline.profile.phone.agents)
        parameters["call_id"] = _text(body, "userid", 128)
        parameters["inter_idx"] = str(_number(_inparams(body)) + 1)
        return json_response(
            {
                "ret": 0,
                "userid": _text(body, "userid", 128),
                "outaction": action,
                "outparams": parameters,
            },
            ensure_ascii=False,
        )

    def _next(
        self, turn: PhoneTurn, answer: PhoneAnswer, agents: str
    ) -> tuple[int, dict[str, str]]:
        announced = turn.event == "continue" and turn.call_id in self._last_words
        if answer.action in ("gather", "none"):
            return TALK, _listening(answer)
        if answer.action == "wait":
            return TALK, _announcement(answer)
        if answer.say and not announced:
            self._remember(turn.call_id)
            return TALK, _announcement(answer)
        self._last_words.pop(turn.call_id, None)
        if answer.action == "hangup":
            return RELEASE, {"release_reason": "0"}
        known = json.dumps(answer.transfer or {}, ensure_ascii=False)
        return TRANSFER, {"trans_type": SKILL_QUEUE, "route_value": agents, "trans_data": known}

    def _remember(self, call: str) -> None:
        """Forget the oldest beyond a bound: an abandoned call must not stay for ever."""
        self._last_words[call] = None
        if len(self._last_words) > CALLS_REMEMBERED:
            self._last_words.popitem(last=False)


def _event(action: Any, given: dict[str, Any]) -> str | None:
    """Return our name of what happened; raises Refusal (400) for an unknown action."""
    if action == BEGIN:
        return "start"
    said = _text(given, "input", 1024)
    if action == RELEASE or said == "hangup":
        return "hangup"
    if action == TRANSFER:
        return None if _text(given, "trans_result", 16) == SUCCESS else "noinput"
    if action != TALK or isinstance(action, bool):
        raise Refusal(400, "unknown_action", "inaction: 8, 9, 10 or 11")
    kind = KINDS.get(_text(given, "flow_result_type", 8), "noinput")
    if kind == "speech" and TRANSCRIPT_ELSEWHERE.fullmatch(said):
        return "nomatch"
    return WORDS.get(said, kind if said else "noinput")


def _turn(action: Any, given: dict[str, Any]) -> str:
    """Name the turn after all that was sent: `inter_idx` and the times make it one of its kind."""
    told = {name: value for name, value in given.items() if name != "auth_token"}
    content = json.dumps([action, told], sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest()


def _listening(answer: PhoneAnswer) -> dict[str, str]:
    """Return words to say and what to listen for; a caller who talks to a person is left alone."""
    collect = answer.collect
    return {
        **_saying(answer),
        "model_type": "11" + _keys(collect) if collect else "1100000",
        "timeout": f"{collect.timeout_s if collect else SILENT_SECONDS:g}",
        "collectTimeout": f"{collect.between_keys_s if collect else SILENT_SECONDS:g}",
    }


def _keys(collect: Collect) -> str:
    """Return the last five digits of a model: keys, how many, `*` an ordinary key, `#` the end."""
    return f"1{min(collect.max_digits, 99):02d}0{int(collect.end_key == '#')}"


def _announcement(answer: PhoneAnswer) -> dict[str, str]:
    return {**_saying(answer), "model_type": "1000000", "timeout": "1"}


def _saying(answer: PhoneAnswer) -> dict[str, str]:
    words = "".join(said.text for said in answer.say)
    return {"prompt_type": TEXT_TO_SPEECH, "prompt_text": words, "language": CHINESE}


def _inparams(body: dict[str, Any]) -> dict[str, Any]:
    given = body.get("inparams")
    if not isinstance(given, dict):
        raise Refusal(422, "invalid_field", "inparams: must be an object")
    return given


def _number(given: dict[str, Any]) -> int:
    """Return the number of the interaction, 0 where the platform does not count."""
    index = _text(given, "inter_idx", 64)
    return int(index) if index.isascii() and index.isdigit() and len(index) < 10 else 0


def _text(values: dict[str, Any], name: str, limit: int) -> str:
    """Return a text, empty where it is missing; raises Refusal (422)."""
    value = values.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > limit:
        raise Refusal(422, "invalid_field", f"{name}: must be a text of at most {limit} characters")
    return value
