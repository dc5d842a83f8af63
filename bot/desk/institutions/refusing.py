"""What services for institutions refuse, said to people and programs: status, code, sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from bot.channels.errors import Refusal
from bot.data_files import read_yaml
from bot.desk.refusing import refusing as refusing_at_the_desk
from bot.institutions.errors import InstitutionError, WrongField

FILE = Path(__file__).with_name("refusals.yml")


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what the services of institutions and tickets raise into a Refusal."""
    with refusing_at_the_desk():
        try:
            yield
        except InstitutionError as error:
            raise refusal_of(error) from error


def refusal_of(error: InstitutionError) -> Refusal:
    """Return the refusal for an error."""
    entry = entries()[type(error).__name__]
    reasons = entry.get("reasons", {})
    if isinstance(error, WrongField):
        precise = reasons.get(f"{error.field}.{error.problem}") or reasons.get(error.field)
    else:
        precise = None
    message = precise or entry["message"]
    return Refusal(entry["status"], entry["code"], message, entry.get("retry_after"))


@cache
def entries() -> dict[str, dict[str, Any]]:
    """Return what is said, by the name of the error."""
    found: dict[str, dict[str, Any]] = read_yaml(FILE)
    return found
