"""From what the services return to what the interface shows."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from bot.desk.api import messages as m
from bot.desk.api import webhook_messages as w
from bot.desk.words import word
from bot.evidence.views import EvidenceView
from bot.institutions.contacts import ContactView
from bot.institutions.courier import TICKETS, moment
from bot.institutions.feed import Told
from bot.institutions.letters import DeliveryView
from bot.institutions.own_views import Happened, OwnClock, OwnFile, OwnTicket
from bot.institutions.webhooks import NewWebhook, WebhookView
from bot.tickets.actors import role_of
from bot.tickets.detail_views import AnswerView, ExtensionView


def brief(own: OwnTicket) -> m.TicketBrief:
    """Return a ticket without its person."""
    ticket = own.ticket
    return m.TicketBrief(
        number=ticket.number,
        state=ticket.state,
        state_text=ticket.state_text,
        is_open=ticket.is_open,
        kind=ticket.kind,
        intent=ticket.intent,
        matter=word(ticket.intent, "intents"),
        product=ticket.product,
        amount=_sum(ticket.amount),
        demands=list(ticket.demands),
        branch=ticket.branch,
        assigned=ticket.assigned,
        handler=own.handler or None,
        repeat=ticket.repeat,
        urges=ticket.urges,
        open_urges=ticket.open_urges,
        extension=ticket.extension,
        registered_at=moment(ticket.registered_at),
        forwarded_at=_moment(ticket.forwarded_at),
        acknowledged_at=_moment(ticket.acknowledged_at),
        answered_at=_moment(ticket.answered_at),
        closed_at=_moment(ticket.closed_at),
        acknowledge=_clock(own.acknowledge),
        answer=_clock(own.answer),
        merged_into=ticket.merged_into,
        group=ticket.group,
        link=f"{TICKETS}{ticket.number}",
    )


def whole(file: OwnFile, evidence: tuple[EvidenceView, ...]) -> m.TicketShown:
    """Return a ticket with its person."""
    return m.TicketShown(
        ticket=brief(file.own),
        person=m.PersonShown(name=file.person_name, phone=file.phone, id_number=file.id_number),
        narrative=file.narrative,
        demand=file.demand_text,
        occurred=file.occurred,
        erased_at=_moment(file.erased_at),
        answers=list(map(_answer, file.answers)),
        extensions=list(map(_extension, file.extensions)),
        contacts=list(map(_contact, file.contacts)),
        events=list(map(_happened, file.happened)),
        files=[evidence_shown(view, file.own.ticket.number) for view in evidence],
    )


def evidence_shown(view: EvidenceView, number: str) -> m.FileShown:
    """Return one file of a ticket."""
    role = role_of(view.by)
    return m.FileShown(
        id=view.id,
        name=view.name,
        media_type=view.media_type,
        size=view.size,
        at=moment(view.at),
        by=role if role in ("consumer", "institution") else "house",  # type: ignore[arg-type]
        sha256=view.sha256,
        link=f"{TICKETS}{number}/evidence/{view.id}",
    )


def event(told: Told) -> m.EventShown:
    """Return one event, as webhooks tell it."""
    return m.EventShown(
        id=told.id,
        kind=told.kind,
        at=moment(told.at),
        number=told.number,
        link=f"{TICKETS}{told.number}",
    )


def webhook(view: WebhookView) -> w.WebhookShown:
    """Return a webhook."""
    return w.WebhookShown(
        id=view.id,
        url=view.url,
        kinds=list(view.kinds),
        created_at=moment(view.created_at),
        pause=view.pause,
        waiting=view.waiting,
        dead=view.dead,
    )


def new_webhook(made: NewWebhook) -> w.WebhookMade:
    """Return a webhook with its secret."""
    return w.WebhookMade(**webhook(made.webhook).dict(), secret=made.secret)


def delivery(view: DeliveryView) -> w.DeliveryShown:
    """Return a delivery."""
    return w.DeliveryShown(
        id=view.id,
        event=view.event,
        kind=view.kind,
        number=view.number,
        state=view.state,
        tries=view.tries,
        made_at=moment(view.made_at),
        due_at=moment(view.due_at),
        ended_at=_moment(view.ended_at),
        status=view.status,
        failure=view.failure,
        excerpt=view.excerpt,
    )


def _clock(clock: OwnClock | None) -> m.ClockShown | None:
    if clock is None:
        return None
    return m.ClockShown(
        name=clock.name,
        title=clock.title,
        day=clock.day.isoformat(),
        days_left=clock.days_left,
        provisional=clock.provisional,
        law=clock.law,
    )


def _answer(view: AnswerView) -> m.AnswerShown:
    return m.AnswerShown(
        at=moment(view.at),
        kind=view.kind,
        findings=view.findings,
        reasons=view.reasons,
        remedies=list(view.remedies),
        remedy_words=view.remedy_words,
        outcome=view.outcome,
        paid=_sum(view.paid),
    )


def _extension(view: ExtensionView) -> m.ExtensionShown:
    return m.ExtensionShown(
        asked_at=moment(view.asked_at),
        to=view.to,
        day=view.day.isoformat(),
        state=view.state,
        why=view.why,
        decided_at=_moment(view.decided_at),
        decision_why=view.decision_why,
    )


def _contact(view: ContactView) -> m.ContactShown:
    return m.ContactShown(
        at=moment(view.at), who=view.who, way=view.way, reached=view.reached, note=view.note
    )


def _happened(view: Happened) -> m.HappenedShown:
    return m.HappenedShown(
        at=moment(view.at), kind=view.kind, title=view.title, who=view.who, words=view.words
    )


def _moment(at: datetime | None) -> str | None:
    return None if at is None else moment(at)


def _sum(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
