"""Questions: what holds in general, whom to ask, and what number to ring."""

from __future__ import annotations

from actions.base import Events, HotlineAction, Turn, draft_slots, followed_by, listen, slot_set
from bot.directory.authorities import Authority
from bot.directory.jurisdiction import responsible
from bot.directory.loading import Institution
from bot.intake.draft import Draft
from bot.tickets.complaint import Complaint

OFFERED = 4
OFFERS_REGISTERING = frozenset({"ask_repayment_plan", "ask_process"})


class Answer(HotlineAction):
    """Answer a general question with the wording of its intent; advice to buy is never given."""

    action_name = "action_answer"

    def act(self, turn: Turn) -> Events:
        """Say `say_<intent>` with the facts of the profile."""
        profile, intent = turn.hotline.profile, turn.heard.intent
        today = turn.hotline.today()
        turn.say(
            f"say_{intent}",
            own_number=profile.own_number,
            hours=turn.hotline.hours.describe(),
            forward_days=profile.deadline_rule("forward", today).days,
            answer_days=profile.deadline_rule("answer", today).days,
        )
        offers = intent in OFFERS_REGISTERING and not turn.draft.is_started
        return [slot_set("pending", "register")] if offers else []


class WhereToGo(HotlineAction):
    """Say who is responsible: by the institution named, or by what the matter is about."""

    action_name = "action_where_to_go"

    def act(self, turn: Turn) -> Events:
        """Name one authority with its number, or say honestly that it is not known."""
        authority = self._by_institution(turn) or turn.hotline.authorities.for_topic(
            turn.heard.text
        )
        if authority is None:
            turn.say(f"say_{turn.heard.intent}", own_number=turn.hotline.profile.own_number)
        elif authority.number == turn.hotline.profile.own_number:
            turn.say("say_scope_ours")
        else:
            turn.say(
                "say_scope_theirs",
                authority=authority.name,
                number=authority.number,
                hours=authority.hours,
            )
        return []

    def _by_institution(self, turn: Turn) -> Authority | None:
        entity = turn.heard.latest("institution")
        institution = turn.hotline.directory.get(entity.value) if entity else None
        if institution is None:
            return None
        return responsible(institution, turn.hotline.profile.jurisdiction).authority


class FindContact(HotlineAction):
    """Tell an institution's number, if its source is sure; ask which one when several fit."""

    action_name = "action_find_contact"

    def act(self, turn: Turn) -> Events:
        """Answer, or ask which institution is meant."""
        entity = turn.heard.latest("institution")
        if entity is None:
            if turn.slot("pending") == "contact":
                found = turn.hotline.directory.resolve(turn.heard.text)
                return self._tell(turn, found)
            known = turn.hotline.directory.get(turn.draft.institution_id or "")
            if known:
                return self._tell(turn, [known])
            turn.say("say_contact_of_whom", own_number=turn.hotline.profile.own_number)
            return [slot_set("pending", "contact")]
        ids = entity.candidates or (entity.value,)
        known_ones = [turn.hotline.directory.get(i) for i in ids]
        return self._tell(turn, [i for i in known_ones if i], said=entity.text)

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
            return [slot_set("pending", "contact"), *listen(turn)]
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
        entity = heard.latest("institution")
        institution = turn.hotline.directory.get(entity.value) if entity else None
        kind = "praise" if heard.intent == "give_praise" else "suggestion"
        name = institution.display if institution else entity.text if entity else None
        view = turn.hotline.tickets.register(
            Complaint(
                kind=kind,  # type: ignore[arg-type]
                intent=heard.intent,
                institution_id=institution.id if institution else None,
                institution_name=name or turn.hotline.profile.name,
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


class TakeOffer(HotlineAction):
    """A yes, a no or a bare answer outside a form: it answers what we offered last."""

    action_name = "action_take_offer"

    def act(self, turn: Turn) -> Events:
        """Do what was offered, or ask what is wanted."""
        pending, intent = turn.slot("pending"), turn.heard.intent
        if pending == "contact" and intent != "deny":
            return FindContact().act(turn)
        if pending == "resume_tail":
            return self._resume_by_tail(turn)
        if intent == "deny" and pending:
            turn.say("say_offer_declined")
            return [slot_set("pending", None)]
        if intent == "affirm" and pending in ("register", "resume"):
            draft = turn.draft if turn.slot("draft") else Draft()
            draft = draft.with_(heard=turn.message_id)
            return [*draft_slots(draft), slot_set("pending", None), followed_by("complaint_form")]
        if intent == "affirm" and pending == "handoff":
            return [slot_set("pending", None), followed_by("action_handoff")]
        return self._nothing_offered(turn)

    def _resume_by_tail(self, turn: Turn) -> Events:
        said = "".join(character for character in turn.heard.text if character.isdigit())
        if turn.draft.phone and said and turn.draft.phone.endswith(said[-4:]):
            draft = turn.draft.with_(heard=turn.message_id)
            return [*draft_slots(draft), slot_set("pending", None), followed_by("complaint_form")]
        turn.say("say_resume_not_matched")
        return [*draft_slots(None), slot_set("pending", None)]

    def _nothing_offered(self, turn: Turn) -> Events:
        entity = turn.heard.latest("institution")
        if entity:
            turn.say("say_institution_and_then", institution=entity.text)
        elif turn.heard.intent == "deny":
            turn.say("say_offer_declined")
        else:
            turn.say("say_listening")
        return []
