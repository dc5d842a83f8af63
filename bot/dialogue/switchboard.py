"""What people do in a conversation: speak, whisper, mend the draft, register, hand it back."""

from __future__ import annotations

from bot.dialogue.lines import Entry, Lines, NotAChat, WrongWords, desk_name
from bot.dialogue.matters import Matters
from bot.dialogue.queueing import Queueing

__all__ = ["Entry", "Lines", "NotAChat", "Switchboard", "WrongWords", "desk_name"]


class Switchboard(Queueing, Matters):
    """The people's side of all conversations; `staff` is a Staff, or has its id and number.

    Whatever changes a conversation is told to the topics `conversation:<id>` and `desk`. An act of
    somebody who does not own the conversation now raises NotYours (bot.handoff.errors).
    """
