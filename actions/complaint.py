"""The complaint from its first word to its ticket."""

from __future__ import annotations

from decimal import Decimal

from actions.base import (
    Events,
    HotlineAction,
    Turn,
    draft_slots,
    followed_by,
    last_four,
    leave_form,
    listen,
    slot_set,
    step_aside,
)
from bot.directory.jurisdiction import Verdict, responsible
from bot.intake.draft import (
    CALLBACK,
    COMPLAINT,
    DECLINED,
    REPORT,
    Draft,
    institution_of,
    next_question,
)
from bot.intake.gist import amount_words, gist_of
from bot.intake.hearing import fill
from bot.language.speech import tail
from bot.tickets.complaint import Complaint
from bot.tickets.views import TicketView

FORM = "complaint_form"
A_LARGE_SUM = Decimal(10_000)


class Calm(HotlineAction):
    """Meet the person before the matter; once for each matter."""

    action_name = "action_calm"

    def act(self, turn: Turn) -> Events:
        """Say one calming sentence that fits mood and matter."""
        draft = turn.draft
        kind = REPORT if turn.heard.intent == "report_violation" else COMPLAINT
        if draft.is_started and draft.kind == kind:
            return []
        turn.say(_calming(turn), amount=_amount_said(turn))
        started = Draft(kind=kind, emotion=turn.heard.emotion, elderly=draft.elderly)
        return [*draft_slots(started), slot_set("pending", None)]


def _calming(turn: Turn) -> str:
    heard = turn.heard
    if heard.intent == "report_violation":
        return "say_calm_report"
    if heard.emotion in ("desperate", "furious"):
        return f"say_calm_{heard.emotion}"
    amount = heard.latest("amount")
    if amount and Decimal(amount.value) >= A_LARGE_SUM:
        return "say_calm_large_sum"
    if heard.intent in ("complain_collection", "complain_service", "file_complaint"):
        return f"say_calm_{heard.intent.removeprefix('complain_')}"
    return "say_calm"


def _amount_said(turn: Turn) -> str:
    amount = turn.heard.latest("amount")
    return amount_words(amount.value) or "" if amount else ""


class ValidateComplaintForm(HotlineAction):
    """Take each utterance into the draft, keep it safe, and decide what to ask next."""

    action_name = "validate_complaint_form"

    def act(self, turn: Turn) -> Events:
        """Return the slots of the draft and the next question."""
        draft = turn.draft
        if draft.heard == turn.message_id:
            return self._ask(turn, draft)
        filling = fill(draft, turn.heard, turn.slot("requested_slot"), turn.hotline.directory)
        draft = filling.draft.with_(heard=turn.message_id)
        turn.hotline.drafts.save(turn.conversation_id, draft)
        if filling.problem:
            turn.say(filling.problem)
        events = self._ask(turn, draft)
        if filling.digression:
            return [*events, step_aside(FORM)]
        if _too_many_misses(draft):
            return [*events, step_aside(FORM), followed_by("action_handoff")]
        if filling.problem == "say_which_is_wrong":
            return [*events, step_aside(FORM), *listen(turn)]
        return events

    def _ask(self, turn: Turn, draft: Draft) -> Events:
        profile, directory = turn.hotline.profile, turn.hotline.directory
        outside = verdict_on(turn, draft)
        question = None if outside else next_question(draft, profile, directory)
        return [
            *draft_slots(draft),
            slot_set("unclear", None),
            slot_set("requested_slot", question),
        ]


def _too_many_misses(draft: Draft) -> bool:
    return draft.misses >= (1 if draft.elderly else 2)


def verdict_on(turn: Turn, draft: Draft) -> Verdict | None:
    """Return who is responsible when the institution is outside this hotline's reach."""
    institution = institution_of(draft, turn.hotline.directory)
    if institution is None:
        return None
    verdict = responsible(institution, turn.hotline.profile.jurisdiction)
    return None if verdict.within else verdict


class AskInstitution(HotlineAction):
    """Ask which institution; which of several, when the name fits more than one."""

    action_name = "action_ask_complaint_form_institution"

    def act(self, turn: Turn) -> Events:
        """Ask the open question or offer the candidates (at most four)."""
        draft = turn.draft
        if not draft.candidates:
            turn.say("say_ask_institution")
            return []
        known = [turn.hotline.directory.get(candidate) for candidate in draft.candidates]
        offered = [institution for institution in known if institution][:4]
        turn.dispatcher.utter_message(
            response="say_ask_which_institution",
            names="、".join(institution.display for institution in offered),
            buttons=[
                {
                    "title": institution.display,
                    "payload": f'/inform{{"institution": "{institution.id}"}}',
                }
                for institution in offered
            ],
        )
        return []


class AskSummary(HotlineAction):
    """Read back what was noted, in key points, and ask whether it is right."""

    action_name = "action_ask_complaint_form_summary"

    def act(self, turn: Turn) -> Events:
        """Say the summary; numbers are shown masked and spoken by their last four digits."""
        draft = turn.draft
        named = draft.person_name if draft.person_name != DECLINED else "匿名"
        institution = "".join(filter(None, (draft.institution, draft.branch)))
        wording = "say_summary" if draft.kind == COMPLAINT else "say_summary_report"
        turn.say(
            wording,
            institution=institution,
            gist=gist_of(draft),
            demand=draft.demand or "",
            person_name=named or "",
            phone=draft.phone or "不留电话",
            phone_tail=tail(last_four(draft.phone) or "") if draft.phone else "不留电话",
        )
        return []


class AskQuickWay(HotlineAction):
    """Offer the institution's own complaint line before a ticket is opened."""

    action_name = "action_ask_complaint_form_quick_way"

    def act(self, turn: Turn) -> Events:
        """Say the number, which is told only when its source is sure."""
        institution = institution_of(turn.draft, turn.hotline.directory)
        assert institution is not None
        turn.say(
            "say_ask_quick_way",
            institution=institution.display,
            hotline=institution.tellable_hotline,
        )
        return []


class Conclude(HotlineAction):
    """Close the form: register, settle directly, or say who is responsible."""

    action_name = "action_conclude"

    def act(self, turn: Turn) -> Events:
        """Do what the draft asks for and clear it."""
        draft = turn.draft
        verdict = verdict_on(turn, draft)
        if verdict:
            self._say_responsible(turn, draft, verdict)
            number = None
        elif draft.kind == CALLBACK:
            number = self._call_back(turn, draft)
        elif draft.quick_way == "accepted":
            number = self._settle_directly(turn, draft)
        else:
            number = self._register(turn, draft)
        turn.hotline.drafts.close(turn.conversation_id)
        proved = {"ticket_id": number, "phone_tail": last_four(draft.phone)}
        remembered = [slot_set("last_ticket", number), slot_set("proved_ticket", proved)]
        return [
            *leave_form(),
            *draft_slots(None),
            *(remembered if number else []),
            slot_set("pending", None),
        ]

    def _say_responsible(self, turn: Turn, draft: Draft, verdict: Verdict) -> None:
        authority = verdict.authority
        if authority is None:
            turn.say("say_outside_unknown", institution=draft.institution)
            return
        turn.say(
            "say_outside",
            institution=draft.institution,
            authority=authority.name,
            number=authority.number,
            hours=authority.hours,
        )

    def _settle_directly(self, turn: Turn, draft: Draft) -> str:
        view = turn.hotline.tickets.settle_directly(complaint_of(turn, draft), actor="bot")
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
        view = turn.hotline.tickets.register(complaint_of(turn, draft), actor="bot")
        wording = "say_registered_again" if view.repeat else f"say_registered_{draft.kind}"
        turn.signal(ticket=view.number)
        turn.say(
            wording, number=view.number, institution=view.institution_name, day=_first_day(view)
        )
        if draft.wants_callback:
            self._promise_callback(turn, draft)
        return view.number

    def _call_back(self, turn: Turn, draft: Draft) -> str:
        view = turn.hotline.tickets.register(complaint_of(turn, draft), actor="bot")
        turn.signal(ticket=view.number)
        self._promise_callback(turn, draft, number=view.number)
        return view.number

    def _promise_callback(self, turn: Turn, draft: Draft, number: str = "") -> None:
        opening = turn.hotline.hours.next_opening(turn.hotline.clock.now())
        wording = "say_callback_ticket" if number else "say_callback_promised"
        turn.say(
            wording,
            number=number,
            when=f"{opening.month}月{opening.day}日上午{opening.hour}点以后",
            phone_tail=last_four(draft.phone) or "",
        )


def complaint_of(turn: Turn, draft: Draft) -> Complaint:
    """Turn a finished draft into what the tickets take, with the masks turned into values."""
    named = None if draft.person_name == DECLINED else draft.person_name
    name, phone, id_number = turn.hotline.drafts.reveal(
        turn.conversation_id, named, draft.phone, draft.id_number
    )
    return Complaint(
        kind=draft.kind,  # type: ignore[arg-type]
        intent=draft.intent or ("request_human" if draft.kind == CALLBACK else "complain_other"),
        institution_id=draft.institution_id,
        institution_name=draft.institution or "未指明",
        branch=draft.branch,
        narrative=draft.narrative or "来电人要求人工回电",
        demands=draft.demands,
        demand_text=draft.demand or "",
        product=draft.product,
        amount=Decimal(draft.amount) if draft.amount else None,
        occurred=draft.occurred,
        person_name=name,
        phone=phone,
        id_number=id_number,
        channel=turn.channel,  # type: ignore[arg-type]
        conversation_id=turn.conversation_id,
        idempotency_key=f"{turn.conversation_id}:{draft.key}",
        emotion=draft.emotion,
        elderly=draft.elderly,
    )


def _first_day(view: TicketView) -> str:
    due = next(iter(view.deadlines.values()), None)
    if due is None:
        return "近日"
    return f"{due.day.month}月{due.day.day}日" + ("（暂定）" if due.provisional else "")


class Cancel(HotlineAction):
    """Stop what is being done; what was said stays kept for another time."""

    action_name = "action_cancel"

    def act(self, turn: Turn) -> Events:
        """Leave the form and say that it can be taken up again."""
        turn.say("say_cancelled" if turn.draft.is_started else "say_nothing_to_cancel")
        return [*leave_form(), slot_set("pending", "resume" if turn.draft.is_started else None)]
