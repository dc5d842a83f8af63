"""The complaint while it is told: met calmly, taken down, one question at a time."""

from __future__ import annotations

from decimal import Decimal

from actions.base import (
    REGISTER,
    RESUME,
    SAFETY,
    TICKET,
    Events,
    HotlineAction,
    Turn,
    draft_slots,
    followed_by,
    last_four,
    leave_form,
    listen,
    listen_outside,
    slot_set,
    step_aside,
)
from bot.directory.jurisdiction import Verdict
from bot.intake.answers import Answers
from bot.intake.draft import COMPLAINT, QUESTIONS, REPORT, Draft, next_question
from bot.intake.facts import graver, note_facts
from bot.intake.gist import VIOLATION, amount_words, matters
from bot.intake.heard import PLAIN, Heard
from bot.intake.hearing import fill
from bot.intake.house import settled_at, verdict_at

FORM = "complaint_form"
MISSES = 2  # for elderly people one is enough
PHONE_TRIES = 3  # on a line too bad for a number we do not ask for ever
A_LARGE_SUM = Decimal(10_000)


class Calm(HotlineAction):
    """Meet the person before the matter; once for each matter."""

    action_name = "action_calm"

    def act(self, turn: Turn) -> Events:
        """Say one calming sentence that fits mood and matter, and begin or go on with a draft."""
        if _belongs_to_the_ticket(turn):
            return add_to_the_ticket(turn)
        draft, pending = turn.draft, slot_set("pending", None)
        is_report = turn.heard.intent == VIOLATION
        if turn.pending in (REGISTER, SAFETY) and draft.is_told and not is_report:
            return [*draft_slots(draft), pending]
        if turn.in_form and draft.is_started and is_report == (draft.kind == REPORT):
            return [pending]
        started = Draft(
            kind=REPORT if is_report else COMPLAINT,
            intent=VIOLATION if is_report else None,
            emotion=turn.heard.emotion,
            elderly=turn.elderly,
        )
        if not is_report:
            started = started.with_(**turn.slot("person") or {})  # told with an earlier matter
        noted = note_facts(started, turn.heard, turn.hotline.directory, mends=False)
        if verdict_on(turn, noted) is None:
            matter = matters().get(turn.heard.intent, "")
            turn.say(_calming(turn.heard), amount=_largest_sum_said(noted), matter=matter)
        if turn.pending == REGISTER and draft.institution:
            started = started.with_(
                institution=draft.institution, institution_id=draft.institution_id
            )
        return [*draft_slots(started), pending]


def _calming(heard: Heard) -> str:
    if heard.intent == VIOLATION:
        return "say_calm_report"
    if Answers.load().is_stolen_now(heard.text):
        return "say_calm_stolen"
    if heard.emotion in ("desperate", "furious"):
        return f"say_calm_{heard.emotion}"
    sums = [Decimal(entity.value) for entity in heard.entities if entity.name == "amount"]
    if max(sums, default=Decimal(0)) >= A_LARGE_SUM:
        return "say_calm_large_sum"
    if heard.intent in ("complain_collection", "complain_service", "file_complaint"):
        return f"say_calm_{heard.intent.removeprefix('complain_')}"
    return "say_calm" if heard.confidence >= PLAIN else "say_calm_unsure"


def _largest_sum_said(noted: Draft) -> str:
    return amount_words(noted.amount) or ""


def _belongs_to_the_ticket(turn: Turn) -> bool:
    """More of the story, right after the ticket was dealt with: it is told of that ticket."""
    another = turn.heard.latest("institution")
    return turn.pending == TICKET and turn.heard.is_complaint and another is None


def add_to_the_ticket(turn: Turn) -> Events:
    """Note what was said in the ticket that the talk is about."""
    number = turn.slot("proved_ticket")["ticket_id"]
    turn.hotline.tickets.add(number, turn.heard.text, actor="consumer")
    turn.say("say_ticket_added", number=number)
    return listen(turn)


class ValidateComplaintForm(HotlineAction):
    """Take each utterance into the draft, keep it safe, and decide what to ask next."""

    action_name = "validate_complaint_form"
    form = FORM

    def act(self, turn: Turn) -> Events:
        """Return the slots of the draft and the next question."""
        draft, house = turn.draft, turn.hotline.profile.house
        if draft.heard == turn.message_id:
            return self._ask(turn, settled_at(house, draft))
        asked = turn.slot("requested_slot")
        asked = asked if asked in QUESTIONS else None  # a question from before the form
        filling = fill(draft, turn.heard, asked, turn.hotline.directory)
        draft = settled_at(house, filling.draft).with_(
            heard=turn.message_id,
            elderly=turn.elderly,
            emotion=graver(draft.emotion, turn.heard.emotion),
        )
        settled = _with_a_way_back(turn, draft)
        if filling.problem and settled == draft:
            turn.say(filling.problem)
        draft = turn.hotline.drafts.with_hidden_name(turn.conversation_id, settled)
        turn.hotline.drafts.save(turn.conversation_id, draft)
        events = self._ask(turn, draft)
        if filling.digression:
            return [*events, step_aside(FORM)]
        if _needs_a_person(turn, draft):
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


def _needs_a_person(turn: Turn, draft: Draft) -> bool:
    """Too many misses; but who has been promised a callback hears no second promise of it."""
    promised = draft.wants_callback and turn.slot("requested_slot") == "phone"
    few = turn.slot("elderly") and turn.slot("requested_slot") != "person_name"  # heard anew
    return draft.misses >= (1 if few else MISSES) and not promised


def _with_a_way_back(turn: Turn, draft: Draft) -> Draft:
    """After three tries take the number that called, unless none was to be given; or go without."""
    asking = turn.channel == "phone" and not (draft.phone or draft.without_phone)
    if not asking or draft.phone_tries < PHONE_TRIES:
        return draft
    drafts = turn.hotline.drafts
    own = None if draft.phone_refused else drafts.number_of_the_call(turn.conversation_id)
    turn.say("say_phone_of_call" if own else "say_without_phone", phone_tail=last_four(own))
    return draft.with_(phone=own, without_phone=own is None, misses=0)


def verdict_on(turn: Turn, draft: Draft) -> Verdict | None:
    """Return who is responsible when the institution is outside this hotline's reach."""
    return verdict_at(draft, turn.hotline.profile, turn.hotline.directory)


class Cancel(HotlineAction):
    """Stop what is being done; what was said stays kept for another time."""

    action_name = "action_cancel"

    def act(self, turn: Turn) -> Events:
        """Leave the form and say that it can be taken up again."""
        if turn.tracker.active_loop_name == "ticket_form":
            turn.say("say_ticket_left")
            return [*leave_form(), slot_set("ticket_request", None), *listen_outside()]
        started = turn.draft.is_started
        turn.say("say_cancelled" if started else "say_nothing_to_cancel")
        return [*leave_form(), slot_set("pending", RESUME if started else None), *listen_outside()]
