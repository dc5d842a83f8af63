"""The end of a complaint: a ticket, the quick way, a callback, or who else is responsible."""

from __future__ import annotations

from actions.base import Events, HotlineAction, Turn, last_four, leave_form, slot_set
from actions.complaint import verdict_on
from actions.moments import contact_words, day_words, promised_words
from bot.directory.jurisdiction import Verdict
from bot.hotline import Hotline
from bot.intake.draft import CALLBACK, COMPLAINT, Draft, institution_of
from bot.intake.handing_in import after_registering, complaint_of
from bot.tickets.complaint import Complaint
from bot.tickets.views import TicketView


class Conclude(HotlineAction):
    """Close the form: register, settle directly, or say who is responsible."""

    action_name = "action_conclude"

    def act(self, turn: Turn) -> Events:
        """Do what the draft asks for and clear it."""
        draft = turn.draft
        number = self._end(turn, draft)
        turn.hotline.drafts.close(turn.conversation_id)
        slots = after_registering(draft, number, last_four(draft.phone))
        return [*leave_form(), *(slot_set(name, value) for name, value in slots.items())]

    def _end(self, turn: Turn, draft: Draft) -> str | None:
        verdict = verdict_on(turn, draft)
        if draft.kind == CALLBACK:
            return self._call_back(turn, draft)
        if verdict:
            self._say_responsible(turn, draft, verdict)
            return None
        if draft.quick_way == "accepted":
            return self._settle_directly(turn, draft)
        return self._register(turn, draft)

    def _say_responsible(self, turn: Turn, draft: Draft, verdict: Verdict) -> None:
        authority = verdict.authority
        if authority is None:
            turn.say("say_outside_unknown", institution=draft.institution)
            return
        turn.say(
            "say_outside",
            institution=draft.institution,
            authority=authority.name.split()[0],
            number=authority.number,
            hours=authority.hours,
        )

    def _settle_directly(self, turn: Turn, draft: Draft) -> str:
        view = turn.hotline.tickets.settle_directly(self._complaint(turn, draft), actor="bot")
        institution = institution_of(draft, turn.hotline.directory)
        turn.signal(ticket=view.number)
        turn.say(
            "say_settled_directly",
            institution=view.institution_name,
            hotline=institution.tellable_hotline if institution else "",
            number=view.number,
        )
        return view.number

    def _register(self, turn: Turn, draft: Draft) -> str:
        complaint = self._complaint(turn, draft)
        view = turn.hotline.tickets.register(complaint, actor="bot")
        turn.signal(ticket=view.number)
        turn.say(
            _wording_of(view, draft),
            number=view.number,
            institution=view.institution_name,
            day=first_day(view),
            answer_days=answer_days(turn),
            contact=contact_words(turn.hotline),
        )
        if turn.channel == "phone" and _sent_by_text(turn.hotline, complaint.phone, view):
            turn.say("say_sent_by_text", phone_tail=last_four(draft.phone) or "")
        if draft.wants_callback:
            self._promise_callback(turn, draft, "say_callback_promised", view.number)
        return view.number

    def _complaint(self, turn: Turn, draft: Draft) -> Complaint:
        return complaint_of(turn.hotline.drafts, turn.conversation_id, turn.channel, draft)

    def _call_back(self, turn: Turn, draft: Draft) -> str:
        view = turn.hotline.tickets.register(self._complaint(turn, draft), actor="bot")
        turn.signal(ticket=view.number)
        self._promise_callback(turn, draft, "say_callback_ticket", view.number)
        return view.number

    def _promise_callback(self, turn: Turn, draft: Draft, wording: str, number: str) -> None:
        turn.say(
            wording if draft.phone else "say_callback_impossible",
            number=number,
            when=promised_words(turn.hotline, turn.conversation_id),
            phone_tail=last_four(draft.phone) or "",
        )


def _sent_by_text(hotline: Hotline, phone: str | None, view: TicketView) -> bool:
    words = hotline.profile.phone.text_message.format(number=view.number, day=first_day(view))
    return hotline.text_messages.send(phone, words)


def _wording_of(view: TicketView, draft: Draft) -> str:
    if view.repeat:
        return "say_registered_again"
    if draft.kind == COMPLAINT and "forward" not in view.deadlines:
        return "say_registered_to_be_answered"  # the rule in force sets a day for the answer only
    return f"say_registered_{draft.kind}"


def first_day(view: TicketView) -> str:
    """Return the day of the first deadline that runs, and that it may move where it may."""
    due = next(iter(view.deadlines.values()), None)
    return day_words(due.day, provisional=due.provisional) if due else "近日"


def answer_days(turn: Turn) -> int:
    """Return within how many days the institution has to answer."""
    return turn.hotline.profile.deadline_rule("answer", turn.hotline.today()).days
