from __future__ import annotations

import dataclasses

import pytest

from bot.directory.directory import Directory
from bot.intake.draft import (
    CALLBACK,
    COMPLAINT,
    DECLINED,
    REPORT,
    Draft,
    institution_of,
    next_question,
    offers_quick_way,
    questions_for,
)
from bot.profile import Profile

TOLD = Draft(
    institution="工商银行",
    institution_id="icbc",
    matter=("扣了我三百六年费",),
    demand="退钱",
    person_name="王**",
    phone="138****8000",
)


def test_a_draft_survives_being_written_as_json() -> None:
    assert Draft.from_dict(TOLD.to_dict()) == TOLD
    assert isinstance(TOLD.to_dict()["matter"], list)


def test_keys_of_another_version_are_ignored() -> None:
    assert Draft.from_dict({**TOLD.to_dict(), "colour": "red"}) == TOLD


def test_every_new_draft_has_a_key_of_its_own() -> None:
    assert Draft().key != Draft().key


@pytest.mark.parametrize(
    ("forgotten", "question"),
    [
        ({"institution": None}, "institution"),
        ({"matter": ()}, "matter"),
        ({"demand": None}, "demand"),
        ({"person_name": None}, "person_name"),
        ({"phone": None}, "phone"),
        ({}, "summary"),
        ({"summary": True}, "quick_way"),
        ({"summary": True, "quick_way": "declined"}, None),
    ],
)
def test_only_what_is_missing_is_asked(
    forgotten: dict[str, object], question: str | None, profile: Profile, directory: Directory
) -> None:
    assert next_question(TOLD.with_(**forgotten), profile, directory) == question


def test_the_identity_number_is_asked_where_the_profile_requires_it(
    profile: Profile, directory: Directory
) -> None:
    strict = dataclasses.replace(
        profile,
        required_identity={"name": "required", "phone": "required", "id_number": "required"},
    )
    assert "id_number" not in questions_for(TOLD, profile, directory)
    assert next_question(TOLD, strict, directory) == "id_number"


def test_who_reports_anonymously_is_not_asked_for_a_phone(
    profile: Profile, directory: Directory
) -> None:
    report = Draft(kind=REPORT, institution="某公司", matter=("高息集资",))
    assert next_question(report, profile, directory) == "person_name"
    anonymous = report.with_(person_name=DECLINED)
    assert next_question(anonymous, profile, directory) == "summary"
    assert next_question(report.with_(person_name="王**"), profile, directory) == "phone"


def test_a_callback_needs_a_phone_and_nothing_else(profile: Profile, directory: Directory) -> None:
    assert questions_for(Draft(kind=CALLBACK), profile, directory) == ("phone",)


@pytest.mark.parametrize("kind", [COMPLAINT, REPORT, CALLBACK])
def test_a_phone_that_could_not_be_understood_is_no_longer_asked_for(
    kind: str, profile: Profile, directory: Directory
) -> None:
    draft = Draft(kind=kind)
    assert "phone" in questions_for(draft, profile, directory)
    assert "phone" not in questions_for(draft.with_(without_phone=True), profile, directory)


def test_the_quick_way_is_offered_only_with_a_number_that_may_be_told(
    profile: Profile, directory: Directory
) -> None:
    assert offers_quick_way(TOLD, profile, directory)
    unsure = next(one for one in directory.all() if one.tellable_hotline is None)
    assert not offers_quick_way(TOLD.with_(institution_id=unsure.id), profile, directory)
    assert not offers_quick_way(TOLD.with_(institution_id=None), profile, directory)
    declined = dataclasses.replace(profile, offers_quick_way=False)
    assert not offers_quick_way(TOLD, declined, directory)


def test_an_institution_outside_the_directory_is_none(directory: Directory) -> None:
    assert institution_of(Draft(institution="惠民村镇银行"), directory) is None


@pytest.mark.parametrize(
    ("draft", "started", "told"),
    [
        (Draft(), False, False),
        (Draft(institution="工商银行"), True, False),
        (Draft(intent="complain_fees"), True, True),
        (Draft(kind=CALLBACK), True, False),
    ],
)
def test_what_counts_as_begun(draft: Draft, started: bool, told: bool) -> None:
    assert (draft.is_started, draft.is_told) == (started, told)
