"""Who acts for an institution: somebody at the desk, or a key of the interface."""

from __future__ import annotations

from dataclasses import dataclass

from bot.accounts.staff import Staff
from bot.institutions.errors import NotOfInstitution
from bot.tickets.actors import actor

INSTITUTION = "institution"


@dataclass(frozen=True)
class Officer:
    """Every question about tickets is asked by an officer and answered for that institution only.

    `branch` narrows it to what is assigned to that branch. `staff` is None for a key.
    """

    institution_id: str
    actor: str
    branch: str | None = None
    staff: Staff | None = None
    key_id: str | None = None

    @property
    def is_head_office(self) -> bool:
        """Tell whether this one sees and assigns everything of the institution."""
        return self.branch is None


def officer_of(staff: Staff) -> Officer:
    """Return somebody at the desk as an officer; raises NotOfInstitution for anybody else."""
    if staff.role != INSTITUTION or not staff.institution_id:
        raise NotOfInstitution(f"{staff.role} {staff.id} works for no institution")
    acting = actor(INSTITUTION, staff.id, staff.institution_id)
    return Officer(staff.institution_id, acting, staff.branch or None, staff)


def officer_of_key(key_id: str, institution_id: str) -> Officer:
    """Return a key of the interface as an officer of the whole institution."""
    return Officer(institution_id, actor(INSTITUTION, key_id, institution_id), key_id=key_id)
