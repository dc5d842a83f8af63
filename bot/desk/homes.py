"""The room that everybody comes to first, by role."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.accounts.staff import Staff

SIGN_IN = "/desk/sign-in"
HOMES = {
    "agent": "/desk",
    "supervisor": "/desk",
    "institution": "/desk/institution",
    "reviewer": "/desk/tickets",
    "administrator": "/desk/accounts",
}
LONGEST_ADDRESS = 200


def home_of(staff: Staff | None) -> str:
    """Return where somebody goes who has asked for nothing in particular."""
    return HOMES[staff.role] if staff else SIGN_IN


def room_after_sign_in(wished: str, staff: Staff) -> str:
    """Return the wished address if it is one of our rooms, home otherwise: nobody is led away."""
    plain = wished.isascii() and wished.isprintable() and len(wished) <= LONGEST_ADDRESS
    if not plain or "\\" in wished or not (wished == "/desk" or wished.startswith("/desk/")):
        return home_of(staff)
    parts = urlsplit(wished)
    leads_round = parts.path.startswith(SIGN_IN) or parts.path == "/desk/sign-out"
    return home_of(staff) if leads_round else parts.path
