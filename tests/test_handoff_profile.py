from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.profile import PROFILES, ProfileError, load_profile

ALL = sorted(path.stem for path in PROFILES.glob("*.yml"))


@pytest.mark.parametrize("name", ALL)
def test_every_hotline_can_hand_over(name: str) -> None:
    handoff = load_profile(name).handoff
    titles = {skill.name: skill.title for skill in handoff.skills}
    assert titles["general"] and titles["fraud"] and titles["elderly"]
    # A page that beats every ten seconds may lose one; with the five seconds between two sweeps
    # whoever is gone is missed within half a minute.
    assert 21 <= handoff.missed_after_seconds <= 25
    # Danger goes before everybody who is not turned away, and is never turned away itself.
    assert handoff.priority("emergency") >= handoff.always_queue_from
    assert handoff.priority("desperate") >= handoff.always_queue_from
    assert handoff.priority("elderly") < handoff.always_queue_from
    head_start = (handoff.priority("desperate") - handoff.priority("report_fraud")) * handoff.point
    assert head_start >= 2 * timedelta(minutes=handoff.callbacks.after_minutes)
    assert handoff.callbacks.after_minutes >= handoff.longest_wait_minutes


def test_skills_are_for_trades_ages_and_dialects() -> None:
    handoff = load_profile("nfra-12378").handoff
    for skill in ("bank", "insurance", "payment", "fraud", "elderly", "cantonese", "sichuanese"):
        assert handoff.knows_skill(skill)
    assert not handoff.knows_skill("juggling")


@pytest.mark.parametrize(
    ("name", "intent", "skill"),
    [
        ("bank-branch", "complain_service", "service"),
        ("bank-branch", "complain_insurance_sales", "wealth"),
        ("card-centre", "complain_fees", "fees"),
        ("card-centre", "complain_collection", "collection"),
        ("pbc-12363", "complain_credit_report", "credit"),
        ("pbc-12363", "complain_account", None),
        ("nfra-12378", "complain_fees", None),
        ("card-centre", None, None),
    ],
)
def test_a_matter_goes_to_who_knows_about_it(
    name: str, intent: str | None, skill: str | None
) -> None:
    assert load_profile(name).handoff.skill_for(intent) == skill


def test_a_matter_cannot_need_what_nobody_can(tmp_path: Path) -> None:
    content = (PROFILES / "pbc-12363.yml").read_text(encoding="utf-8")
    wrong = content.replace("complain_credit_report: credit", "complain_credit_report: juggling")
    (tmp_path / "pbc-12363.yml").write_text(wrong, encoding="utf-8")
    with pytest.raises(ProfileError, match=r"handoff\.matters\.complain_credit_report: must be"):
        load_profile("pbc-12363", tmp_path)


@pytest.mark.parametrize(
    ("signs", "priority"),
    [
        ((), 1),
        (("calm", None, ""), 1),
        (("elderly",), 3),
        (("upset", "elderly"), 3),
        (("furious", "report_fraud"), 12),
        (("elderly", "desperate"), 60),
        (("emergency",), 99),
    ],
)
def test_the_gravest_sign_counts(signs: tuple[str | None, ...], priority: int) -> None:
    assert load_profile("nfra-12378").handoff.priority(*signs) == priority


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("    general: 综合\n", "", "handoff.skills.general: is missing"),
        ("    bank: 银行\n", "    bank:\n", "handoff.skills.bank: must be text"),
        ("    usual: 1\n", "", "handoff.priorities.usual: is missing"),
        ("    elderly: 3\n", "    elderly: 0\n", "handoff.priorities.elderly: must be a positive"),
        ("  point_minutes: 5", "  point_minutes: 0", "handoff.point_minutes: must be a positive"),
        ("  offer_seconds: 60", "  offer_secs: 60", "handoff.offer_seconds: is missing"),
        ("    each_span: 12\n", "", "handoff.callbacks.each_span: is missing"),
        ("    pause_minutes: 15\n", "    pause_minutes: 15\n    x: 1\n", "handoff.fuse.x: is not"),
        ("  learn_from: 20\n", "  learn_from: 20\n  learn: 1\n", "handoff.learn: is not a key"),
        ("handoff:\n", "hand_off:\n", "handoff: is missing"),
    ],
)
def test_mistakes_in_a_profile_are_named(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    content = (PROFILES / "nfra-12378.yml").read_text(encoding="utf-8")
    assert content.count(old) == 1
    (tmp_path / "nfra-12378.yml").write_text(content.replace(old, new), encoding="utf-8")
    with pytest.raises(ProfileError, match=f"nfra-12378.yml: {complaint}"):
        load_profile("nfra-12378", tmp_path)
