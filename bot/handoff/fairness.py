"""Who is next: points of priority are worth waiting time, so that nobody waits for ever.

A consumer's rank is the moment at which they began to wait, put back by what their points are
worth. Whoever comes later than that difference stands behind them whatever their points are: with
nine points of five minutes, nobody is overtaken by anyone who comes forty-five minutes later.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_

from bot.handoff.models import Handoff
from bot.handoff_profile import HandoffProfile


def rank(since: datetime, priority: int, profile: HandoffProfile) -> datetime:
    """Return the moment by which somebody is ordered: the earlier, the sooner it is their turn."""
    return since - priority * profile.point


def order() -> tuple[Any, ...]:
    """Return the columns by which the queue is ordered; who lost their agent comes before all."""
    return (Handoff.at_head.desc(), Handoff.rank_at, Handoff.id)


def before(row: Any) -> Any:
    """Return the condition for who stands before a row, or before a new one (`id` None)."""
    if row.id is None:
        earlier = Handoff.rank_at <= row.rank_at
    else:
        same = and_(Handoff.rank_at == row.rank_at, Handoff.id < row.id)
        earlier = or_(Handoff.rank_at < row.rank_at, same)
    at_head = Handoff.at_head.is_(True)
    return and_(at_head, earlier) if row.at_head else or_(at_head, earlier)
