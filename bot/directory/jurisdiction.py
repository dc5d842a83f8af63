from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from bot.directory.authorities import Authorities, Authority
from bot.directory.loading import Institution

# Announcement of the three regulators on the protection of financial consumers (2024): banks and
# insurers, payment and credit reporting, securities and funds. Local lenders: the city's hotline.
HOTLINES = {"nfra": "12378", "pbc": "12363", "csrc": "12386", "local": "12345"}


@dataclass(frozen=True)
class Verdict:
    """Whether a complaint is within a hotline's reach, and which hotline answers for it."""

    within: bool
    authority: Authority | None


def responsible(
    institution: Institution, regulators: Collection[str], authorities: Authorities | None = None
) -> Verdict:
    """Say who answers for a complaint about an institution.

    `regulators` are those in reach of the asking hotline: any of nfra, pbc, csrc, local.
    """
    number = HOTLINES[institution.regulator]
    return Verdict(
        within=institution.regulator in regulators,
        authority=(authorities or _authorities()).get(number),
    )


@cache
def _authorities() -> Authorities:
    return Authorities.load()
