"""The clocks of a ticket: which deadlines run, from which day, until which day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from bot.calendar.clock import Clock, shanghai_date
from bot.calendar.working_days import Deadline, WorkingCalendar
from bot.database import Database
from bot.life_profile import LADDER
from bot.profile import DeadlineRule, Profile
from bot.tickets.models import Ticket, TicketDeadline

# From the shortest time for an answer to the longest; a profile may lack some.
ANSWER_TIMES = ("answer", "answer_complex", "answer_extended")
REVIEW_REQUEST = "review_request"
ANSWERED = "answered"
A_DAY = timedelta(days=1)
# States in which the matter is with whoever must answer it.
BEFORE_AN_ANSWER = ("registered", "forwarded", "in_progress")


class Clocks:
    """The rules and the time of one hotline."""

    def __init__(
        self, database: Database, profile: Profile, calendar: WorkingCalendar, clock: Clock
    ) -> None:
        self._database = database
        self._profile = profile
        self._calendar = calendar
        self._clock = clock

    def _today(self) -> date:
        return shanghai_date(self._clock.now())

    def _running(self, ticket: Ticket) -> list[TicketDeadline]:
        return [row for row in ticket.deadlines if row.ended_at is None]

    def _running_answers(self, ticket: Ticket) -> list[TicketDeadline]:
        return [row for row in self._running(ticket) if row.name in ANSWER_TIMES]

    def _is_awaited(self, ticket: Ticket) -> bool:
        """Tell whether a clock runs that an answer would stop."""
        return any(awaits_an_answer(row) for row in self._running(ticket))

    def _start(self, ticket: Ticket, name: str, since: date) -> None:
        """Let a deadline run from a day on, in place of one of the same name."""
        for row in self._running(ticket):
            if row.name == name:
                row.ended_at = self._clock.now()
        rule = self._rule(ticket, name, since)
        deadline = self._last_day(rule, since)
        ticket.deadlines.append(
            TicketDeadline(
                name=name,
                since=since,
                day=deadline.day,
                provisional=deadline.provisional,
                law=rule.law,
                met_by=list(rule.met),
                set_at=self._clock.now(),
                met=False,
            )
        )

    def _start_entering(self, ticket: Ticket, state: str) -> None:
        """Start what the profile starts in a state, and what an answer is still awaited by."""
        names = self._profile.deadlines_starting(ticket.intent, ticket.kind, state)
        if self._has_been_reviewed(ticket):
            names = tuple(name for name in names if name != REVIEW_REQUEST)
        for name in names:
            self._start(ticket, name, self._today())
        if state == "in_progress" and not self._is_awaited(ticket):
            self._await_an_answer(ticket)
        if state in BEFORE_AN_ANSWER:
            self._keep_on_the_ladder(ticket)

    def _await_an_answer(self, ticket: Ticket) -> None:
        """Start the answer's clocks for what was answered before, or is taken up unforwarded."""
        for state in ("registered", "forwarded"):
            for name in self._profile.deadlines_starting(ticket.intent, ticket.kind, state):
                if waits_for_an_answer(name, self._rule(ticket, name, self._today()).met):
                    self._start(ticket, name, self._today())

    def _keep_on_the_ladder(self, ticket: Ticket) -> None:
        if not self._profile.life.ladder or ticket.kind != "complaint":
            return
        if ticket.step is None:
            ticket.step = 0
        if all(row.name != LADDER for row in self._running(ticket)):
            self._start(ticket, LADDER, self._today())

    def _restart_the_answer(self, ticket: Ticket) -> bool:
        """Start the answer's clock from today if it is running; tells whether it was."""
        running = self._running_answers(ticket)
        for row in running:
            row.ended_at = self._clock.now()
        if running:
            self._start(ticket, ANSWER_TIMES[0], self._today())
        return bool(running)

    def _has_been_reviewed(self, ticket: Ticket) -> bool:
        """Tell whether the last answer is the decision of a review."""
        return bool(ticket.answers) and ticket.answers[-1].kind == "review"

    def _rule(self, ticket: Ticket, name: str, since: date) -> DeadlineRule:
        """Return the rule of a deadline; that of the ladder is the step on which the ticket is."""
        if name != LADDER:
            return self._profile.deadline_rule(name, since)
        step = self._profile.life.ladder[ticket.step or 0]
        met = (ANSWERED, "escalated")
        return DeadlineRule(LADDER, step.days, step.kind, since, None, step.law, met)

    def _last_day(self, rule: DeadlineRule, since: date) -> Deadline:
        """Count from a day, itself not counted (民法典第二百零一条) unless the rule says so."""
        since -= rule.counts_first_day * A_DAY
        if rule.kind == "working":
            return self._calendar.add_working_days(since, rule.days)
        deadline = self._calendar.add_natural_days(since, rule.days)
        if rule.name in self._profile.life.moved_off_days_off:
            return self._off_days_off(deadline.day)
        return deadline

    def _off_days_off(self, day: date) -> Deadline:
        """Move a last day that is a day off to the next working day (民法典第二百零三条)."""
        calendar = self._calendar
        last = day if calendar.is_working_day(day) else calendar.next_working_day(day)
        known = calendar.is_published(day.year) and calendar.is_published(last.year)
        return Deadline(last, provisional=not known)


def awaits_an_answer(row: TicketDeadline) -> bool:
    """Tell whether a deadline is one for an answer or decision."""
    return waits_for_an_answer(row.name, row.met_by)


def waits_for_an_answer(name: str, met: Iterable[str]) -> bool:
    """Leave out what an answer ends by the way: the receipt, and the step of the ladder."""
    return ANSWERED in met and "in_progress" not in met and name != LADDER


def has_no_more_point(row: TicketDeadline, state: str) -> bool:
    """Tell whether a deadline went with the state it was for, kept or not.

    What is answered or under review waits for nothing else; without an answer there is none to be
    reviewed; what is under way is forwarded no more.
    """
    if state in (ANSWERED, "followed_up", "escalated"):
        return row.name != REVIEW_REQUEST or state == "escalated"
    if state == "registered":
        return row.name == REVIEW_REQUEST
    return row.name == REVIEW_REQUEST or "forwarded" in row.met_by
