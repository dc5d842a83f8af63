"""Pages drawn on the server: templates, what they may use, and how values are written."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sanic import Request
from sanic.response import HTTPResponse, html

from bot.accounts.staff import Staff
from bot.calendar.clock import to_shanghai
from bot.desk.guard import csrf_token, keep_door, present
from bot.desk.words import filters

TEMPLATES = Path(__file__).with_name("templates")
STATIC = Path(__file__).with_name("static")
NOTHING = "—"


def page(
    request: Request,
    template: str,
    staff: Staff | None = None,
    status: int = 200,
    **values: Any,
) -> HTTPResponse:
    """Draw a template; without `staff` it is whoever is signed in, or None.

    Raises jinja2's UndefinedError for a value that the template needs and nobody gave.
    """
    drawn = environment().get_template(template).render(_surroundings(request, staff) | values)
    response = html(drawn, status=status, headers={"Cache-Control": "no-store"})
    keep_door(request, response)
    return response


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the templates with filters and globals."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"moment": moment, "day": day, "money": money, **filters()}
    made.globals["asset"] = asset
    return made


def asset(name: str) -> str:
    """Return the address of a file in bot/desk/static."""
    return f"/desk/static/{name}"


def moment(value: datetime | None) -> str:
    """Write a moment as clocks in China show it: 2026年12月3日 14:05."""
    if value is None:
        return NOTHING
    local = to_shanghai(value)
    return f"{day(local.date())} {local:%H:%M}"


def day(value: date | datetime | None) -> str:
    """Write a day: 2026年12月3日; of a moment the day that it is in China."""
    if value is None:
        return NOTHING
    local = to_shanghai(value).date() if isinstance(value, datetime) else value
    return f"{local.year}年{local.month}月{local.day}日"


def money(value: Decimal | None) -> str:
    """Write a sum in CNY: 1,234.50 元."""
    return NOTHING if value is None else f"{value:,.2f} 元"


def _surroundings(request: Request, staff: Staff | None) -> dict[str, Any]:
    visit = present(request)
    token = csrf_token(request)
    return {
        "staff": staff or (visit.staff if visit else None),
        "hotline": request.app.ctx.hotline.profile.name,
        "path": request.path,
        "csrf": token,
        "csrf_field": Markup('<input type="hidden" name="csrf" value="{}">').format(token),
    }
