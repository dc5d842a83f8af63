"""Who looked at whose personal data, for those who answer for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from sanic import Request
from sanic.response import HTTPResponse

from bot.accounts.looks import LookFilter, field_titles
from bot.accounts.register import folded, printable
from bot.accounts.staff import Staff
from bot.calendar.clock import SHANGHAI
from bot.channels.errors import Refusal
from bot.desk.days import day_of
from bot.desk.pages import page
from bot.desk.rooms import Rooms
from bot.desk.signing_in import accounts_of

LOOKS = "/desk/looks"
FIELDS = ("login", "number", "conversation", "since", "until")
LONGEST = 64
LAST_PAGE = 10_000

rooms = Rooms("desk_looks")


@rooms.get(LOOKS, roles=("supervisor", "administrator"))
async def looks(request: Request, staff: Staff) -> HTTPResponse:
    """Show looks at personal data, narrowed by who, whose and when."""
    given = {name: printable(request.args.get(name, "")).strip()[:LONGEST] for name in FIELDS}
    found = accounts_of(request).looks(_filter(given), _page(request.args.get("page", "1")))
    asked = urlencode({name: value for name, value in given.items() if value})
    return page(
        request,
        "accounts/looks.html",
        staff,
        given=given,
        found=found,
        asked=asked,
        seen=field_titles(),
    )


def _filter(given: Mapping[str, str]) -> LookFilter:
    until = _midnight(given["until"])
    return LookFilter(
        login=folded(given["login"]),
        number=given["number"],
        conversation=given["conversation"],
        since=_midnight(given["since"]),
        until=until + timedelta(days=1) if until else None,
    )


def _midnight(given: str) -> datetime | None:
    """Return when a day begins in China."""
    return datetime.combine(day_of(given), time(), SHANGHAI) if given else None


def _page(given: str) -> int:
    if not (given.isascii() and given.isdecimal()) or not 1 <= int(given[:9]) <= LAST_PAGE:
        raise Refusal(422, "wrong_page", "没有这一页。")
    return int(given)
