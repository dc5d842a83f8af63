from __future__ import annotations

from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from bot.calendar.working_days import WorkingCalendar
from bot.profile import PROFILES, Profile, ProfileError, load_profile

TODAY = date(2026, 11, 21)
NAMES = ("nfra-12378", "pbc-12363")


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """Copy the usual profile with one thing changed."""
    content = (PROFILES / "nfra-12378.yml").read_text(encoding="utf-8")
    assert old in content
    (tmp_path / "nfra-12378.yml").write_text(content.replace(old, new, 1), encoding="utf-8")
    return tmp_path


@pytest.fixture(params=NAMES)
def profile(request: pytest.FixtureRequest) -> Profile:
    return load_profile(request.param)


def test_the_two_hotlines_differ_in_what_they_are_for() -> None:
    nfra, pbc = map(load_profile, NAMES)
    assert (nfra.own_number, pbc.own_number) == ("12378", "12363")
    assert (nfra.jurisdiction, pbc.jurisdiction) == ({"nfra"}, {"pbc"})
    assert nfra.name == "银行保险消费者投诉维权热线"


@pytest.mark.parametrize(
    ("name", "rule", "days", "kind"),
    [
        ("nfra-12378", "forward", 7, "working"),
        ("nfra-12378", "answer", 15, "natural"),
        ("nfra-12378", "answer_complex", 30, "natural"),
        ("nfra-12378", "answer_extended", 60, "natural"),
        ("nfra-12378", "review_request", 30, "natural"),
        ("nfra-12378", "review_decision", 30, "natural"),
        ("nfra-12378", "report_accept", 15, "natural"),
        ("nfra-12378", "report_investigate", 60, "natural"),
        ("nfra-12378", "callback", 1, "working"),
        ("nfra-12378", "resume", 7, "natural"),
        ("pbc-12363", "forward", 7, "working"),
        ("pbc-12363", "answer", 15, "natural"),
        ("pbc-12363", "answer_extended", 60, "natural"),
        ("pbc-12363", "objection", 20, "natural"),
        ("pbc-12363", "credit_complaint", 30, "natural"),
    ],
)
def test_the_time_limits_of_the_law(name: str, rule: str, days: int, kind: str) -> None:
    found = load_profile(name).deadline_rule(rule, TODAY)
    assert (found.days, found.kind) == (days, kind)
    assert found.law


def test_records_are_kept_for_at_least_three_years(profile: Profile) -> None:
    assert profile.deadline_rule("retention", TODAY).days >= 3 * 365 + 1


def test_people_are_told_that_they_talk_to_a_machine_and_are_recorded(profile: Profile) -> None:
    for words in (profile.notice.text, profile.notice.speech):
        assert "智能" in words or "人工智能" in words
        assert "录音" in words or "记录" in words
        assert "人工" in words
    # One turn on the telephone has at most sixty characters.
    assert len(profile.greeting.speech) <= 60 and len(profile.notice.speech) <= 60


def test_name_and_phone_are_needed_and_the_identity_number_is_not(profile: Profile) -> None:
    assert profile.required_identity == {
        "name": "required",
        "phone": "required",
        "id_number": "optional",
    }


def test_nobody_answers_in_the_lunch_break(profile: Profile) -> None:
    hours = profile.service_hours.over(WorkingCalendar.load())
    monday_in_shanghai = {
        clock: hours.is_open(datetime(2026, 11, 16, clock - 8, 45, tzinfo=timezone.utc))
        for clock in (8, 10, 12, 14, 18)
    }
    assert monday_in_shanghai[10] and monday_in_shanghai[14]
    assert not monday_in_shanghai[12] and not monday_in_shanghai[18]


def test_a_rule_counts_only_while_it_is_in_force(tmp_path: Path) -> None:
    new_rule = """deadlines:
  - {name: answer, days: 10, kind: working, from: 2027-01-01, law: 新办法, met: [answered]}
"""
    file = changed(tmp_path, "deadlines:\n", new_rule) / "nfra-12378.yml"
    before, name, rest = file.read_text(encoding="utf-8").partition("- name: answer  #")
    rest = rest.replace("until: null", "until: 2026-12-31", 1)
    file.write_text(before + name + rest, encoding="utf-8")
    profile = load_profile("nfra-12378", tmp_path)
    assert profile.deadline_rule("answer", date(2026, 12, 31)).days == 15
    assert profile.deadline_rule("answer", date(2027, 1, 1)).days == 10
    assert profile.has_deadline("answer", date(2020, 3, 1))
    assert not profile.has_deadline("answer", date(2020, 2, 29))
    with pytest.raises(ProfileError, match=r"nfra-12378.*'answer'.*2020-02-29"):
        profile.deadline_rule("answer", date(2020, 2, 29))


def test_clocks_start_by_intent_first_then_by_kind() -> None:
    pbc = load_profile("pbc-12363")
    assert pbc.deadlines_starting("complain_payment", "complaint", "registered") == ("forward",)
    assert pbc.deadlines_starting("complain_credit_report", "complaint", "registered") == (
        "credit_complaint",
    )
    assert pbc.deadlines_starting("ask_hours", "enquiry", "registered") == ()


@pytest.mark.parametrize("name", ["", "nobody", "../nfra-12378", "/etc/passwd", "NFRA-12378"])
def test_a_profile_that_is_not_there_names_those_that_are(name: str) -> None:
    with pytest.raises(ProfileError, match="nfra-12378, pbc-12363"):
        load_profile(name)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("id: nfra-12378", "id: other", "id: must be one of nfra-12378, not 'other'"),
        ("name: 银行保险消费者投诉维权热线", "", "name: is missing"),
        ('own_number: "12378"', "own_number: 12378", "own_number: must be text, not 12378"),
        ("jurisdiction: [nfra]", "jurisdiction: [fbi]", "jurisdiction: must be one of nfra"),
        ("jurisdiction: [nfra]", "jurisdiction: nfra", "jurisdiction: must be a list"),
        ("days: 7\n", "days: 0\n", r"deadlines\[0\]\.days: must be a positive whole number"),
        ("days: 7\n", "days: true\n", r"deadlines\[0\]\.days: must be a positive whole number"),
        ("days: 7\n", "days: 七\n", r"deadlines\[0\]\.days: must be a positive whole number"),
        ("kind: working", "kind: lunar", r"deadlines\[0\]\.kind: must be one of working, natural"),
        ("from: 2020-03-01", "from: soon", r"deadlines\[0\]\.from: must be a date"),
        ("until: null", "until: 2019-01-01", r"deadlines\[0\]\.until: is before from"),
        ("met: [forwarded", "meet: [forwarded", r"deadlines\[0\]\.met: is missing"),
        ("met: [forwarded, not_accepted]", "met: [forwarded, 7]", r"deadlines\[0\]\.met: .*not 7"),
        ("name: answer_complex", "name: answer", "two rules named answer are in force"),
        ("registered: [forward]", "registered: [froward]", r"clocks\.complaint\.registered: must"),
        ('"09:00-12:00", ', '"9-12 Uhr", ', "service_hours: "),
        ('"09:00-12:00", ', '"09:00-14:00", ', "service_hours: spans must be in order"),
        ("days: working\n  # Rep", "days: sometimes\n  # Rep", "service_hours: days must be"),
        ("phone: required", "phone: perhaps", r"required_identity\.phone: must be one of"),
        ("phone: required", "fax: required", r"required_identity\.phone: is missing"),
        ("offer: true", "offer: maybe", r"quick_way\.offer: must be true or false, not 'maybe'"),
        ("quick_way:\n  offer: true", "quick_way: true", "quick_way: must be a mapping"),
        ("elderly_age: 60", "elderly_age: -1", "elderly_age: must be a positive whole number"),
        ("resume_hours: 24", "resume_hours: 24\ncolour: red", "colour: is not a key that means"),
        ("id: nfra", "{ id: nfra", "not readable as YAML"),
    ],
)
def test_mistakes_are_named_with_file_and_key(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    with pytest.raises(ProfileError, match=complaint) as error:
        load_profile("nfra-12378", changed(tmp_path, old, new))
    assert str(error.value).startswith("nfra-12378.yml: ")


@pytest.mark.parametrize("content", ["", "- a\n- list\n", "text"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "empty.yml").write_text(content)
    with pytest.raises(ProfileError, match=r"empty\.yml: the file: must be a mapping"):
        load_profile("empty", tmp_path)


def test_a_profile_cannot_be_changed(profile: Profile) -> None:
    with pytest.raises(AttributeError):
        profile.name = "another"  # type: ignore[misc]
