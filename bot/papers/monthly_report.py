"""The monthly feedback of an institution to the regulator, as figures: generated, not typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class Share:
    """One category with how many complaints have it as their main one."""

    code: str
    name: str
    count: int


@dataclass(frozen=True)
class Answers:
    """How answers came: `in_time` and `late` against the day that was valid then.

    `extended` are those among them whose time had been lengthened; `days` is the average from
    receipt to answer in natural days, None without answers.
    """

    count: int
    in_time: int
    late: int
    extended: int
    days: float | None


@dataclass(frozen=True)
class Satisfaction:
    """What consumers said when they were asked: scores 1 to 5 with their counts.

    `nps` is the share of 9 and 10 less the share of 0 to 6, in percentage points.
    """

    scores: Mapping[int, int]
    average: float | None
    nps: float | None

    @property
    def count(self) -> int:
        """Return how many gave a score."""
        return sum(self.scores.values())


@dataclass(frozen=True)
class Measure:
    """What is proposed against a frequent cause."""

    cause: str
    words: str


@dataclass(frozen=True)
class MonthlyReport:
    """An institution's month; `month` is its first day, moments and days are those of Shanghai.

    `received` counts complaints that came to it in the month, merged ones not; categories, repeats
    and urges are theirs. Answers and satisfaction are those that came in the month,
    whenever the complaint did. `open` and `overdue` stand at the end of the month, or now.
    """

    hotline: str
    institution_id: str | None
    institution_name: str
    month: date
    made_at: datetime
    received: int
    received_before: int
    repeats: int
    urges: int
    elderly: int
    amount: Decimal
    answers: Answers
    open: int
    overdue: int
    withdrawn: int
    outcomes: tuple[Share, ...]
    paid: Decimal
    satisfaction: Satisfaction
    by_axis: Mapping[str, tuple[Share, ...]]
    top_causes: tuple[Share, ...]
    measures: tuple[Measure, ...]
