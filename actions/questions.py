"""The plain questions of the forms; wording and buttons stand in the domain."""

from __future__ import annotations

from actions.base import Events, HotlineAction, Turn


class Question(HotlineAction):
    """Ask for one thing."""

    wording = ""

    def act(self, turn: Turn) -> Events:
        """Say the question."""
        turn.say(self.wording)
        return []


class AskMatter(Question):
    """What happened?"""

    action_name = "action_ask_complaint_form_matter"
    wording = "say_ask_matter"


class AskDemand(Question):
    """What should the institution do?"""

    action_name = "action_ask_complaint_form_demand"
    wording = "say_ask_demand"


class AskPersonName(Question):
    """How are you called?"""

    action_name = "action_ask_complaint_form_person_name"
    wording = "say_ask_person_name"


class AskPhone(Question):
    """Where can you be reached?"""

    action_name = "action_ask_complaint_form_phone"
    wording = "say_ask_phone"


class AskIdNumber(Question):
    """Which identity number, where the profile requires it?"""

    action_name = "action_ask_complaint_form_id_number"
    wording = "say_ask_id_number"


class AskTicketId(Question):
    """Which ticket?"""

    action_name = "action_ask_ticket_form_ticket_id"
    wording = "say_ask_ticket_id"


class AskPhoneTail(Question):
    """Which last four digits prove that it is yours?"""

    action_name = "action_ask_ticket_form_phone_tail"
    wording = "say_ask_phone_tail"


class AskTicketDetail(Question):
    """What is to be added, or why is the outcome refused?"""

    action_name = "action_ask_ticket_form_ticket_detail"
    wording = "say_ask_ticket_detail"


class AskConfirmation(Question):
    """Really withdraw?"""

    action_name = "action_ask_ticket_form_confirmation"
    wording = "say_ask_confirmation"
