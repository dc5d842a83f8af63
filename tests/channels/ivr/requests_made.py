"""Requests of telephone platforms and answers to put into their protocols, without a server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
from sanic import Request

from bot.channels.errors import Refusal
from bot.channels.messages import Collect, PhoneAnswer, Said
from bot.hotline import Hotline
from bot.phone_keys import PhoneKeys
from bot.profile import load_profile

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=timezone.utc)
FIRM = Said(text="本次通话会录音。", interruptible=False)
OPEN = Said(text="您说说是什么事？", interruptible=True)
COLLECT = Collect(
    modes=["speech", "dtmf"],
    expects="text",
    max_digits=1,
    end_key=None,
    timeout_s=6,
    between_keys_s=3,
    end_silence_ms=800,
    hints=["人工", "再说一遍"],
    sensitive=False,
)
DIGITS = COLLECT.copy(update={"max_digits": 18, "end_key": "#", "hints": [], "sensitive": True})
TRANSFER = {"gist": "信用卡年费扣了三百元", "institution": "浦发银行", "known": ["王先生"]}


def request_of(
    path: str, body: bytes = b"", headers: dict[str, str] | None = None, host: str = "bot.example"
) -> Request:
    """Return a request as Sanic builds it."""
    transport = Mock()
    transport.get_extra_info.return_value = None
    app = SimpleNamespace(
        config=SimpleNamespace(
            get=lambda *_: "",
            FORWARDED_SECRET=None,
            REAL_IP_HEADER=None,
            PROXIES_COUNT=None,
        ),
        websocket_enabled=False,
    )
    request = Request(
        path.encode(), {"host": host, **(headers or {})}, "1.1", "POST", transport, app
    )
    request.body = body
    return request


def hotline_with(agents: str = "agents", voice: str = "zh-CN", **keys: str) -> Hotline:
    """Return as much of a hotline as a dialect looks at."""
    profile = load_profile("nfra-12378")
    phone = replace(profile.phone, agents=agents, voice=voice)
    settings = SimpleNamespace(phone=PhoneKeys(**keys))
    return SimpleNamespace(settings=settings, profile=replace(profile, phone=phone))  # type: ignore[return-value]


def answer_of(action: str, *say: Said, **values: Any) -> PhoneAnswer:
    """Return an answer of the hotline."""
    return PhoneAnswer.parse_obj(
        {
            "call_id": "c-1",
            "turn": "3",
            "say": list(say),
            "action": action,
            "collect": COLLECT if action == "gather" else None,
            **values,
        }
    )


def refused(attempt: Callable[[], Any]) -> tuple[int, str]:
    """Return status and code of the refusal that an attempt meets."""
    with pytest.raises(Refusal) as refusal:
        attempt()
    return refusal.value.status, refusal.value.code
