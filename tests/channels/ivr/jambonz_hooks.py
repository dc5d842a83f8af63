"""What jambonz sends in the course of a call, in the shape of its published schemas."""

from __future__ import annotations

from typing import Any

CALL = {
    "call_sid": "0c3a6b8e-5f3e-4c4e-9d55-0a3f0d1f2a11",
    "account_sid": "9351f46a-678c-43f5-b8a6-d4eb58d131af",
    "application_sid": "0e0681b0-d49f-4fb8-b973-b5a3c6758de1",
    "direction": "inbound",
    "from": "+8613800138000",
    "to": "12378",
    "call_id": "c1b2@192.0.2.7",
    "call_status": "in-progress",
    "sip_status": 200,
    "trace_id": "c0ffee",
    "originating_sip_ip": "192.0.2.7",
    "api_base_url": "http://192.0.2.1:3000/v1",
}
QUEUE = {"queue_sid": "queue:9351f46a:agents", "queue_time": 20}
VENDOR = {"name": "microsoft", "evt": {"Offset": 1200000, "NBest": []}}


def speech(*heard: tuple[str, float], is_final: bool = True) -> dict[str, Any]:
    """Return the result of a recogniser, best hypothesis first."""
    return {
        "language_code": "zh-CN",
        "channel_tag": 1,
        "is_final": is_final,
        "alternatives": [{"transcript": words, "confidence": sure} for words, sure in heard],
        "vendor": VENDOR,
    }


HOOKS: dict[str, tuple[str, dict[str, Any]]] = {
    "start": (
        "session-new",
        {
            **CALL,
            "call_status": "trying",
            "sip_status": 100,
            "caller_name": "",
            "sip": {"headers": {"X-CID": "1"}, "method": "INVITE", "payload": []},
            "env_vars": {"LINE": "12378"},
            "defaults": {"synthesizer": {"vendor": "microsoft", "language": "zh-CN"}},
        },
    ),
    "speech": (
        "gather",
        {
            **CALL,
            "reason": "speechDetected",
            "speech": speech(("我要投诉普发银行。", 0.83), ("我要投诉浦发银行。", 0.41)),
        },
    ),
    "early hint": (
        "gather",
        {**CALL, "reason": "speechDetected", "speech": speech(("人工", 0.5), is_final=False)},
    ),
    "keys": ("gather", {**CALL, "reason": "dtmfDetected", "digits": "31010119900101001*"}),
    "timeout": ("gather", {**CALL, "reason": "timeout"}),
    "recogniser failed": ("gather", {**CALL, "reason": "error", "details": {"message": "no"}}),
    "unsure": (
        "gather",
        {**CALL, "reason": "stt-low-confidence", "speech": speech(("是的", 0.21))},
    ),
    "nothing heard": (
        "gather",
        {**CALL, "reason": "speechDetected", "speech": speech(("。", 0.2))},
    ),
    "partial": ("gather-partial", {**CALL, "speech": speech(("我要", 0.1), is_final=False)}),
    "redirect": ("session-redirect", CALL),
    "ringing": ("call-status", {**CALL, "call_status": "ringing"}),
    "ended": (
        "call-status",
        {**CALL, "call_status": "completed", "call_termination_by": "caller", "duration": 31},
    ),
    "agent's leg ended": (
        "call-status",
        {**CALL, "call_sid": "b-leg", "direction": "outbound", "call_status": "completed"},
    ),
    "dialled": (
        "dial",
        {**CALL, "dial_call_status": "completed", "dial_sip_status": 200, "dial_call_sid": "b-leg"},
    ),
    "busy": ("dial", {**CALL, "dial_call_status": "busy", "dial_sip_status": 486}),
    "bridged": ("enqueue", {**CALL, **QUEUE, "queue_result": "bridged"}),
    "queue failed": ("enqueue", {**CALL, **QUEUE, "queue_result": "error"}),
    "referred": ("sip-refer", {**CALL, "refer_status": 202, "final_referred_call_status": 200}),
    "not referred": ("sip-refer", {**CALL, "refer_status": 405}),
}
