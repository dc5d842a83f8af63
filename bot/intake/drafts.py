"""Keep drafts in the database, so that a dropped call or a closed page can be resumed."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, update

from bot.calendar.clock import Clock
from bot.database import Database
from bot.intake import vault
from bot.intake.draft import DECLINED, Draft
from bot.intake.models import SavedDraft
from bot.privacy.masking import find_tokens, mask, secret_of

_drafts = SavedDraft.__table__
_SAVED = update(_drafts).where(_drafts.c.conversation_id == bindparam("conversation"))


class Drafts:
    """The drafts of all conversations."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def save(self, conversation_id: str, draft: Draft, *, is_open: bool = True) -> None:
        """Store the draft as it stands now."""
        with self._database.transaction() as connection:
            self._save(connection, conversation_id, draft, is_open=is_open)

    def close(self, conversation_id: str) -> None:
        """Mark the conversation's draft as done; it is no longer offered for resuming."""
        with self._database.session() as session:
            saved = session.get(SavedDraft, conversation_id)
            if saved:
                saved.is_open = False

    def open_draft(self, conversation_id: str) -> Draft | None:
        """Return the unfinished draft of a conversation, or None."""
        with self._database.reading() as session:
            saved = session.get(SavedDraft, conversation_id)
            return Draft.from_dict(saved.content) if saved and saved.is_open else None

    def latest(self, conversation_id: str) -> tuple[Draft, bool] | None:
        """Return the newest draft of a conversation and whether it is open, or None."""
        with self._database.reading() as session:
            saved = session.get(SavedDraft, conversation_id)
            return (Draft.from_dict(saved.content), bool(saved.is_open)) if saved else None

    def hand_over(self, *, source: str, target: str) -> Draft | None:
        """Move an open draft and its vault to a new conversation of the same person."""
        with self._database.session() as session:
            saved = session.get(SavedDraft, source)
            if saved is None or not saved.is_open:
                return None
            draft = Draft.from_dict(saved.content)
            saved.is_open = False
            vault.copy(session, source=source, target=target, now=self._clock.now())
            self._save(session, target, draft, is_open=True)
            return draft

    def reveal(self, conversation_id: str, *tokens: str | None) -> tuple[str | None, ...]:
        """Return the values behind several masks."""
        with self._database.reading() as session:
            return tuple(vault.reveal(session, conversation_id, token) for token in tokens)

    def with_hidden_name(self, conversation_id: str, draft: Draft) -> Draft:
        """Return the draft with a name that no mask recognised put into the vault."""
        name = draft.person_name
        if not name or name == DECLINED or find_tokens(name):
            return draft
        return draft.with_(person_name=self.hide(conversation_id, "person_name", name))

    def hide(self, conversation_id: str, kind: str, value: str) -> str:
        """Put a personal value into the vault and return the mark that stands for it."""
        with self._database.transaction() as connection:
            known = vault.known(connection, conversation_id)
            secret = secret_of(kind, value, known)
            vault.keep(connection, conversation_id, [secret], self._clock.now())
        return secret.token

    def masked(self, conversation_id: str, text: str) -> str:
        """Return a text that staff typed with marks for the personal values in it."""
        with self._database.transaction() as connection:
            masked = mask(text, None, vault.known(connection, conversation_id))
            vault.keep(connection, conversation_id, masked.secrets, self._clock.now())
        return masked.text

    def number_of_the_call(self, conversation_id: str) -> str | None:
        """Return the mark of the number that called, None if the platform did not tell it."""
        with self._database.transaction() as connection:
            number = vault.reveal(connection, conversation_id, vault.CALLER)
            if number is None or number == vault.CALLER:
                return None
            masked = mask(number, None, vault.known(connection, conversation_id))
            vault.keep(connection, conversation_id, masked.secrets, self._clock.now())
            return masked.text

    def _save(
        self, executes: vault.Executes, conversation_id: str, draft: Draft, *, is_open: bool
    ) -> None:
        values = {"is_open": is_open, "content": draft.to_dict(), "updated_at": self._clock.now()}
        known = executes.execute(_SAVED, {"conversation": conversation_id, **values})
        if not known.rowcount:
            executes.execute(insert(_drafts), {"conversation_id": conversation_id, **values})
