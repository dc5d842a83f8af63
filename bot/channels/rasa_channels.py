"""The doors as Rasa input channels, for `credentials.yml` and `rasa run`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint

from bot.channels.ivr.dialects import phone_doors
from bot.channels.webchat import web_chat


class WebChat(InputChannel):
    """The web chat below `/webhooks/webchat/`; turns are stored and masked as in our own server."""

    @classmethod
    def name(cls) -> str:
        """Return the path below `/webhooks`."""
        return "webchat"

    def blueprint(self, on_new_message: Callable[[Any], Awaitable[Any]]) -> Blueprint:
        """Return the routes; messages reach Rasa's agent through our dialogue."""
        return web_chat("rasa_webchat")


class Phone(InputChannel):
    """The phone doors below `/webhooks/phone/`."""

    @classmethod
    def name(cls) -> str:
        """Return the path below `/webhooks`."""
        return "phone"

    def blueprint(self, on_new_message: Callable[[Any], Awaitable[Any]]) -> Blueprint:
        """Return the routes; messages reach Rasa's agent through our dialogue."""
        return phone_doors("rasa")
