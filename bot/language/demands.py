"""What consumers want the institution to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.language.lexicon import any_pattern, read_rules
from bot.language.script import to_simplified
from bot.language.spans import Span

_CLAUSE = re.compile(r"[^,，。！!？?；;\n]+")
_GAP = ".{0,8}?"
_LOOK_BACK = 8


def find_demands(text: str) -> list[Span]:
    """Find demands, each kind once; the value is a kind such as `refund`.

    银行拒绝退款 tells of a refusal and demands nothing; 要求退款 and 把钱退给我 demand.
    `other` (解决问题) is reported only where nothing more precise is demanded.
    """
    spans: dict[str, Span] = {}
    for clause in _CLAUSE.finditer(to_simplified(text)):
        for kind, match in _in_clause(clause[0]):
            start, end = (place + clause.start() for place in match.span())
            spans.setdefault(kind, Span(start, end, text[start:end], kind))
    found = sorted(spans.values())
    return [span for span in found if span.value != "other"] or found


def _in_clause(clause: str) -> Iterator[tuple[str, re.Match[str]]]:
    for kind, phrase, wished in _patterns():
        match = phrase.search(clause) or wished.search(clause)
        if match and not _is_mention(clause, match):
            yield kind, match


def _is_mention(clause: str, match: re.Match[str]) -> bool:
    """Whether the words only tell of a refusal, or of what others want."""
    parts = match.groupdict()
    before = clause[max(0, match.start() - _LOOK_BACK) : match.start()]
    gap = parts.get("gap") or ""
    refused = _rule("refused")
    return bool(
        _rule("not_mine").search(before + (parts.get("wish") or "") + gap)
        or refused.search(gap)
        or re.search(f"(?:{refused.pattern})$", before)
    )


@cache
def _patterns() -> list[tuple[str, re.Pattern[str], re.Pattern[str]]]:
    rules = read_rules("demands.yml")
    return [
        (
            kind,
            any_pattern(words["phrases"]),
            re.compile(f"(?P<wish>{rules['wish']})(?P<gap>{_GAP})(?:{'|'.join(words['objects'])})"),
        )
        for kind, words in rules["demands"].items()
    ]


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(read_rules("demands.yml")[name])
