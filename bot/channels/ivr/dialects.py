"""The telephone: one turn model, and one small adapter for each protocol that speaks to it."""

from __future__ import annotations

from sanic import Blueprint

from bot.channels.ivr.aliyun import Aliyun
from bot.channels.ivr.asterisk import Asterisk
from bot.channels.ivr.audio import audio_door
from bot.channels.ivr.dialect import Dialect
from bot.channels.ivr.door import door
from bot.channels.ivr.jambonz import Jambonz
from bot.channels.ivr.odfs import Odfs
from bot.channels.ivr.signed_json import SignedJson
from bot.channels.ivr.twiml import Twiml
from bot.channels.ivr.voicexml import VoiceXml

DIALECTS: tuple[Dialect, ...] = (
    SignedJson(),
    Asterisk(),
    Aliyun(),
    Twiml(),
    Jambonz(),
    Odfs(),
    VoiceXml(),
)


def phone_doors(name: str = "phone") -> Blueprint:
    """Return the routes of all dialects; one without its secret answers 404."""
    doors = (door(dialect, name + "_") for dialect in DIALECTS)
    return Blueprint.group(*doors, audio_door(name + "_"))
