"""People at the desk, as far as a conversation knows of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.accounts.staff import Staff
from bot.dialogue.engine import Dialogue
from bot.dialogue.lines import Entry
from bot.dialogue.switchboard import Switchboard
from bot.handoff.views import HandoffView
from tests.conversation.talk import Talk


def colleague(number: str, role: str = "agent") -> Staff:
    """Return a member of staff with this desk number: 坐席07."""
    shown = f"坐席{number}"
    return Staff(f"s-{number}", f"login{number}", "某人", role, None, None, ("bank",), shown)


LI, WANG, LEADER = colleague("07"), colleague("12"), colleague("01", "supervisor")


@dataclass
class Desk:
    """Colleagues who have arrived and are ready."""

    dialogue: Dialogue
    here: tuple[Staff, ...] = (LI, WANG, LEADER)
    typed: int = field(default=0)

    def __post_init__(self) -> None:
        for one in self.here:
            self.arrives(one)

    @property
    def switchboard(self) -> Switchboard:
        """Return what they work with."""
        return self.dialogue.switchboard

    def arrives(self, who: Staff, capacity: int = 5) -> None:
        """Let somebody come to the desk, or send a sign of life."""
        skills = ("bank", "insurance", "payment", "fraud", "elderly", "general")
        self.dialogue.hotline.handoffs.arrive(who.id, who.name, who.number, skills, capacity)

    def takes(self, talk: Talk, who: Staff = LI) -> HandoffView:
        """Let somebody own the conversation, whoever had it."""
        return self.switchboard.take_over(talk.conversation_id, who)

    def says(self, talk: Talk, text: str, who: Staff = LI) -> int:
        """Let somebody say something."""
        self.typed += 1
        return self.switchboard.say(talk.conversation_id, who, text, f"k{self.typed}")

    def reads(self, talk: Talk, after: int = 0) -> list[Entry]:
        """Return what stands in the conversation."""
        return self.switchboard.transcript(talk.conversation_id, after)
