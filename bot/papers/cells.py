"""Values as cells of a table: what people read, and nothing that a program would run."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.calendar.clock import to_shanghai
from bot.papers.columns import Column

# Programs for tables take what begins so for a formula, in full width too (CWE-1236).
FORMULA_STARTS = "=+-@＝＋－＠\t\r\n"
YES, NO = "是", "否"
LONGEST = 32_767  # characters that a cell of Excel holds
CUT = "……（后面略）"


def plain(value: Any, column: Column) -> Any:
    """Return a value as it is meant: words for codes, moments as clocks in China show them."""
    if value is None:
        return None
    if column.form == "word":
        return column.words.get(str(value), str(value))
    if column.form == "yes_no":
        return YES if value else NO
    if isinstance(value, datetime):
        return to_shanghai(value).replace(tzinfo=None)
    return value


def as_text(value: Any) -> str:
    """Write a plain value for a CSV file; a text that would be run as a formula is defused."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return defused(value) if isinstance(value, str) else str(value)


def defused(text: str) -> str:
    """Put an apostrophe before what programs would take for a formula; they do not show it."""
    return f"'{text}" if text.lstrip(" \u3000")[:1] in (*FORMULA_STARTS,) else text


def fitting(text: str) -> str:
    """Cut a text to what a cell of Excel holds, and say so."""
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT
