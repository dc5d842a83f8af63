"""The files of one hotline, with all that can be done with them, and their end."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.evidence.following import forget
from bot.evidence.handing_in import HandingIn
from bot.evidence.limits import limits
from bot.evidence.models import EvidenceFile
from bot.tickets.models import Submission, Ticket


class Evidence(HandingIn):
    """Evidence(database, clock); share one between all threads."""

    def tidy(self) -> int:
        """Give files to tickets that missed them, and forget what nobody claimed.

        Returns how many files were forgotten. A chore: doing it twice is harmless.
        """
        too_old = self._clock.now() - timedelta(days=limits().unclaimed_days)
        files = EvidenceFile.__table__.c
        with self._database.session() as session:
            _claim_what_was_missed(session)
            erased = select(Ticket.id).where(Ticket.erased_at.is_not(None))
            gone = forget(session, files.ticket_id.in_(erased))
            return gone + forget(session, files.ticket_id.is_(None) & (files.at < too_old))


def _claim_what_was_missed(session: Session) -> None:
    """Claim files whose draft was handed in at the very moment in which they were stored."""
    handed_in_as = EvidenceFile.conversation_id + ":" + EvidenceFile.draft_key
    missed = (
        select(EvidenceFile, Submission.ticket_id)
        .join(Submission, Submission.idempotency_key == handed_in_as)
        .where(EvidenceFile.ticket_id.is_(None))
    )
    for file, ticket_id in session.execute(missed).all():
        file.ticket_id = ticket_id
    session.flush()
