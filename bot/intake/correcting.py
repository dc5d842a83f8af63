"""Mend one field of a draft by hand, as the people at the desk do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from bot.directory.directory import Directory
from bot.intake.draft import Draft
from bot.intake.drafts import Drafts
from bot.intake.gist import demand_names, matters
from bot.intake.hearing import forget
from bot.language.dates import find_dates
from bot.language.demands import find_demands
from bot.language.identity import is_valid_id
from bot.language.money import find_amounts
from bot.language.phones import find_phones

LONGEST: Mapping[str, int] = {"matter": 2000, "demand": 300}
LONGEST_LINE = 60  # characters of every other field
KINDS = frozenset({"complaint", "report", "enquiry", "suggestion", "praise", "callback"})
LARGEST_SUM = Decimal(10**12)
_NAME = re.compile(r"[^\W\d_][^\d_,，。;；]{0,39}")


class WrongValue(ValueError):
    """A field cannot hold this; the message is a sentence for whoever typed it."""


@dataclass(frozen=True)
class Corrections:
    """Takes what staff type into the draft of one conversation, personal values as marks only."""

    directory: Directory
    drafts: Drafts
    conversation_id: str
    today: date

    def apply(self, draft: Draft, field: str, value: str | None) -> Draft:
        """Return the draft with one field mended; nothing (empty) forgets what was there.

        Raises WrongValue for what the field cannot hold, or a field that there is not.
        """
        way = _WAYS.get(field)
        if way is None:
            raise WrongValue("没有这一栏。")
        typed = (value or "").strip()
        if len(typed) > LONGEST.get(field, LONGEST_LINE):
            raise WrongValue(f"太长了，最多{LONGEST.get(field, LONGEST_LINE)}个字。")
        if typed and typed == (draft.narrative if field == "matter" else getattr(draft, field)):
            return draft
        return way(self, draft, typed).with_(summary=None, quick_way=None)

    def institution(self, draft: Draft, typed: str) -> Draft:
        """Take an id of the directory, a name in it, or any other name as it is."""
        if not typed:
            return forget(draft, "institution")
        known = self.directory.get(typed)
        found = [known] if known else self.directory.resolve(typed)
        if len(found) > 1:
            names = "、".join(one.display for one in found[:4])
            raise WrongValue(f"叫这个名字的不止一家，请写清是哪家：{names}。")
        name, id = (found[0].display, found[0].id) if found else (typed, None)
        return draft.with_(institution=name, institution_id=id, candidates=())

    def intent(self, draft: Draft, typed: str) -> Draft:
        """Take the matter by its name in `matters.yml`."""
        if typed not in matters() or not typed.startswith(("complain_", "report_")):
            raise WrongValue("没有这个分类，请从列表里选。")
        return draft.with_(intent=typed, is_guess=False, confidence=None)

    def kind(self, draft: Draft, typed: str) -> Draft:
        """Take what the ticket is: a complaint, a report, an enquiry ..."""
        if typed not in KINDS:
            raise WrongValue("没有这个类型，请从列表里选。")
        return draft.with_(kind=typed)

    def matter(self, draft: Draft, typed: str) -> Draft:
        """Take the whole story anew, line by line."""
        hidden = self.drafts.masked(self.conversation_id, typed)
        return draft.with_(
            matter=tuple(line.strip() for line in hidden.split("\n") if line.strip())
        )

    def demand(self, draft: Draft, typed: str) -> Draft:
        """Take what is wanted, and the kinds of it that the words name."""
        hidden = self.drafts.masked(self.conversation_id, typed)
        kinds = tuple(dict.fromkeys(span.value for span in find_demands(f"要求{hidden}")))
        kept = tuple(kind for kind in kinds if kind in demand_names()) or ("other",)
        return draft.with_(demand=hidden or None, demands=kept if hidden else ())

    def product(self, draft: Draft, typed: str) -> Draft:
        """Take the name of a product."""
        return draft.with_(product=typed or None)

    def branch(self, draft: Draft, typed: str) -> Draft:
        """Take the name of a branch or a place."""
        return draft.with_(branch=typed or None)

    def amount(self, draft: Draft, typed: str) -> Draft:
        """Take a sum as it is written: 360, 3,000.50, 5.2万."""
        if not typed:
            return draft.with_(amount=None)
        value = _sum(typed)
        if value is None or not 0 <= value < LARGEST_SUM:
            raise WrongValue("金额没看懂，写数字就行，比如 360 或 5.2万。")
        return draft.with_(amount=f"{value:.2f}")

    def occurred(self, draft: Draft, typed: str) -> Draft:
        """Take a day, two days (2026-11-01/2026-11-05), or a day as people say it."""
        if not typed:
            return draft.with_(occurred=None)
        days = _days(typed, self.today)
        if days is None or days[-1] > self.today:
            raise WrongValue("时间没看懂，比如 2026-11-03、上个月、11月1日。将来的日子不行。")
        words = dict.fromkeys(day.isoformat() for day in days)
        return draft.with_(occurred="/".join(words))

    def person_name(self, draft: Draft, typed: str) -> Draft:
        """Take a name, which no other column than the vault holds."""
        if typed and not _NAME.fullmatch(typed):
            raise WrongValue("姓名里不要写数字和标点。")
        return draft.with_(person_name=self._hidden("person_name", typed))

    def phone(self, draft: Draft, typed: str) -> Draft:
        """Take one number, mobile or landline."""
        found = find_phones(typed)
        if typed and len(found) != 1:
            raise WrongValue("电话号码不对：手机是11位，座机要带区号。")
        number = found[0].value if found else ""
        return draft.with_(phone=self._hidden("phone", number), without_phone=False)

    def id_number(self, draft: Draft, typed: str) -> Draft:
        """Take an identity number with its check digit right."""
        if typed and not is_valid_id(typed.upper()):
            raise WrongValue("身份证号不对，请再核对一遍。")
        return draft.with_(id_number=self._hidden("id_number", typed.upper()))

    def _hidden(self, kind: str, value: str) -> str | None:
        return self.drafts.hide(self.conversation_id, kind, value) if value else None


_WAYS: Mapping[str, Callable[[Corrections, Draft, str], Draft]] = {
    way.__name__: way
    for way in (
        Corrections.institution,
        Corrections.intent,
        Corrections.kind,
        Corrections.matter,
        Corrections.demand,
        Corrections.product,
        Corrections.branch,
        Corrections.amount,
        Corrections.occurred,
        Corrections.person_name,
        Corrections.phone,
        Corrections.id_number,
    )
}
FIELDS = tuple(_WAYS)


def _sum(typed: str) -> Decimal | None:
    try:
        value = Decimal(typed.replace(",", "").strip(" 元¥￥"))
        return value if value.is_finite() else None
    except InvalidOperation:
        found = find_amounts(typed) or find_amounts(f"{typed}元")
        return Decimal(found[0].value) if len(found) == 1 else None


def _days(typed: str, today: date) -> tuple[date, ...] | None:
    try:
        days = tuple(date.fromisoformat(day.strip()) for day in typed.split("/", 1))
    except ValueError:
        found = find_dates(typed, today)
        return _days(found[0].value, today) if len(found) == 1 else None
    return days if days[0] <= days[-1] else None
