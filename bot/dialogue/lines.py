"""What people and the house say in a conversation: stored once, in order, only by who owns it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.dialogue import statements
from bot.dialogue.conversations import Conversations, UnknownConversation
from bot.dialogue.news import DESK, News, conversation_topic
from bot.dialogue.transcripts import FOR_STAFF, NOTICE, SAID, WHISPER, SaidLine
from bot.dialogue.turn import Inbound, Reply
from bot.handoff.ownership import check_yours
from bot.hotline import Hotline

Kind = Literal["consumer", "bot", "person", "whisper", "notice"]
_KINDS: Mapping[str, Kind] = {SAID: "person", WHISPER: "whisper", NOTICE: "notice"}
LONGEST_LINE = 2000  # characters


class NotAChat(RuntimeError):
    """Nobody reads what is typed into a telephone call."""


class WrongWords(ValueError):
    """There are no words, or too many; the message is a sentence for whoever typed them."""


class House(Protocol):
    """What the switchboard needs of the engine."""

    def wording(self, name: str, variation: int = 0) -> Mapping[str, Any]:
        """Return one wording of the domain."""

    def hold(self, conversation_id: str) -> AbstractAsyncContextManager[None]:
        """Hold the conversation's lock."""

    async def take(self, inbound: Inbound) -> tuple[int, Reply]:
        """Store and answer a turn."""


@dataclass(frozen=True)
class Entry:
    """One line of a conversation as staff read it; words of the consumer are masked.

    `author` is the desk number of a person (`坐席07`), empty for consumer, bot and house;
    `choices` are the titles of the buttons that stood under a line of the bot.
    """

    seq: int
    kind: Kind
    author: str
    text: str = field(repr=False)
    at: datetime
    choices: tuple[str, ...] = ()


class Lines:
    """Says things; whatever is said is told to `conversation:<id>` and `desk`."""

    def __init__(
        self, hotline: Hotline, conversations: Conversations, news: News, house: House
    ) -> None:
        self._hotline = hotline
        self._conversations = conversations
        self._news = news
        self._house = house

    def say(self, conversation_id: str, staff: Any, text: str, key: str) -> int:
        """Say something to the consumer and return its place; the same key says it once.

        Raises NotYours, UnknownConversation, NotAChat, and WrongWords.
        """
        if self._conversations.state(conversation_id).channel != "chat":
            raise NotAChat("a call cannot be typed into")
        words = _words(text)
        return self._add(conversation_id, SAID, words, key, staff, only_for=staff.id)

    def whisper(self, conversation_id: str, staff: Any, text: str, key: str) -> int:
        """Note something that staff only see; who looks on may (a supervisor, say)."""
        return self._add(conversation_id, WHISPER, _words(text), key, staff)

    def notice(self, conversation_id: str, name: str, **values: Any) -> int:
        """Let the house say one of the domain's wordings; return its place."""
        return self._notice(conversation_id, name, uuid.uuid4().hex, values)

    def typing(self, conversation_id: str, staff: Any) -> None:
        """Show the consumer that whoever owns the conversation is writing."""
        if self._conversations.state(conversation_id).person == staff.id:
            what = {"kind": "typing", "person": staff.id}
            self._news.publish(conversation_topic(conversation_id), what)

    def transcript(self, conversation_id: str, after: int = 0) -> list[Entry]:
        """Return everything said after a place, in order, whispers too."""
        turns = self._conversations.turns(conversation_id, after)
        entries = [entry for turn, reply in turns for entry in _entries(turn, reply)]
        lines = self._conversations.lines(conversation_id, after, FOR_STAFF)
        entries += [_entry(line) for line in lines]
        return sorted((e for e in entries if e.seq > after), key=lambda entry: entry.seq)

    def _notice(self, conversation_id: str, name: str, key: str, values: Mapping[str, Any]) -> int:
        text = str(self._house.wording(name)["text"]).format(**values).strip()
        return self._add(conversation_id, NOTICE, text, f"{NOTICE}:{key}", None)

    def _add(
        self,
        conversation_id: str,
        kind: str,
        text: str,
        key: str,
        staff: Any,
        only_for: str | None = None,
    ) -> int:
        line = {
            "conversation_id": conversation_id,
            "key": key[:80],
            "kind": kind,
            "author_id": staff.id if staff else None,
            "author": desk_name(staff) if staff else "",
            "text": text,
            "at": self._hotline.clock.now(),
        }
        try:
            seq = self._store(line, only_for)
        except IntegrityError:  # the same words came in through another process
            seq = self._store(line, only_for)
        self._publish(conversation_id, {"kind": kind, "seq": seq})
        return seq

    def _store(self, line: Mapping[str, Any], only_for: str | None) -> int:
        where = {"conversation": line["conversation_id"], "turn_key": line["key"]}
        with self._hotline.database.transaction() as connection:
            if only_for:
                check_yours(connection, line["conversation_id"], only_for)
            known = connection.execute(statements.LINE_BY_KEY, where).scalar_one_or_none()
            if known is not None:
                return int(known)
            seq = _next_place(connection, line)
            connection.execute(statements.NEW_LINE, {**line, "seq": seq})
            return seq

    def _publish(self, conversation_id: str, what: Mapping[str, Any]) -> None:
        self._news.publish(conversation_topic(conversation_id), what)
        self._news.publish(DESK, {**what, "conversation": conversation_id})


def desk_name(staff: Any) -> str:
    """Return how a person is called in front of consumers: `坐席07`."""
    return str(staff.number)


def _next_place(connection: Connection, line: Mapping[str, Any]) -> int:
    """Take the next place in the conversation's sequence, holding the conversation."""
    where = {"conversation": line["conversation_id"]}
    taken = {**where, "lines": 1, "last_at": line["at"]}
    if not connection.execute(statements.SAID, taken).rowcount:
        raise UnknownConversation(line["conversation_id"])
    return int(connection.execute(statements.LAST_SEQ, where).scalar_one())


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        raise WrongWords("还没有写字。")
    if len(words) > LONGEST_LINE:
        raise WrongWords(f"一次最多{LONGEST_LINE}个字，请分成几条发。")
    return words


def _entries(turn: Any, reply: Reply | None) -> list[Entry]:
    entries: list[Entry] = []
    if turn.said_seq:
        entries.append(Entry(turn.said_seq, "consumer", "", turn.shown, turn.received_at))
    if reply is not None and turn.answered_at is not None:
        for seq, line in enumerate(reply.lines, start=turn.reply_seq):
            titles = tuple(choice.title for choice in line.choices)
            entries.append(Entry(seq, "bot", "", line.text, turn.answered_at, titles))
    return entries


def _entry(line: SaidLine) -> Entry:
    return Entry(line.seq, _KINDS[line.kind], line.author, line.text, line.at)
