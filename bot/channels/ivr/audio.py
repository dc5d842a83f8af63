"""`GET /ivr/audio/<name>.wav`: what the voice has said, for platforms that play files."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, raw

from bot.channels.errors import Refusal, answer_refusals
from bot.channels.requests import dialogue_of
from bot.hotline import Hotline
from bot.voices.choosing import voice_called
from bot.voices.sounds import Sounds
from bot.voices.speaker import Speaker

PATH = "/ivr/audio/"
SUFFIX = ".wav"
CACHE = "private, max-age=86400, immutable"  # the content of a name never changes


def audio_door(prefix: str = "") -> Blueprint:
    """Return the route of the sounds.

    It asks for no password, because platforms fetch media without one: a sound's name is a keyed
    hash, and only who was handed it in an answer can know it.
    """
    routes = Blueprint(f"{prefix}ivr_audio")
    answer_refusals(routes)
    routes.add_route(play, PATH + "<file:str>", methods=["GET"], name="play")
    return routes


async def play(request: Request, file: str) -> HTTPResponse:
    """Return a sound; raises Refusal (404) for any other name."""
    speaker = speaker_of(request.app, dialogue_of(request.app).hotline)
    sound = speaker.sounds.find(file.removesuffix(SUFFIX)) if speaker else None
    if sound is None or not file.endswith(SUFFIX):
        raise Refusal(404, "not_found", "没有这个地址。")
    return raw(sound, headers={"Cache-Control": CACHE}, content_type="audio/wav")


def speaker_of(app: Any, hotline: Hotline) -> Speaker | None:
    """Return the voice of this application, or None where platforms speak by themselves.

    Raises SettingsError for a voice that cannot be used.
    """
    if not hasattr(app.ctx, "speaker"):
        app.ctx.speaker = _speaker(hotline)
    speaker: Speaker | None = app.ctx.speaker
    return speaker


def _speaker(hotline: Hotline) -> Speaker | None:
    voice = voice_called(hotline.settings.voice)
    sounds = Sounds(hotline.settings.var / "audio", hotline.cipher)
    return Speaker(voice, sounds) if voice else None
