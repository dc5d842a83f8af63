"""What the clock does with tickets: reminders, alarms, and days that a new calendar settles."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from bot.tickets.duty import running_deadlines
from bot.tickets.ladder import Ladder
from bot.tickets.models import Ticket, TicketDeadline

CHORE = "chore"
FOUND_OVERDUE = -1


class Chores(Ladder):
    """Every process may do these as often as it likes; each event is written once."""

    def look_after(self) -> int:
        """Do everything below, and climb for tickets out of time; returns how much there was."""
        return self.remind() + self.refresh_deadlines() + self.climb_overdue()

    def remind(self, actor: str = CHORE) -> int:
        """Write the reminders and alarms that are due as events; returns how many were written.

        `reminded` is for the institution, so many days before a last day as the profile says;
        `overdue` tells once that a day has passed. `about` names the deadline, `why` its day.
        """
        numbers = self._to_be_reminded()
        return sum(self._remind(number, actor) for number in numbers)

    def refresh_deadlines(self, actor: str = CHORE) -> int:
        """Count provisional deadlines anew with the calendar of now; returns how many changed."""
        wanted = (
            select(Ticket.number)
            .where(
                Ticket.id.in_(
                    select(TicketDeadline.ticket_id).where(
                        TicketDeadline.ended_at.is_(None), TicketDeadline.provisional.is_(True)
                    )
                )
            )
            .order_by(Ticket.id)
        )
        with self._database.reading() as session:
            numbers = session.execute(wanted).scalars().all()
        return sum(self._refresh(number, actor) for number in numbers)

    def _to_be_reminded(self) -> list[str]:
        life, today = self._profile.life, self._today()
        earliest = max((days[0] for days in life.reminders.values() if days), default=0)
        wanted = running_deadlines(today + timedelta(days=earliest), life.consumers_own).where(
            TicketDeadline.reminded.is_(None) | (TicketDeadline.reminded > FOUND_OVERDUE)
        )
        with self._database.reading() as session:
            found = [
                ticket.number
                for row, ticket in session.execute(wanted)
                if self._stage(row, ticket, today) is not None
            ]
        return list(dict.fromkeys(found))

    def _remind(self, number: str, actor: str) -> int:
        """Look again under the lock: another process may have been quicker."""
        today, written = self._today(), 0
        with self._database.session() as session:
            ticket = self._find(session, number)
            for row in self._running(ticket):
                stage = self._stage(row, ticket, today)
                if stage is not None:
                    row.reminded = stage
                    kind = "overdue" if stage == FOUND_OVERDUE else "reminded"
                    self._write(ticket, kind, actor, row.day.isoformat(), about=row.name)
                    written += 1
        return written

    def _stage(self, row: TicketDeadline, ticket: Ticket, today: date) -> int | None:
        """Return which reminder is due and was not written yet, in days before; -1 is overdue."""
        life = self._profile.life
        if row.name in life.consumers_own:
            return None
        left = (row.day - today).days
        before = life.reminders.get(row.name, ()) if ticket.forwarded_at else ()
        due = [days for days in before if left <= days]
        stage = FOUND_OVERDUE if left < 0 else min(due, default=None)
        if stage is None or (row.reminded is not None and row.reminded <= stage):
            return None
        return stage

    def _refresh(self, number: str, actor: str) -> int:
        with self._database.session() as session:
            ticket = self._find(session, number)
            rows = [row for row in self._running(ticket) if row.provisional]
            return sum(self._count_anew(ticket, row, actor) for row in rows)

    def _count_anew(self, ticket: Ticket, row: TicketDeadline, actor: str) -> bool:
        now = self._last_day(self._rule(ticket, row.name, row.since), row.since)
        if (now.day, now.provisional) == (row.day, row.provisional):
            return False
        why = f"{row.day.isoformat()} -> {now.day.isoformat()}"
        row.day, row.provisional = now.day, now.provisional
        self._write(ticket, "deadline_settled", actor, why, about=row.name)
        return True
