"""Questions: what holds in general, whom to ask, and what number to ring."""

from __future__ import annotations

from typing import Any

from actions.base import (
    CONTACT,
    REGISTER,
    Events,
    HotlineAction,
    Turn,
    draft_slots,
    listen,
    slot_set,
)
from actions.moments import day_words
from actions.people import Fraud
from bot.directory.authorities import Authority
from bot.directory.jurisdiction import HOTLINES, responsible
from bot.directory.loading import Institution
from bot.intake.facts import begun
from bot.intake.house import settled_at
from bot.tickets.complaint import Complaint

OFFERED = 4
OFFERS_REGISTERING = frozenset({"ask_repayment_plan", "ask_process"})
PROCEDURE = "ask_procedure"


class Answer(HotlineAction):
    """Answer a general question with the wording of its intent; advice to buy is never given."""

    action_name = "action_answer"

    def act(self, turn: Turn) -> Events:
        """Say `say_<intent>` with the facts of the profile, and what we can do beyond words."""
        intent = turn.heard.intent
        if intent == PROCEDURE and turn.draft.intent == "report_fraud" and not turn.in_form:
            return Fraud().act(turn)
        elderly = turn.elderly and intent == PROCEDURE
        turn.say(f"say_{intent}_elderly" if elderly else f"say_{intent}", **_facts(turn))
        if turn.in_form:
            return []
        if intent == PROCEDURE:
            return self._offer_a_number(turn)
        return self._offer_registering(turn) if intent in OFFERS_REGISTERING else []

    def _offer_a_number(self, turn: Turn) -> Events:
        if turn.heard.latest("institution"):
            return FindContact().act(turn)
        return [slot_set("pending", CONTACT)]

    def _offer_registering(self, turn: Turn) -> Events:
        turn.say("say_offer_registering")
        if turn.draft.is_started or turn.heard.intent != "ask_repayment_plan":
            return [slot_set("pending", REGISTER)]
        told = begun(None, turn.heard, turn.hotline.directory)
        told = told.with_(demand=None, demands=())  # asking how is not yet wanting it of them
        return [*draft_slots(told), slot_set("pending", REGISTER)]


def _facts(turn: Turn) -> dict[str, Any]:
    """What the wordings of the answers may name."""
    profile, today = turn.hotline.profile, turn.hotline.today()
    return {
        "own_number": profile.own_number,
        "hours": turn.hotline.hours.describe(),
        "forward_day": _forward_day(turn),
        "answer_days": profile.deadline_rule("answer", today).days,
    }


def _forward_day(turn: Turn) -> str:
    """Return until when a complaint of today is passed on; nothing where none is passed on."""
    profile, today = turn.hotline.profile, turn.hotline.today()
    if not profile.has_deadline("forward", today):
        return ""
    days = profile.deadline_rule("forward", today).days
    due = turn.hotline.calendar.add_working_days(today, days)
    return day_words(due.day, provisional=due.provisional)


class WhereToGo(HotlineAction):
    """Say who is responsible: by the institution named, or by what the matter is about."""

    action_name = "action_where_to_go"

    def act(self, turn: Turn) -> Events:
        """Name one authority with its number, or say honestly that it is not known."""
        authority = self._by_institution(turn) or turn.hotline.authorities.for_topic(
            turn.heard.text
        )
        if self._is_ours(turn, authority):
            return self._ours(turn)
        if authority is None:
            turn.say(f"say_{turn.heard.intent}", own_number=turn.hotline.profile.own_number)
            return []
        turn.say(
            "say_scope_theirs",
            authority=authority.name.split()[0],
            number=authority.number,
            hours=authority.hours,
        )
        return []

    def _is_ours(self, turn: Turn, authority: Authority | None) -> bool:
        """A house answers for itself, and for its trade where nobody else is named."""
        profile, entity = turn.hotline.profile, turn.heard.latest("institution")
        if profile.house is None:
            return authority is not None and authority.number == profile.own_number
        if entity is not None:
            return entity.text == profile.house.name
        own = {HOTLINES[regulator] for regulator in profile.jurisdiction}
        return authority is not None and authority.number in own

    def _ours(self, turn: Turn) -> Events:
        turn.say("say_scope_ours")
        if turn.in_form:
            return []
        turn.say("say_offer_registering")
        told = begun(None, turn.heard, turn.hotline.directory)
        return [*draft_slots(told), slot_set("pending", REGISTER)]

    def _by_institution(self, turn: Turn) -> Authority | None:
        entity = turn.heard.latest("institution")
        named = entity.value if entity else turn.draft.institution_id if turn.in_form else None
        institution = turn.hotline.directory.get(named or "")
        if institution is None:
            return None
        return responsible(institution, turn.hotline.profile.jurisdiction).authority


class FindContact(HotlineAction):
    """Tell an institution's number, if its source is sure; ask which one when several fit."""

    action_name = "action_find_contact"

    def act(self, turn: Turn) -> Events:
        """Answer, or ask which institution is meant."""
        entity, house = turn.heard.latest("institution"), turn.hotline.profile.house
        if entity is None:
            if turn.slot("pending") == CONTACT:
                found = turn.hotline.directory.resolve(turn.heard.text)
                return self._tell(turn, found)
            return self._of_the_matter(turn)
        if house and entity.text == house.name:
            return self._of_whom(turn)
        ids = entity.candidates or (entity.value,)
        known_ones = [turn.hotline.directory.get(i) for i in ids]
        return self._tell(turn, [i for i in known_ones if i], said=entity.text)

    def _of_the_matter(self, turn: Turn) -> Events:
        """Nobody was named: the institution complained about is meant, or we ask."""
        draft, house = turn.draft, turn.hotline.profile.house
        if draft.institution and not (house and draft.institution == house.name):
            known = turn.hotline.directory.get(draft.institution_id or "")
            return self._tell(turn, [known] if known else [], said=draft.institution)
        if turn.in_form and not house:
            turn.say("say_contact_later")
            return []
        return self._of_whom(turn)

    def _of_whom(self, turn: Turn) -> Events:
        turn.say("say_contact_of_whom", own_number=turn.hotline.profile.own_number)
        return [] if turn.in_form else [slot_set("pending", CONTACT)]

    def _tell(self, turn: Turn, found: list[Institution], said: str = "") -> Events:
        if not found:
            turn.say("say_contact_unknown", institution=said or turn.heard.text)
            return [slot_set("pending", None)]
        if len(found) > 1:
            turn.dispatcher.utter_message(
                response="say_contact_which",
                said=said or "这个名字",
                names="、".join(institution.display for institution in found[:OFFERED]),
                buttons=[_button(institution) for institution in found[:OFFERED]],
            )
            return [slot_set("pending", CONTACT), *listen(turn)]
        institution = found[0]
        wording = "say_contact" if institution.tellable_hotline else "say_contact_unsure"
        turn.say(
            wording,
            institution=institution.display,
            hotline=institution.tellable_hotline,
            website=institution.website,
        )
        return [slot_set("pending", None)]


def _button(institution: Institution) -> dict[str, str]:
    return {
        "title": institution.display,
        "payload": f'/ask_contact{{"institution": "{institution.id}"}}',
    }


class RecordVoice(HotlineAction):
    """Write down a suggestion or praise; both reach the institution like any ticket."""

    action_name = "action_record_voice"

    def act(self, turn: Turn) -> Events:
        """Register it at once, without asking for a name."""
        heard = turn.heard
        entity, profile = heard.latest("institution"), turn.hotline.profile
        about = settled_at(profile.house, begun(None, heard, turn.hotline.directory))
        kind = "praise" if heard.intent == "give_praise" else "suggestion"
        view = turn.hotline.tickets.register(
            Complaint(
                kind=kind,  # type: ignore[arg-type]
                intent=heard.intent,
                institution_id=about.institution_id,
                institution_name=about.institution or (entity.text if entity else profile.name),
                branch=about.branch,
                narrative=heard.text or kind,
                channel=turn.channel,  # type: ignore[arg-type]
                conversation_id=turn.conversation_id,
                idempotency_key=f"{turn.conversation_id}:{turn.message_id}",
            ),
            actor="bot",
        )
        turn.signal(ticket=view.number)
        turn.say(f"say_{kind}_recorded", number=view.number, institution=view.institution_name)
        return []
