"""What consumers want the institution to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from bot.language.lexicon import any_pattern, read_rules
from bot.language.script import to_simplified
from bot.language.spans import Span

_CLAUSE = re.compile(r"[^,，。！!？?；;\n]+")
_LOOK_BACK = 8
_MOST_LEADS = 20
_LEADS = ("wish", "order", "command")


def find_demands(text: str) -> list[Span]:
    """Find demands, each kind once; the value is a kind such as `refund`.

    银行拒绝退款 tells of a refusal and demands nothing; 要求退款 and 把钱退给我 demand.
    `other` (解决问题) is reported only where nothing more precise is demanded.
    """
    spans: dict[str, Span] = {}
    for clause in _CLAUSE.finditer(to_simplified(text)):
        for kind, places in _in_clause(clause[0]):
            start, end = (place + clause.start() for place in places)
            spans.setdefault(kind, Span(start, end, text[start:end], kind))
    found = sorted(spans.values())
    return [span for span in found if span.value != "other"] or found


def _in_clause(clause: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the kinds demanded, and where; words that one kind has taken are not another's."""
    leads = list(islice(_leads(clause), _MOST_LEADS))
    taken: set[int] = set()
    for kind, patterns in _kinds():
        for demand in _demands(clause, patterns, leads):
            words = range(demand.what, demand.end)
            if taken.isdisjoint(words) and not _is_mention(clause, demand):
                taken.update(words)
                yield kind, (demand.start, demand.end)
                break


class _Demand(NamedTuple):
    """Where it starts, where what is demanded starts, where both end."""

    start: int
    what: int
    end: int
    gap: str


def _leads(clause: str) -> Iterator[tuple[str, re.Match[str]]]:
    """What announces a demand: a wish, an order, or the clause is a bare command."""
    if _rule("asks").search(clause) and not _rule("asks_for").search(clause):
        return
    for lead in _LEADS:
        for match in _rule(lead).finditer(clause):
            yield lead, match


def _demands(
    clause: str, patterns: dict[str, re.Pattern[str]], leads: list[tuple[str, re.Match[str]]]
) -> Iterator[_Demand]:
    for phrase in patterns["phrase"].finditer(clause):
        yield _Demand(phrase.start(), phrase.start(), phrase.end(), "")
    for lead, announced in leads:
        what = patterns[lead].match(clause, announced.end())
        if what:
            yield _Demand(announced.start(), what.start("what"), what.end(), what["gap"])


def _is_mention(clause: str, demand: _Demand) -> bool:
    """Whether the words only tell of a refusal, or of what others want."""
    before = clause[max(0, demand.start - _LOOK_BACK) : demand.start]
    told = before + clause[demand.start : demand.what]
    return bool(
        _rule("not_mine").search(told)
        or _rule("refused").search(demand.gap)
        or _refused_before().search(before)
    )


@cache
def _kinds() -> list[tuple[str, dict[str, re.Pattern[str]]]]:
    """The kinds with their patterns, in the order in which they take their words."""
    return [
        (kind, {"phrase": any_pattern(words["phrases"]), **_after_leads(words)})
        for kind, words in read_rules("demands.yml")["demands"].items()
    ]


def _after_leads(words: dict[str, list[str]]) -> dict[str, re.Pattern[str]]:
    rest = read_rules("demands.yml")["command_rest"]
    return {
        "wish": _what(".{0,10}?", words["objects"]),
        "order": _what(".{0,14}?", words["done"]),
        "command": _what("", words["commands"], rest),
    }


def _what(gap: str, words: list[str], rest: str = "") -> re.Pattern[str]:
    wanted = any_pattern(words).pattern
    return re.compile(f"(?P<gap>{gap})(?P<what>{wanted}){rest}")


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(read_rules("demands.yml")[name])


@cache
def _refused_before() -> re.Pattern[str]:
    return re.compile(f"(?:{_rule('refused').pattern})$")
