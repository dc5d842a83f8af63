"""The statements that every turn makes, built once: SQLAlchemy keeps what it compiled for them."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, exists, insert, or_, select, update

from bot.dialogue.models import Conversation, ConversationLine, TrackerEvents, Turn
from bot.handoff.ownership import handoffs, open_handoff_of, owner_column

conversations = Conversation.__table__
turns = Turn.__table__
lines = ConversationLine.__table__
tracker_events = TrackerEvents.__table__

_id, _key, _turn = bindparam("conversation"), bindparam("turn_key"), bindparam("turn")
_its_handoff = open_handoff_of(conversations.c.id)

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

_person = handoffs.c.accepted_by.label("person")

STATE = (
    select(conversations, owner_column(), _person)
    .select_from(conversations.outerjoin(handoffs, _its_handoff))
    .where(conversations.c.id == _id)
)

SITUATION = (
    select(turns.c.reply, conversations, owner_column(), _person)
    .select_from(
        turns.join(conversations, conversations.c.id == turns.c.conversation_id).outerjoin(
            handoffs, _its_handoff
        )
    )
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

# Made once SAID holds the conversation: what a person said or the house announced before that is
# seen here, so the bot never speaks after them.
ANSWERED_UNLESS_OVERTAKEN = ANSWERED.where(
    ~exists().where(open_handoff_of(_id), handoffs.c.state == "accepted")
)

KNOWN = select(conversations.c.id).where(conversations.c.id == _id)
LAST_SEQ = select(conversations.c.last_seq).where(conversations.c.id == _id)
LINE_BY_KEY = select(lines.c.seq).where(lines.c.conversation_id == _id, lines.c.key == _key)
NEW_LINE = insert(lines)

TURNS = select(turns).where(turns.c.conversation_id == _id).order_by(turns.c.id)
# Of a reply with many lines the last may stand behind a place before which it began.
TURNS_AFTER = TURNS.where(
    or_(turns.c.said_seq > bindparam("after"), turns.c.reply_seq > bindparam("reach"))
)
RECENT_REPLIES = (
    select(turns.c.reply, turns.c.unsaid)
    .where(turns.c.conversation_id == _id, turns.c.answered_at.isnot(None))
    .order_by(turns.c.id.desc())
    .limit(bindparam("most"))
)
LINES_AFTER = (
    select(lines)
    .where(
        lines.c.conversation_id == _id,
        lines.c.seq > bindparam("after"),
        lines.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(lines.c.seq)
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
