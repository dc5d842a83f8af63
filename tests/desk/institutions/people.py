"""People of institutions who come back another day."""

from __future__ import annotations

from bot.accounts.staff import Staff
from tests.desk.house import Colleague, House


def signed_in(house: House, staff: Staff) -> Colleague:
    """Begin a session as by a provider: nothing is left to settle, and no password takes time."""
    return Colleague(house, staff, house.hotline.accounts.sign_in_vouched(staff.login).token)


def back(who: Colleague) -> Colleague:
    """Sign in again, as one must after a night."""
    return signed_in(who.house, who.staff)
