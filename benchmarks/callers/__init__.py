"""Callers who reach the hotline as telephone platforms do: one small client for each protocol."""

from __future__ import annotations

from types import MappingProxyType

from benchmarks.callers.aliyun import AliyunPhone
from benchmarks.callers.asterisk import AsteriskPhone
from benchmarks.callers.jambonz import JambonzPhone
from benchmarks.callers.phone import Phone
from benchmarks.callers.signed_json import SignedJsonPhone
from benchmarks.callers.twiml import TwimlPhone

PHONES: MappingProxyType[str, type[Phone]] = MappingProxyType(
    {
        "turn": SignedJsonPhone,
        "asterisk": AsteriskPhone,
        "twilio": TwimlPhone,
        "jambonz": JambonzPhone,
        "aliyun": AliyunPhone,
    }
)
