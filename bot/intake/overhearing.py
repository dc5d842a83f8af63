"""What a consumer tells a person goes into the draft as well: nobody types what was said."""

from __future__ import annotations

from bot.directory.directory import Directory
from bot.intake.draft import Draft
from bot.intake.drafts import Drafts
from bot.intake.facts import corrects, graver, note_facts
from bot.intake.heard import SURE, Heard


def overheard(
    drafts: Drafts, directory: Directory, conversation_id: str, heard: Heard
) -> Draft | None:
    """Take the facts of one utterance into the kept draft; None where it told nothing new.

    A draft that was dealt with is left alone: more of its story belongs to its ticket.
    """
    kept = drafts.latest(conversation_id)
    if kept is None and not (heard.is_complaint and heard.confidence >= SURE):
        return None
    draft, is_open = kept or (Draft(emotion=heard.emotion), True)
    if not is_open:
        return None
    told = note_facts(draft, heard, directory, mends=corrects(heard))
    told = told.with_(emotion=graver(draft.emotion, heard.emotion))
    if told == draft:
        return None
    hidden = drafts.with_hidden_name(conversation_id, told)
    drafts.save(conversation_id, hidden)
    return hidden
