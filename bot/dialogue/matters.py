"""The matter of a conversation in the hands of people: seen, mended, registered."""

from __future__ import annotations

from typing import Any

from bot.dialogue.lines import Lines
from bot.dialogue.understood import understanding
from bot.dialogue.untold import with_draft, with_matter_settled
from bot.handoff.ownership import check_yours
from bot.intake.correcting import Corrections, WrongValue
from bot.intake.draft import CALLBACK, Draft
from bot.intake.handing_in import after_registering, complaint_of, handed_in_as
from bot.tickets.models import Submission
from bot.tickets.views import TicketView


class Matters(Lines):
    """What staff do with the draft of a conversation."""

    def draft(self, conversation_id: str) -> Draft:
        """Return the complaint as it is told so far, masked; an empty one if there is none."""
        return self._latest(conversation_id)[0]

    def understood(self, conversation_id: str) -> dict[str, Any]:
        """Return what the bot understood, masked and JSON-ready (bot/dialogue/understood.py)."""
        state = self._conversations.state(conversation_id)
        draft, _ = self._latest(conversation_id)
        number = self._number(handed_in_as(conversation_id, draft))
        return understanding(self._hotline, state, draft, number)

    def reveal(self, conversation_id: str) -> dict[str, str | None]:
        """Return name, phone and identity number in full; the caller writes the look down."""
        draft = self.draft(conversation_id)
        tokens = (draft.person_name, draft.phone, draft.id_number)
        name, phone, id_number = self._hotline.drafts.reveal(conversation_id, *tokens)
        return {"person_name": name, "phone": phone, "id_number": id_number}

    # The next two wait for a turn that is under way, so that neither undoes what the other did.
    async def change_draft(
        self, conversation_id: str, staff: Any, field: str, value: str | None
    ) -> Draft:
        """Mend one field of the draft (personal values given plain are masked) and return it.

        A matter that was registered is not touched: the next one begins. Raises NotYours, and
        WrongValue (a ValueError) with a sentence in Chinese for a value that cannot be.
        """
        async with self._house.hold(conversation_id):
            self._check(conversation_id, staff)
            draft, is_open = self._latest(conversation_id)
            base = draft if is_open else Draft(emotion=draft.emotion, elderly=draft.elderly)
            changed = self._corrections(conversation_id).apply(base, field, value)
            if changed != draft:
                self._keep(conversation_id, changed)
        self._publish(conversation_id, {"kind": "draft"})
        return changed

    async def register(
        self, conversation_id: str, staff: Any, **corrections: str | None
    ) -> TicketView:
        """Register the complaint of the draft, once, and tell the consumer its number.

        `corrections` are fields as for `change_draft`; of a draft that is registered already they
        count for nothing. The bot knows the ticket afterwards. Raises NotYours, WrongValue.
        """
        async with self._house.hold(conversation_id):
            self._check(conversation_id, staff)
            draft, is_open = self._latest(conversation_id)
            if is_open:
                draft = self._corrected(conversation_id, draft, corrections)
            view = self._register(conversation_id, staff, draft)
            self._settle(conversation_id, draft, view)
        self._announce(conversation_id, draft, view)
        return view

    def _corrected(
        self, conversation_id: str, draft: Draft, corrections: dict[str, str | None]
    ) -> Draft:
        taking = self._corrections(conversation_id)
        for field, value in corrections.items():
            draft = taking.apply(draft, field, value)
        self._hotline.drafts.save(conversation_id, draft)
        return draft

    def _register(self, conversation_id: str, staff: Any, draft: Draft) -> TicketView:
        if not draft.matter and draft.kind != CALLBACK:
            raise WrongValue("还没有事情经过，写上一两句再登记。")
        channel = self._conversations.state(conversation_id).channel
        complaint = complaint_of(self._hotline.drafts, conversation_id, channel, draft)
        return self._hotline.tickets.register(complaint, actor=f"agent:{staff.id}")

    def _settle(self, conversation_id: str, draft: Draft, view: TicketView) -> None:
        """Close the draft and keep what the bot is to know of it."""
        self._hotline.drafts.close(conversation_id)
        slots = after_registering(draft, view.number, view.phone_tail)
        known = self._conversations.state(conversation_id).untold
        untold = with_matter_settled(known, slots)
        self._conversations.change(conversation_id, untold=untold, asked=None)

    def _announce(self, conversation_id: str, draft: Draft, view: TicketView) -> None:
        if self._conversations.state(conversation_id).channel == "chat":
            key = f"registered:{draft.key}"
            values = {"number": view.number, "institution": view.institution_name}
            self._notice(conversation_id, "say_person_registered", key, values)
        self._publish(conversation_id, {"kind": "draft"})

    def _keep(self, conversation_id: str, draft: Draft) -> None:
        self._hotline.drafts.save(conversation_id, draft)
        known = self._conversations.state(conversation_id).untold
        self._conversations.change(conversation_id, untold=with_draft(known, draft))

    def _number(self, key: str) -> str | None:
        """Return the ticket that came of a draft, if it has been handed in."""
        with self._hotline.database.reading() as session:
            handed_in = session.get(Submission, key)
            return str(handed_in.ticket.number) if handed_in else None

    def _latest(self, conversation_id: str) -> tuple[Draft, bool]:
        return self._hotline.drafts.latest(conversation_id) or (Draft(), True)

    def _corrections(self, conversation_id: str) -> Corrections:
        return Corrections(
            directory=self._hotline.directory,
            drafts=self._hotline.drafts,
            conversation_id=conversation_id,
            today=self._hotline.today(),
        )

    def _check(self, conversation_id: str, staff: Any) -> None:
        with self._hotline.database.transaction() as connection:
            check_yours(connection, conversation_id, staff.id)
