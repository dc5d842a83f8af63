"""What consumers want the institution to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import NamedTuple

from bot.language.lexicon import any_pattern, read_rules
from bot.language.script import to_simplified
from bot.language.spans import Span

_CLAUSE = re.compile(r"[^,，。！!？?；;\n]+")
_LOOK_BACK = 8
_ASKED_BEFORE, _ASKED_AFTER = 4, 24
_MOST_LEADS = 20
_LEADS = ("wish", "order", "command")
# What a second demand is joined to the first with: 请查明并赔偿.
_JOINT = re.compile(
    "、|(?<![合一])并(?:且|要|再)?(?![不非没列])|以及|(?<![以涉普])及(?![时其])|同(?=赔)|或(?:者)?"
)
# What a clause that goes on demanding begins with: 要求退款，并道歉.
_NEXT = re.compile("(?:并且?|还要?|仲要|再|而且|同时|或者|否则|另外|以及|要么)?")
# The object that ends a demand: 退还|多收的费用
_REST = re.compile(
    "(?:(?!并|以及|同赔)[^、 吧吗呢啊呀行否]){0,8}?(?=、|并|以及|及|同赔|[吧啊呀呢]|$)"
)


def find_demands(text: str) -> list[Span]:
    """Find demands, each kind once; the value is a kind such as `refund`.

    银行拒绝退款 tells of a refusal and demands nothing; 要求退款 and 把钱退给我 demand.
    The span holds what is demanded, without 要求. A vague wish (解决) is reported only where
    nothing more precise is demanded.
    """
    simplified = to_simplified(text)
    spans: dict[str, Span] = {}
    for clause in _CLAUSE.finditer(simplified):
        goes_on = bool(spans) and simplified[clause.start() - 1] in ",，"
        for kind, places in _in_clause(clause[0], goes_on=goes_on):
            start, end = (place + clause.start() for place in places)
            meant = _meant(kind, simplified[start:end], simplified)
            if meant:
                spans.setdefault(meant, Span(start, end, text[start:end], meant))
    found = sorted(spans.values())
    return [span for span in found if not _is_vague(span)] or found


def _is_vague(span: Span) -> bool:
    return span.value == "other" and bool(_rule("vague").search(to_simplified(span.text)))


def _meant(kind: str, words: str, told: str) -> str:
    """What a kind stands for in this story: 给我退了 of a policy is a surrender."""
    for rule in _depending().get(kind, ()):
        if rule.words.fullmatch(words) and rule.fits(told):
            return rule.becomes
    return kind


def _in_clause(clause: str, *, goes_on: bool) -> list[tuple[str, tuple[int, int]]]:
    """Return the kinds demanded, and where; words that one kind has taken are not another's."""
    leads = list(islice(_leads(clause), _MOST_LEADS))
    if goes_on and (more := _NEXT.match(clause)):
        leads.append(("wish" if more[0] else "next", more))
    found = sorted(_kinds_demanded(clause, leads), key=lambda one: one[1].what)
    ends = [0, *(demand.end for _, demand in found)]
    return [
        (kind, _bounds(clause, demand, after))
        for (kind, demand), after in zip(found, ends, strict=False)
    ]


def _kinds_demanded(
    clause: str, leads: list[tuple[str, re.Match[str]]]
) -> Iterator[tuple[str, _Demand]]:
    taken: set[int] = set()
    for kind, patterns in _kinds():
        for demand in _demands(clause, patterns, leads):
            words = range(demand.what, demand.end)
            if taken.isdisjoint(words) and not _is_mention(clause, demand):
                taken.update(words)
                yield kind, demand
                break


def _bounds(clause: str, demand: _Demand, after: int) -> tuple[int, int]:
    """Where the demand's own words stand: after 要求 and 并, with the object that follows."""
    joints = [joint.end() for joint in _JOINT.finditer(clause, demand.start, demand.what)]
    start = min(max([demand.start, after, *joints]), demand.what)
    start = joint.end() if (joint := _JOINT.match(clause, start)) else start
    unsaid = _rule("unsaid").match(clause[start : demand.end])
    start += unsaid.end() if unsaid else 0
    rest = _REST.match(clause, demand.end)
    return min(start, demand.end - 1), rest.end() if rest else demand.end


class _Demand(NamedTuple):
    """Where it starts, where what is demanded starts, where both end."""

    start: int
    what: int
    end: int
    gap: str


def _leads(clause: str) -> Iterator[tuple[str, re.Match[str]]]:
    """What announces a demand: a wish, an order, or the clause is a bare command."""
    found = [(lead, match) for lead in _LEADS for match in _rule(lead).finditer(clause)]
    yield from found
    first = min((match.end() for _, match in found if match.end()), default=len(clause))
    for joint in _JOINT.finditer(clause, first):
        yield "wish", joint


def _demands(
    clause: str, patterns: dict[str, re.Pattern[str]], leads: list[tuple[str, re.Match[str]]]
) -> Iterator[_Demand]:
    for phrase in patterns["phrase"].finditer(clause):
        yield _Demand(phrase.start(), phrase.start(), phrase.end(), "")
    for lead, announced in leads:
        what = patterns[lead].match(clause, announced.end())
        if what and not _is_asked(clause, announced.start(), what.end()):
            yield _Demand(announced.start(), what.start("what"), what.end(), what["gap"])


def _is_asked(clause: str, start: int, end: int) -> bool:
    """Whether how or how long is asked just there; a long clause asks other things elsewhere."""
    near = clause[max(0, start - _ASKED_BEFORE) : end + _ASKED_AFTER]
    return bool(_rule("asks").search(near)) and not _rule("asks_for").search(near)


def _is_mention(clause: str, demand: _Demand) -> bool:
    """Whether the words only tell of a refusal, or of what others want."""
    before = clause[max(0, demand.start - _LOOK_BACK) : demand.start]
    told = before + clause[demand.start : demand.what]
    return bool(
        _rule("not_mine").search(told)
        or _rule("refused").search(demand.gap)
        or _refused_before().search(before)
    )


@dataclass(frozen=True)
class _Depending:
    """A kind that is another one where something is, or is not, spoken of."""

    becomes: str
    words: re.Pattern[str]
    near: re.Pattern[str] | None
    without: re.Pattern[str] | None

    def fits(self, told: str) -> bool:
        near = self.near is None or self.near.search(told) is not None
        return near and (self.without is None or not self.without.search(told))


@cache
def _depending() -> dict[str, list[_Depending]]:
    found: dict[str, list[_Depending]] = {}
    for rule in read_rules("demands.yml")["depends"]:
        near, without = (
            re.compile(rule[name]) if name in rule else None for name in ("near", "without")
        )
        depending = _Depending(rule["becomes"], re.compile(rule["words"]), near, without)
        found.setdefault(rule["kind"], []).append(depending)
    return found


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
        "next": _what("(?:书面|当面|全额|立即|尽快|把|将)?", words["objects"]),
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
