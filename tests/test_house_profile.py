"""The two profiles of a single institution: a branch's ledger, a card centre's complaints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.calendar.working_days import WorkingCalendar
from bot.hotline import Hotline
from bot.profile import PROFILES, Profile, ProfileError, load_profile
from bot.tickets.complaint import Complaint
from tests.conversation.talk import clock_at, hotline_at
from tests.databases import new_file

HOUSES = ("bank-branch", "card-centre")
TODAY = date(2026, 11, 21)
WORDS = [
    yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]
    for path in sorted((PROFILES.parent / "domain").glob("words_*.yml"))
]


@pytest.fixture(params=HOUSES)
def profile(request: pytest.FixtureRequest) -> Profile:
    return load_profile(request.param)


@contextmanager
def opened(tmp_path: Path, profile: str, shanghai: datetime) -> Iterator[Hotline]:
    with hotline_at(new_file(tmp_path), tmp_path, clock_at(shanghai), profile) as hotline:
        yield hotline


def complaint(key: str = "1") -> Complaint:
    return Complaint(
        kind="complaint",
        intent="complain_fees",
        institution_id=None,
        institution_name="本行",
        narrative="扣了年费",
        channel="chat",
        conversation_id="conversation",
        idempotency_key=key,
    )


def changed(tmp_path: Path, old: str, new: str) -> Path:
    content = (PROFILES / "bank-branch.yml").read_text(encoding="utf-8")
    assert old in content
    (tmp_path / "bank-branch.yml").write_text(content.replace(old, new, 1), encoding="utf-8")
    return tmp_path


def test_a_house_answers_itself(profile: Profile) -> None:
    assert profile.house is not None
    assert not profile.offers_quick_way
    assert not profile.has_deadline("forward", TODAY)
    assert "answer" in profile.deadlines_starting("complain_fees", "complaint", "registered")
    assert profile.required_identity["id_number"] == "optional"


@pytest.mark.parametrize(
    ("rule", "days", "kind"),
    [
        ("answer", 15, "natural"),
        ("answer_complex", 30, "natural"),
        ("answer_extended", 60, "natural"),
        ("review_request", 30, "natural"),
        ("review_decision", 30, "natural"),
        ("contact", 1, "working"),
        ("follow_up", 3, "working"),
    ],
)
def test_the_time_limits(profile: Profile, rule: str, days: int, kind: str) -> None:
    found = profile.deadline_rule(rule, TODAY)
    assert (found.days, found.kind) == (days, kind)
    assert profile.life.title(rule) != rule


def test_only_a_branch_wants_to_know_the_outlet() -> None:
    branch, centre = map(load_profile, HOUSES)
    assert branch.house and branch.house.asks_branch
    assert centre.house and not centre.house.asks_branch
    assert centre.house.is_meant("你们卡中心乱扣钱")
    assert not centre.house.is_meant("招商银行乱扣钱")


def test_hotlines_of_a_supervisor_are_nobodys_house() -> None:
    assert {load_profile(name).house for name in ("nfra-12378", "pbc-12363")} == {None}


def test_the_ladder_of_a_branch_goes_up_to_its_president() -> None:
    ladder = load_profile("bank-branch").life.ladder
    assert [step.title for step in ladder] == ["网点负责人", "运营主管", "副行长", "行长"]


def test_all_steps_fit_into_the_time_of_the_law(profile: Profile) -> None:
    calendar, monday = WorkingCalendar.load(), date(2026, 11, 16)
    days = sum(step.days for step in profile.life.ladder)
    assert {step.kind for step in profile.life.ladder} == {"working"}
    for start in (monday + timedelta(days=n) for n in range(7)):
        assert calendar.add_working_days(start, days).day <= start + timedelta(days=15)


@pytest.mark.parametrize(
    ("registered", "contact"),
    [
        (datetime(2026, 11, 23, 8, 40), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 17, 0), date(2026, 11, 23)),
        (datetime(2026, 11, 21, 10, 0), date(2026, 11, 23)),  # a Saturday
        (datetime(2026, 9, 20, 10, 0), date(2026, 9, 20)),  # a Sunday worked for the holiday
        (datetime(2026, 10, 1, 10, 0), date(2026, 10, 8)),
    ],
)
def test_somebody_rings_on_the_same_working_day(
    tmp_path: Path, registered: datetime, contact: date
) -> None:
    with opened(tmp_path, "bank-branch", registered) as hotline:
        view = hotline.tickets.register(complaint(), actor="bot")
        assert view.deadlines["contact"].day == contact
        assert view.deadlines["answer"].day == registered.date() + timedelta(days=15)


def test_a_call_ends_the_wait_for_it(tmp_path: Path) -> None:
    with opened(tmp_path, "bank-branch", datetime(2026, 11, 23, 9, 0)) as hotline:
        number = hotline.tickets.register(complaint(), actor="bot").number
        taken = hotline.tickets.acknowledge(number, "agent:7")
        assert "contact" not in taken.deadlines
        assert "answer" in taken.deadlines


def test_nobody_who_does_nothing_keeps_it_from_the_president(tmp_path: Path) -> None:
    with opened(tmp_path, "bank-branch", datetime(2026, 11, 23, 9, 0)) as hotline:
        number = hotline.tickets.register(complaint(), actor="bot").number
        steps = []
        for _ in range(20):
            steps.append(hotline.tickets.details(number).ticket.step)
            hotline.clock.move(timedelta(days=1))  # type: ignore[attr-defined]
            hotline.tickets.climb_overdue()
    assert list(dict.fromkeys(steps)) == ["网点负责人", "运营主管", "副行长", "行长"]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("asks_branch: true", "asks_branch: maybe", r"house\.asks_branch: must be true or false"),
        ("asks_branch: true", "", r"house\.asks_branch: is missing"),
        ("  name: 本行\n", "  name: 7\n", r"house\.name: must be text, not 7"),
        ("called: [你们", "called: [7, 你们", r"house\.called: must be a list"),
        ("asks_branch: true", "asks_branch: true\n  city: 甲", r"house\.city: is not a key"),
        (
            "counts_first_day: true",
            "counts_first_day: 1",
            r"deadlines\[3\]\.counts_first_day: must",
        ),
    ],
)
def test_mistakes_are_named(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    with pytest.raises(ProfileError, match=complaint):
        load_profile("bank-branch", changed(tmp_path, old, new))


def test_own_wordings_take_the_place_of_usual_ones() -> None:
    usual = {name for words in WORDS for name in words}
    own = {name for name in usual if name.endswith("_house")}
    assert own
    assert not {name for name in own if name.removesuffix("_house") not in usual}


def test_own_wordings_need_no_value_that_nobody_gives() -> None:
    every = {name: lines for words in WORDS for name, lines in words.items()}
    for name in (name for name in every if name.endswith("_house")):
        given = _named(every[name.removesuffix("_house")]) | {"contact", "hours"}
        assert _named(every[name]) <= given, name


def _named(lines: list[Any]) -> set[str]:
    return set(
        re.findall(r"{(\w+)}", str([(line["text"], line.get("metadata")) for line in lines]))
    )


def test_own_wordings_speak_of_no_institution_but_ours() -> None:
    words = next(words for words in WORDS if "say_listening_house" in words)
    said = [line["text"] for lines in words.values() for line in lines]
    assert not [text for text in said if "机构" in text and "12378" not in text]
