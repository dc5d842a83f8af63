"""Who asks, and for what: the officer behind a request, and the services for institutions."""

from __future__ import annotations

from sanic import Request

from bot.accounts.staff import Staff
from bot.desk.institutions.refusing import refusing
from bot.desk.reading import hotline_of
from bot.hotline import Hotline
from bot.institutions.officer import Officer, officer_of
from bot.institutions.service import Institutions

OFFICERS = ("institution",)
HANDLING = "办理本机构的投诉"


def officer_behind(staff: Staff) -> Officer:
    """Return the officer; raises Refusal (403) for an account without an institution."""
    with refusing():
        return officer_of(staff)


def institutions_of(request: Request) -> Institutions:
    """Return the services for institutions."""
    return hotline_of(request).institutions


def name_of(hotline: Hotline, institution_id: str) -> str:
    """Return what an institution is called."""
    known = hotline.directory.get(institution_id)
    return known.display if known else institution_id
