"""The questions of the forms; wording and buttons stand in the domain."""

from __future__ import annotations

from collections.abc import Mapping

from actions.base import Events, HotlineAction, Turn, last_four, slot_set
from bot.intake.draft import CALLBACK, COMPLAINT, DECLINED, REPORT, Draft, institution_of
from bot.intake.gist import demand_to_hear, demand_to_read, gist_of, spoken_gist
from bot.language.speech import tail

OFFERED = 4


class Question(HotlineAction):
    """Ask for one thing."""

    wording = ""

    def act(self, turn: Turn) -> Events:
        """Say the question."""
        turn.say(self.wording)
        return []


class AskInstitution(HotlineAction):
    """Ask which institution; which of several, when the name fits more than one."""

    action_name = "action_ask_complaint_form_institution"

    def act(self, turn: Turn) -> Events:
        """Ask the open question or offer the candidates (at most four)."""
        draft = turn.draft
        if not draft.candidates:
            report = draft.kind == REPORT
            turn.say("say_ask_institution_report" if report else "say_ask_institution")
            return []
        known = [turn.hotline.directory.get(candidate) for candidate in draft.candidates]
        offered = [institution for institution in known if institution][:OFFERED]
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


class AskMatter(Question):
    """What happened?"""

    action_name = "action_ask_complaint_form_matter"
    wording = "say_ask_matter"


class AskDemand(Question):
    """What should the institution do?"""

    action_name = "action_ask_complaint_form_demand"

    def act(self, turn: Turn) -> Events:
        """Say the question; whoever was swindled is asked what the bank could do."""
        swindled = turn.draft.intent == "report_fraud"
        turn.say("say_ask_demand_after_fraud" if swindled else "say_ask_demand")
        return []


class AskPersonName(Question):
    """How are you called?"""

    action_name = "action_ask_complaint_form_person_name"

    def act(self, turn: Turn) -> Events:
        """Say the question; who reports need not give a name."""
        optional = turn.draft.kind == REPORT
        turn.say("say_ask_person_name_optional" if optional else "say_ask_person_name")
        return []


class AskPhone(Question):
    """Where can you be reached?"""

    action_name = "action_ask_complaint_form_phone"

    def act(self, turn: Turn) -> Events:
        """Say the question with what the number is for; the next time ask for keys."""
        first = "say_ask_phone_callback" if turn.draft.kind == CALLBACK else "say_ask_phone"
        turn.say("say_ask_phone_again" if turn.draft.phone_tries else first)
        return []


class AskIdNumber(Question):
    """Which identity number, where the profile requires it?"""

    action_name = "action_ask_complaint_form_id_number"
    wording = "say_ask_id_number"


class AskSummary(HotlineAction):
    """Read back what was noted, in key points, and ask whether it is right."""

    action_name = "action_ask_complaint_form_summary"

    def act(self, turn: Turn) -> Events:
        """Say the summary; numbers are shown masked and spoken by their last four digits."""
        draft = turn.draft
        lines = {
            "institution": "".join(filter(None, (draft.institution, draft.branch))),
            "gist": gist_of(draft),
            "demand": demand_to_read(draft),
            "person_name": "匿名" if draft.person_name == DECLINED else draft.person_name or "",
            "phone": draft.phone or "不留电话",
        }
        now = "｜".join(lines.values())
        wording = "say_summary" if draft.kind == COMPLAINT else "say_summary_report"
        turn.say(wording + _since(draft.shown, now), **_for_the_ear(draft, lines), **lines)
        return [slot_set("draft", draft.with_(shown=now).to_dict())]


def _for_the_ear(draft: Draft, lines: Mapping[str, str]) -> dict[str, str]:
    """Return what is heard in place of a line of the summary: in fewer words, of no one's own."""
    wish = demand_to_hear(draft)
    return {
        "spoken_gist": spoken_gist(draft, lines["institution"] + wish),
        "spoken_demand": wish,
        "phone_tail": tail(last_four(draft.phone) or "") if draft.phone else "没有留",
    }


def _since(shown: str | None, now: str) -> str:
    """The first time, after a change, or once more: each has wordings of its own."""
    if shown is None:
        return ""
    return "_again" if shown == now else "_mended"


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


class AskTicketId(Question):
    """Which ticket?"""

    action_name = "action_ask_ticket_form_ticket_id"
    wording = "say_ask_ticket_id"


class AskPhoneTail(Question):
    """Which last four digits prove that it is yours?"""

    action_name = "action_ask_ticket_form_phone_tail"
    wording = "say_ask_phone_tail"


class AskTicketDetail(HotlineAction):
    """What is to be added, or why is the outcome refused?"""

    action_name = "action_ask_ticket_form_ticket_detail"

    def act(self, turn: Turn) -> Events:
        """Say the question that fits what is wanted."""
        refused = turn.ticket_request.purpose == "reject"
        turn.say("say_ask_why_refused" if refused else "say_ask_ticket_detail")
        return []


class AskConfirmation(Question):
    """Really withdraw?"""

    action_name = "action_ask_ticket_form_confirmation"
    wording = "say_ask_confirmation"
