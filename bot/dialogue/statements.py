"""The statements that every turn makes, built once: SQLAlchemy keeps what it compiled for them."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, insert, select, update

from bot.dialogue.models import Conversation, TrackerEvents, Turn

conversations = Conversation.__table__
turns = Turn.__table__
tracker_events = TrackerEvents.__table__

_id, _key, _turn = bindparam("conversation"), bindparam("turn_key"), bindparam("turn")

# Locked, with the id of the turn that has come in under this key before (None: none has).
CONVERSATION_AND_TURN = (
    select(conversations, turns.c.id.label("turn_id"))
    .outerjoin(turns, and_(turns.c.conversation_id == conversations.c.id, turns.c.key == _key))
    .where(conversations.c.id == _id)
    .with_for_update(of=conversations)
)

TURN = select(turns).where(turns.c.id == _turn)
NEW_TURN = insert(turns)
TOUCHED = update(conversations).where(conversations.c.id == _id)

SITUATION = (
    select(turns.c.reply, conversations)
    .join(conversations, conversations.c.id == turns.c.conversation_id)
    .where(turns.c.id == _turn)
)

SAID = (
    update(conversations)
    .where(conversations.c.id == _id)
    .values(last_seq=conversations.c.last_seq + bindparam("lines"))
)

_last_seq = select(conversations.c.last_seq).where(conversations.c.id == _id).scalar_subquery()
ANSWERED = (
    update(turns).where(turns.c.id == _turn).values(reply_seq=_last_seq - bindparam("lines") + 1)
)

LAST_EVENTS = (
    select(tracker_events.c.first, tracker_events.c.count)
    .where(tracker_events.c.sender_id == _id)
    .order_by(tracker_events.c.first.desc())
    .limit(1)
)
ALL_EVENTS = (
    select(tracker_events.c.body)
    .where(tracker_events.c.sender_id == _id)
    .order_by(tracker_events.c.first)
)
NEW_EVENTS = insert(tracker_events)
