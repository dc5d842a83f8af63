"""Reading the forms that staff send: bounded, well-formed, one text per field."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from sanic import Request

from bot.channels.errors import Refusal

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
MOST_FIELDS = 200
LONGEST_FIELD = 20_000  # characters


def fields_of(request: Request) -> Mapping[str, str]:
    """Return the fields of a form, stripped; of several with one name the last one counts.

    Raises Refusal (400, 413). Files of a multipart form stay in `request.files`.
    """
    return {name: values[-1] for name, values in lists_of(request).items()}


def lists_of(request: Request) -> Mapping[str, list[str]]:
    """Return all values of each field, for boxes that can be ticked together."""
    found: dict[str, list[str]] = {}
    for name, value in _pairs(request):
        if len(value) > LONGEST_FIELD:
            raise Refusal(413, "too_long", "有一栏写得太长了，请缩短后再提交。")
        found.setdefault(name, []).append(value.replace("\0", "").strip())
    return found


def _pairs(request: Request) -> list[tuple[str, str]]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == MULTIPART:
        return [(name, value) for name, values in request.form.items() for value in values]
    if kind != URLENCODED:
        return []
    try:
        body = request.body.decode("utf-8")
        return parse_qsl(body, True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise Refusal(400, "bad_form", "表单有误，请刷新页面再试。") from error
