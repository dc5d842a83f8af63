"""Webhooks, looked after by the institution itself."""

from __future__ import annotations

from bot.channels.errors import Refusal
from bot.desk.api import messages as m
from bot.desk.api import webhook_messages as w
from bot.desk.api.door import Call, Reply
from bot.desk.api.routes import Parameter, reads, writes
from bot.desk.api.shown import delivery, new_webhook, webhook
from bot.desk.institutions.refusing import refusing
from bot.desk.reading import word_of
from bot.institutions.outbox import STATES

ALL = "/webhooks"
ONE = f"{ALL}/<webhook_id:str>"
_STATE = Parameter("state", "only those", {"type": "string", "enum": list(STATES)})


@reads(ALL, "List webhooks", w.WebhookList)
async def list_webhooks(call: Call) -> Reply:
    """Return the webhooks of the institution."""
    found = call.services.webhooks.of(call.officer.institution_id)
    return Reply(w.WebhookList(webhooks=[webhook(view) for view in found]))


@writes(
    ALL, "Make a webhook; its secret is told this once", m.WebhookGiven, w.WebhookMade, status=201
)
async def make_webhook(call: Call, given: m.WebhookGiven) -> Reply:
    """Begin to tell an address of what happens from now on."""
    officer = call.officer
    with refusing():
        made = call.services.webhooks.make(
            officer.institution_id, given.url, given.kinds, officer.key_id or ""
        )
    return Reply(new_webhook(made), status=201)


@reads(ONE, "Read a webhook", w.WebhookShown)
async def read_webhook(call: Call, webhook_id: str) -> Reply:
    """Return one webhook."""
    with refusing():
        return Reply(webhook(call.services.webhooks.get(call.officer.institution_id, webhook_id)))


@writes(ONE, "Take a webhook away", None, None, method="DELETE", status=204, once=False)
async def end_webhook(call: Call, webhook_id: str) -> Reply:
    """Tell it nothing any more."""
    with refusing():
        call.services.webhooks.end(call.officer.institution_id, webhook_id)
    return Reply(None, status=204)


@writes(f"{ONE}/pause", "Send nothing for a while", m.Nothing, w.WebhookShown)
async def pause(call: Call, webhook_id: str, given: m.Nothing) -> Reply:
    """Keep what happens meanwhile for later."""
    with refusing():
        found = call.services.webhooks.pause(call.officer.institution_id, webhook_id)
    return Reply(webhook(found))


@writes(f"{ONE}/resume", "Send again, what was missed first", m.Nothing, w.WebhookShown)
async def resume(call: Call, webhook_id: str, given: m.Nothing) -> Reply:
    """End a pause, also one that a 410 began."""
    with refusing():
        found = call.services.webhooks.resume(call.officer.institution_id, webhook_id)
    return Reply(webhook(found))


@writes(f"{ONE}/try", "Send an event that is none", m.Nothing, w.TrialShown)
async def try_out(call: Call, webhook_id: str, given: m.Nothing) -> Reply:
    """Return what came back."""
    with refusing():
        url, secret = call.services.webhooks.opening(call.officer.institution_id, webhook_id)
    outcome = await call.services.courier.try_out(url, secret)
    shown = w.TrialShown(status=outcome.status, failure=outcome.failure, excerpt=outcome.excerpt)
    return Reply(shown)


@reads(f"{ONE}/deliveries", "List the newest deliveries", w.DeliveryList, (_STATE,))
async def list_deliveries(call: Call, webhook_id: str) -> Reply:
    """Return deliveries, of one state if named: dead ones wait for somebody."""
    state = word_of(call.request, "state") or None
    if state not in (None, *STATES):
        raise Refusal(422, "wrong_state", f"state 只能是 {'、'.join(STATES)}。")
    with refusing():
        found = call.services.letters.newest(call.officer.institution_id, webhook_id, state)
    return Reply(w.DeliveryList(deliveries=[delivery(view) for view in found]))


@writes(f"{ONE}/resend", "Try dead letters again", m.LettersGiven, w.Counted)
async def resend(call: Call, webhook_id: str, given: m.LettersGiven) -> Reply:
    """Try one dead letter again, or all."""
    institution = call.officer.institution_id
    with refusing():
        count = call.services.letters.resend(institution, webhook_id, given.delivery)
    return Reply(w.Counted(count=count))


@writes(f"{ONE}/skip", "Give dead letters up", m.LettersGiven, w.Counted)
async def skip(call: Call, webhook_id: str, given: m.LettersGiven) -> Reply:
    """Give one dead letter up, or all, so that what follows can go."""
    institution = call.officer.institution_id
    with refusing():
        count = call.services.letters.skip(institution, webhook_id, given.delivery)
    return Reply(w.Counted(count=count))
