"""Conversations and their turns in the database: stored first, answered once."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.calendar.clock import Clock
from bot.database import Database
from bot.dialogue import statements
from bot.dialogue.models import Conversation
from bot.dialogue.readings import asks_for_digits, best_reading
from bot.dialogue.replies import SILENT
from bot.dialogue.stored import State, StoredTurn, new_turn, state_of, stored_turn
from bot.dialogue.transcripts import Transcripts
from bot.dialogue.turn import Inbound, Reply, keys_pressed
from bot.intake import vault
from bot.intake.models import SavedDraft
from bot.language.phones import find_phones
from bot.language.script import is_traditional
from bot.privacy.masking import Secret, mask

# What our ids are made of; a database may choke on what strangers send in their place.
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class UnknownConversation(LookupError):
    """No conversation has this id (or it is not the sender's)."""


class UnknownButton(LookupError):
    """A button was pressed that this conversation never offered."""


class _Overtaken(Exception):
    """A person owns the conversation now; the bot's answer comes too late."""


class Conversations(Transcripts):
    """All conversations of the hotline."""

    def __init__(self, database: Database, clock: Clock, digest: Any) -> None:
        super().__init__(database)
        self._clock = clock
        self._digest = digest

    def open(
        self,
        channel: str,
        *,
        conversation_id: str | None = None,
        language: str = "zh-Hans",
        caller: str | None = None,
        preferences: Mapping[str, Any] | None = None,
    ) -> tuple[str, str]:
        """Begin a conversation and return its id and the sender's secret token.

        `caller` is kept as a keyed hash, and of a call encrypted too: it is the way back where no
        other number could be understood. A conversation that exists already is left as it is.
        """
        token = secrets.token_urlsafe(32)
        now = self._clock.now()
        row = Conversation(
            id=conversation_id or secrets.token_urlsafe(12),
            channel=channel,
            token_hash=_hash(token),
            caller_hash=self._digest(caller, "caller") if caller else None,
            language=language,
            preferences=dict(preferences or {}),
            silences=0,
            last_seq=0,
            started_at=now,
            last_at=now,
        )
        if conversation_id and self._exists(conversation_id):
            return conversation_id, ""
        try:
            with self._database.session() as session:
                session.add(row)
                vault.keep(session, row.id, _way_back(channel, caller), now)
        except IntegrityError:  # another process was quicker
            return row.id, ""
        return row.id, token

    def _exists(self, conversation_id: str) -> bool:
        with self._database.glance() as connection:
            wanted = {"conversation": conversation_id}
            return connection.execute(statements.KNOWN, wanted).first() is not None

    def authorise(self, conversation_id: str, token: str) -> State:
        """Return the state if the token is the sender's; raise UnknownConversation if not."""
        row = self._state(conversation_id)
        if not hmac.compare_digest(row.token_hash or "", _hash(token)):
            raise UnknownConversation(conversation_id)
        return state_of(row)

    def state(self, conversation_id: str) -> State:
        """Return the state; raise UnknownConversation if there is none."""
        return state_of(self._state(conversation_id))

    def _state(self, conversation_id: str) -> Any:
        with self._database.glance() as connection:
            wanted = {"conversation": _checked(conversation_id)}
            row = connection.execute(statements.STATE, wanted).first()
        if row is None:
            raise UnknownConversation(conversation_id)
        return row

    def change(self, conversation_id: str, **values: Any) -> None:
        """Set columns of the conversation (language, preferences, asked, untold, ...)."""
        with self._database.transaction() as connection:
            where = {"conversation": _checked(conversation_id)}
            if not connection.execute(statements.TOUCHED, {**where, **values}).rowcount:
                raise UnknownConversation(conversation_id)

    def take_in(self, inbound: Inbound) -> StoredTurn:
        """Store what came in, masked, before anything is done with it.

        A turn whose key is known already is returned as it was stored, with its reply.
        Raises UnknownConversation, UnknownButton.
        """
        try:
            with self._database.transaction() as connection:
                return self._take_in(connection, inbound)
        except IntegrityError:  # the same turn came in through another process
            with self._database.transaction() as connection:
                return self._take_in(connection, inbound)

    def _take_in(self, connection: Connection, inbound: Inbound) -> StoredTurn:
        known_as = {"conversation": _checked(inbound.conversation_id), "turn_key": inbound.key}
        row = connection.execute(statements.CONVERSATION_AND_TURN, known_as).first()
        if row is None:
            raise UnknownConversation(inbound.conversation_id)
        if row.turn_id is None:
            return self._new_turn(connection, row, inbound)
        known = connection.execute(statements.TURN, {"turn": row.turn_id}).one()
        return stored_turn(known, row.channel)

    def _new_turn(self, connection: Connection, row: Any, inbound: Inbound) -> StoredTurn:
        now = self._clock.now()
        text, shown = self._what_was_said(connection, row, inbound)
        chosen = (row.preferences or {}).get("language_chosen")
        traditional = inbound.event == "text" and not chosen and is_traditional(text)
        masked = [mask(other, row.asked).text for other in _kept_readings(row, inbound)]
        seq = row.last_seq + bool(shown)
        connection.execute(
            statements.TOUCHED,
            {
                "conversation": row.id,
                "last_at": now,
                "last_seq": seq,
                "language": "zh-Hant" if traditional else row.language,
            },
        )
        turn = {
            "conversation_id": row.id,
            "said_seq": seq if shown else None,
            "key": inbound.key,
            "event": inbound.event,
            "text": text,
            "shown": shown,
            "confidence": inbound.confidence,
            "alternatives": masked or None,
            "received_at": now,
        }
        turn_id = connection.execute(statements.NEW_TURN, turn).inserted_primary_key[0]
        return new_turn(turn_id, turn, row.channel)

    def _what_was_said(self, connection: Connection, row: Any, inbound: Inbound) -> tuple[str, str]:
        if inbound.event == "button":
            choice = _choice(connection, row.id, inbound.text)
            return choice.payload, choice.title
        said = _said(row, inbound)
        masked = mask(said, row.asked)
        if masked.secrets:
            masked = mask(said, row.asked, vault.known(connection, row.id))
            vault.keep(connection, row.id, masked.secrets, self._clock.now())
        return masked.text, masked.text

    def situation(self, turn: StoredTurn) -> tuple[Reply | None, State]:
        """Return the reply that the turn may have got meanwhile, and the conversation's state."""
        with self._database.glance() as connection:
            row = connection.execute(statements.SITUATION, {"turn": turn.id}).one()
        return Reply.from_dict(row.reply) if row.reply else None, state_of(row)

    def answer(self, turn: StoredTurn, reply: Reply, **changes: Any) -> Reply:
        """Store the reply to a turn, and what it changes in the conversation (asked, ...).

        Returns what may be said: nothing if a person has taken over meanwhile. What the bot would
        have said is kept then, and it still has to be told what people settled (`untold`).
        """
        try:
            with self._database.transaction() as connection:
                self._store_answer(connection, turn, reply, changes)
            return reply
        except _Overtaken:
            changes.pop("untold", None)
            with self._database.transaction() as connection:
                kept = {**changes, "unsaid": reply.to_dict()}
                self._store_answer(connection, turn, SILENT, kept)
            return SILENT

    def _store_answer(
        self, connection: Connection, turn: StoredTurn, reply: Reply, changes: dict[str, Any]
    ) -> None:
        unsaid = changes.pop("unsaid", None)
        where = {"conversation": turn.conversation_id, "lines": len(reply.lines)}
        stored = {"turn": turn.id, "reply": reply.to_dict(), "answered_at": self._clock.now()}
        if unsaid:
            stored["unsaid"] = unsaid
        answered = statements.ANSWERED
        if reply.lines and not _goes_to_the_phone(turn, reply):
            answered = statements.ANSWERED_UNLESS_OVERTAKEN
        connection.execute(statements.SAID, {**where, **changes})
        if not connection.execute(answered, {**where, **stored}).rowcount:
            raise _Overtaken

    def resumable_for(self, conversation_id: str, hours: float) -> str | None:
        """Return the same caller's latest other conversation that left an open draft."""
        since = self._clock.now() - timedelta(hours=hours)
        with self._database.reading() as session:
            caller = _conversation(session, conversation_id).caller_hash
            if caller is None:
                return None
            return session.scalars(
                select(Conversation.id)
                .join(SavedDraft, SavedDraft.conversation_id == Conversation.id)
                .where(
                    Conversation.caller_hash == caller,
                    Conversation.id != conversation_id,
                    SavedDraft.is_open.is_(True),
                    SavedDraft.updated_at >= since,
                )
                .order_by(SavedDraft.updated_at.desc())
            ).first()


def _goes_to_the_phone(turn: StoredTurn, reply: Reply) -> bool:
    """A caller reaches the person by this very reply: the platform must hear of the transfer."""
    return turn.channel == "phone" and reply.act == "transfer"


def _checked(conversation_id: str) -> str:
    if not _ID.fullmatch(conversation_id):
        raise UnknownConversation(conversation_id)
    return conversation_id


def _way_back(channel: str, caller: str | None) -> list[Secret]:
    """Return the number that called, where it is one that can be called back."""
    found = find_phones(caller or "") if channel == "phone" else []
    return [Secret("phone", vault.CALLER, found[0].value)] if len(found) == 1 else []


def _said(row: Any, inbound: Inbound) -> str:
    """Return what was typed, pressed or most likely said, not masked yet."""
    if inbound.event == "digits":
        return keys_pressed(inbound.text)
    if inbound.event == "text" and row.channel == "phone":
        return best_reading(row.asked, inbound.text, inbound.alternatives)
    return inbound.text


def _kept_readings(row: Any, inbound: Inbound) -> tuple[str, ...]:
    """Return the other readings, of a number none: a syllable off, no mask would find it."""
    return () if asks_for_digits(row.asked) else inbound.alternatives


def _conversation(session: Session, conversation_id: str) -> Conversation:
    row = session.get(Conversation, _checked(conversation_id))
    if row is None:
        raise UnknownConversation(conversation_id)
    return row


def _choice(connection: Connection, conversation_id: str, button: str) -> Any:
    turn_id, _, position = button.partition(".")
    number = int(turn_id) if turn_id.isdecimal() and len(turn_id) < 19 else -1
    turn = connection.execute(statements.TURN, {"turn": number}).first()
    if turn is None or turn.conversation_id != conversation_id or not turn.reply:
        raise UnknownButton(button)
    choices = Reply.from_dict(turn.reply).choices
    if not position.isdecimal() or int(position) >= len(choices):
        raise UnknownButton(button)
    return choices[int(position)]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
