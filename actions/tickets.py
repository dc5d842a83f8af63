"""What consumers want of a ticket they have: its state, haste, additions, withdrawal, objection."""

from __future__ import annotations

from actions.base import (
    HANDOFF,
    REGISTER,
    SAFETY,
    TICKET,
    Events,
    HotlineAction,
    Turn,
    followed_by,
    leave_form,
    slot_set,
    step_aside,
)
from actions.conclusion import answer_days, first_day
from actions.moments import day_words
from bot.intake.answers import Answers
from bot.intake.heard import SURE
from bot.intake.ticket_request import PURPOSES, QUESTIONS, TicketRequest, take_in
from bot.tickets.errors import TooManyTries
from bot.tickets.views import TicketView

FORM = "ticket_form"
MISSES = 2
NUMBERS = frozenset({"ticket_id", "phone_tail"})
# Deadlines whose meaning is told; of the others only the day is.
TOLD_DEADLINES = frozenset({"forward", "answer", "done"})


class ValidateTicketForm(HotlineAction):
    """Find out which ticket, and prove by the phone's last digits that it is the speaker's."""

    action_name = "validate_ticket_form"
    form = FORM

    def act(self, turn: Turn) -> Events:
        """Return the slots of the request and the next question."""
        request, asked = turn.ticket_request, turn.slot("requested_slot")
        if request.heard == turn.message_id:
            return _request_slots(request)
        heard, wants = turn.heard, PURPOSES.get(turn.heard.intent)
        if asked not in QUESTIONS and self._means_the_matter(turn):
            return [step_aside(FORM), followed_by("complaint_form")]
        if asked in NUMBERS and not heard.is_complaint and self._cannot_tell(turn):
            return self._without_number(turn)
        if wants and (asked not in QUESTIONS or self._changes_its_mind(turn, wants)):
            request = _begin(turn, wants)
        elif asked in NUMBERS and heard.is_complaint and heard.confidence >= SURE:
            # A new story while we wait for a number: that is what the consumer has come for.
            return [*_request_slots(None), step_aside(FORM)]
        elif not wants and self._is_digression(turn, asked):
            return [*_request_slots(request.with_(heard=turn.message_id)), step_aside(FORM)]
        request = take_in(request, heard, asked if asked in QUESTIONS else None)
        request = request.with_(heard=turn.message_id)
        if request.misses >= (1 if turn.slot("elderly") else MISSES):
            gone = _request_slots(None)
            return [*gone, step_aside(FORM), followed_by("action_handoff")]
        return _request_slots(request)

    def _changes_its_mind(self, turn: Turn, wants: str) -> bool:
        return wants != turn.ticket_request.purpose and turn.heard.wants_something_else

    def _means_the_matter(self, turn: Turn) -> bool:
        """Haste while a matter is being told and no ticket is known: it is about that matter."""
        known = turn.slot("proved_ticket") or take_in(TicketRequest(), turn.heard, None).ticket_id
        return turn.pending in (REGISTER, SAFETY) and turn.draft.is_told and not known

    def _cannot_tell(self, turn: Turn) -> bool:
        words, text = Answers.load(), turn.heard.text
        told = take_in(turn.ticket_request, turn.heard, None)
        nothing = (told.ticket_id, told.phone_tail) == (
            turn.ticket_request.ticket_id,
            turn.ticket_request.phone_tail,
        )
        return nothing and (words.gives_it_up(text) or words.has_lost_the_number(text))

    def _without_number(self, turn: Turn) -> Events:
        """Who gives up is let go; who has lost the number is offered a person."""
        if Answers.load().gives_it_up(turn.heard.text):
            return [step_aside(FORM), followed_by("action_cancel")]
        turn.say("say_number_lost")
        return [
            *_request_slots(None),
            slot_set("pending", HANDOFF),
            step_aside(FORM),
            *leave_form(),
            followed_by("action_listen"),
        ]

    def _is_digression(self, turn: Turn, asked: str | None) -> bool:
        heard = turn.heard
        if heard.intent not in Answers.load().digressions or asked in ("ticket_detail", None):
            return heard.intent in ("cancel", "request_human", "emergency")
        taken = take_in(turn.ticket_request, heard, asked)
        return taken.with_(misses=0) == turn.ticket_request.with_(misses=0)


def _begin(turn: Turn, purpose: str) -> TicketRequest:
    """A ticket registered or proved in this conversation needs no second proof."""
    known = turn.slot("proved_ticket") or {
        "ticket_id": turn.ticket_request.ticket_id,
        "phone_tail": turn.ticket_request.phone_tail,
    }
    return TicketRequest(purpose=purpose, **known)


def _request_slots(request: TicketRequest | None) -> Events:
    kept = request or TicketRequest()
    mirrored = [slot_set(question, getattr(kept, question)) for question in QUESTIONS]
    return [
        slot_set("ticket_request", vars(request) if request else None),
        *mirrored,
        slot_set("requested_slot", kept.next_question if request else None),
    ]


class ServeTicket(HotlineAction):
    """Do what was wanted of the ticket, once it is found and proved."""

    action_name = "action_serve_ticket"

    def act(self, turn: Turn) -> Events:
        """Say the outcome; a wrong number or tail gets the same answer."""
        request = turn.ticket_request
        try:
            view = turn.hotline.tickets.status(request.ticket_id or "", request.phone_tail or "")
        except TooManyTries:
            turn.say("say_ticket_locked")
            return [*_request_slots(None), *_resumed(turn)]
        if view is None:
            turn.say("say_ticket_not_found")
            return [*_request_slots(None), *_resumed(turn)]
        getattr(self, f"_{request.purpose}")(turn, request, view)
        proved = {"ticket_id": request.ticket_id, "phone_tail": request.phone_tail}
        return [
            *_request_slots(None),
            slot_set("proved_ticket", proved),
            slot_set("pending", TICKET),
            *_resumed(turn),
        ]

    def _status(self, turn: Turn, request: TicketRequest, view: TicketView) -> None:
        name, due = next(iter(view.deadlines.items()), ("done", None))
        turn.say(
            f"say_ticket_status_{name if name in TOLD_DEADLINES else 'open'}",
            number=view.number,
            institution=view.institution_name,
            state=view.state_text,
            day=day_words(due.day, provisional=due.provisional) if due else "",
        )

    def _urge(self, turn: Turn, request: TicketRequest, view: TicketView) -> None:
        urged = turn.hotline.tickets.urge(view.number, actor="consumer")
        turn.say(
            "say_ticket_urged" if urged.counted else "say_ticket_urged_today",
            institution=view.institution_name,
            number=view.number,
        )

    def _add(self, turn: Turn, request: TicketRequest, view: TicketView) -> None:
        turn.hotline.tickets.add(view.number, request.ticket_detail or "", actor="consumer")
        turn.say("say_ticket_added", number=view.number)

    def _withdraw(self, turn: Turn, request: TicketRequest, view: TicketView) -> None:
        if not request.confirmation:
            turn.say("say_ticket_kept", number=view.number)
        elif not view.is_open:
            turn.say("say_ticket_status_done", number=view.number, state=view.state_text)
        else:
            turn.hotline.tickets.withdraw(view.number, reason="消费者要求撤回", actor="consumer")
            turn.say("say_ticket_withdrawn", number=view.number)

    def _reject(self, turn: Turn, request: TicketRequest, view: TicketView) -> None:
        now = turn.hotline.tickets.reject_outcome(
            view.number, reason=request.ticket_detail or "", actor="consumer"
        )
        wordings = {"registered": "say_ticket_reopened", "escalated": "say_ticket_rejected"}
        wording = wordings.get(now.state, "say_ticket_objected")
        turn.say(
            wording if now.state != view.state else "say_ticket_objected",
            number=view.number,
            institution=view.institution_name,
            day=first_day(now),
            answer_days=answer_days(turn),
        )


def _resumed(turn: Turn) -> Events:
    """A complaint that was being told goes on after the ticket has been served."""
    return [followed_by("complaint_form")] if turn.slot("draft") else []
