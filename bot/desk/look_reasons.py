"""Why somebody wants to see personal values: chosen from a list, and written down in words."""

from __future__ import annotations

from collections.abc import Collection

from bot.channels.errors import Refusal
from bot.desk.words import titles


def look_reason(code: str, among: Collection[str] | None = None) -> str:
    """Return a reason in words; raises Refusal (422) for one that is not in the list.

    `among` are the codes of those that somebody may have, where it is not all of them.
    """
    reasons = titles("reveal_reasons")
    if code not in (reasons if among is None else among):
        raise Refusal(422, "unknown_reason", "请选一个查看的原因。")
    return reasons[code]
