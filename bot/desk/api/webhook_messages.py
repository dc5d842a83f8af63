"""What the interface for institutions tells of webhooks, and of what was sent to them."""

from __future__ import annotations

from bot.channels.messages import Strict


class WebhookShown(Strict):
    """A webhook; `pause` is empty, asked or gone (it answered 410)."""

    id: str
    url: str
    kinds: list[str]
    created_at: str
    pause: str
    waiting: int
    dead: int


class WebhookMade(WebhookShown):
    """A webhook just made; the secret is told this once."""

    secret: str


class WebhookList(Strict):
    """The webhooks of the institution."""

    webhooks: list[WebhookShown]


class DeliveryShown(Strict):
    """An event on its way to a webhook; `excerpt` is the masked beginning of what came back."""

    id: int
    event: str
    kind: str
    number: str
    state: str
    tries: int
    made_at: str
    due_at: str
    ended_at: str | None
    status: int | None
    failure: str
    excerpt: str


class DeliveryList(Strict):
    """The newest deliveries of a webhook."""

    deliveries: list[DeliveryShown]


class Counted(Strict):
    """How many dead letters were taken up."""

    count: int


class TrialShown(Strict):
    """What came back when a webhook was tried; `failure` is empty when it arrived."""

    status: int | None
    failure: str
    excerpt: str
