"""Put an answer on file, sealed, once."""

from __future__ import annotations

from bot.tickets.contents import Answer
from bot.tickets.errors import WrongInput
from bot.tickets.models import Ticket, TicketAnswer
from bot.tickets.office import Office


class Filing(Office):
    """What answers and decisions of reviews have in common."""

    def _file(self, ticket: Ticket, answer: Answer, actor: str, kind: str) -> None:
        """Keep an answer; raises WrongInput for one to a complaint that names no way on."""
        if ticket.kind == "complaint" and not answer.remedies:
            raise WrongInput("remedies", "missing")
        ticket.answers.append(
            TicketAnswer(
                at=self._clock.now(),
                actor=actor,
                kind=kind,
                findings=answer.findings,
                reasons=answer.reasons,
                remedies=list(answer.remedies),
                remedy_words=answer.remedy_words,
                outcome=answer.outcome,
                paid=answer.paid,
            )
        )

    def _is_on_file(self, ticket: Ticket, answer: Answer, actor: str, kind: str) -> bool:
        """Tell whether the ticket is answered by this very text of this actor already."""
        if ticket.state != "answered" or not ticket.answers:
            return False
        last: TicketAnswer = ticket.answers[-1]
        return (last.actor, last.kind, content_of(last)) == (actor, kind, answer)


def content_of(row: TicketAnswer) -> Answer:
    """Return what an answer on file says; texts that were erased are empty."""
    return Answer(
        findings=row.findings or "",
        reasons=row.reasons or "",
        remedies=tuple(row.remedies or ()),
        remedy_words=row.remedy_words or "",
        outcome=row.outcome,
        paid=row.paid,
    )
