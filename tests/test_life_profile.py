from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.life_profile import OVERDUE, TOP_OF_LADDER, life_profile
from bot.profile import PROFILES, Profile, load_profile
from bot.tickets.clocks import ANSWER_TIMES
from bot.tickets.states import all_states
from bot.yaml_section import Section, WrongYaml

NAMES = tuple(sorted(path.stem for path in PROFILES.glob("*.yml")))
DEADLINES = frozenset({"forward", "answer", "answer_complex", "review_request"})


@pytest.fixture
def content() -> dict[str, Any]:
    """A section with one of each."""
    return {
        "ladder": [
            {
                "name": "outlet",
                "title": "网点负责人",
                "days": 3,
                "kind": "working",
                "law": "本行规定",
            }
        ],
        "guidance": [
            {
                "name": "court",
                "title": "起诉",
                "words": "可以起诉",
                "law": "消法第三十九条",
                "when": ["answered", "overdue"],
            }
        ],
        "owners": {
            "suggestion": {"title": "消保处", "is": "house"},
            "praise": {"title": "机构", "is": "institution"},
        },
        "report_routes": [{"name": "police", "title": "公安"}],
        "representatives": {"number": 5, "law": "第十二条"},
        "major_group": {"number": 20, "law": "待核"},
        "at_risk_days": 3,
        "reminders": {"answer": [1, 5, 3]},
        "consumers_own": ["review_request"],
        "moved_off_days_off": [],
        "extensions": {"answer_complex": ["reviewer"]},
        "follow_up_tries": 3,
        "titles": {"answer": "答复", "ladder": "升级"},
    }


def read(content: dict[str, Any]) -> Any:
    return life_profile(Section("test.yml", "life", content), DEADLINES)


def test_a_section_is_read(content: dict[str, Any]) -> None:
    life = read(content)
    assert [(step.name, step.days, step.kind) for step in life.ladder] == [("outlet", 3, "working")]
    assert life.guidance[0].when == ("answered", "overdue")
    assert life.owners["praise"].is_institution and not life.owners["suggestion"].is_institution
    assert (life.representatives.number, life.major_group.number) == (5, 20)
    assert life.reminders == {"answer": (5, 3, 1)}
    assert life.extensions == {"answer_complex": ("reviewer",)}
    assert (life.title("answer"), life.title("forward")) == ("答复", "forward")


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        ("at_risk_days", 0, "at_risk_days"),
        ("follow_up_tries", -1, "follow_up_tries"),
        ("reminders", {"answer": [-1]}, r"reminders\.answer"),
        ("reminders", {"nothing": [1]}, r"reminders\.nothing: is not a deadline"),
        ("extensions", {"answer_complex": ["agent"]}, r"extensions\.answer_complex"),
        ("extensions", {"forever": ["reviewer"]}, r"extensions\.forever"),
        ("consumers_own", ["nothing"], "consumers_own"),
        ("moved_off_days_off", ["ladder"], "moved_off_days_off"),
        ("titles", {"nothing": "无"}, r"titles\.nothing"),
        ("owners", {"suggestion": {"title": "处", "is": "house"}}, r"owners\.praise"),
        ("ladder", [{"name": "outlet"}], r"ladder\[0\]\.title"),
        ("guidance", [{"name": "court"}], r"guidance\[0\]\.title"),
        ("report_routes", [{"name": "x", "title": "y", "to": "icbc"}], r"report_routes\[0\]\.to"),
        ("representatives", {"number": 0, "law": "x"}, r"representatives\.number"),
    ],
)
def test_what_cannot_be_names_the_key(
    content: dict[str, Any], key: str, value: Any, complaint: str
) -> None:
    with pytest.raises(WrongYaml, match=complaint):
        read(content | {key: value})


@pytest.mark.parametrize("key", ["ladder", "titles", "report_routes", "major_group"])
def test_nothing_may_be_left_out(content: dict[str, Any], key: str) -> None:
    del content[key]
    with pytest.raises(WrongYaml, match=key):
        read(content)


def test_nothing_unknown_may_be_there(content: dict[str, Any]) -> None:
    with pytest.raises(WrongYaml, match="laddder"):
        read(content | {"laddder": []})


@pytest.fixture(params=NAMES)
def profile(request: pytest.FixtureRequest) -> Profile:
    return load_profile(request.param)


def test_guidance_is_offered_in_states_that_there_are(profile: Profile) -> None:
    known = {*all_states(), OVERDUE, TOP_OF_LADDER}
    for way in profile.life.guidance:
        assert way.when and set(way.when) <= known, way.name


def test_names_are_given_once(profile: Profile) -> None:
    life = profile.life
    for named in (life.ladder, life.guidance, life.report_routes):
        names = [entry.name for entry in named]
        assert len(set(names)) == len(names)


def test_every_clock_has_a_title(profile: Profile) -> None:
    started = {name for clock in profile.clocks.values() for row in clock.values() for name in row}
    started |= set(profile.life.extensions) | ({"ladder"} if profile.life.ladder else set())
    assert started <= set(profile.life.titles)


def test_every_longer_time_may_be_granted_by_somebody(profile: Profile) -> None:
    longer = {name for name in ANSWER_TIMES[1:] if any(r.name == name for r in profile.deadlines)}
    assert set(profile.life.extensions) == longer
    assert all(profile.life.extensions.values())


def test_a_house_has_a_ladder_or_ways_outside(profile: Profile) -> None:
    assert profile.life.ladder or len(profile.life.guidance) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_the_section_reads_as_yaml(name: str) -> None:
    content = yaml.safe_load((PROFILES / f"{name}.yml").read_text(encoding="utf-8"))
    assert set(content["life"]) >= {"ladder", "guidance", "titles"}


def test_the_law_of_joint_complaints() -> None:
    life = load_profile("nfra-12378").life
    assert (life.representatives.number, life.major_group.number) == (5, 20)
    assert "第十二条" in life.representatives.law
    assert life.moved_off_days_off == {"review_request"}  # duties are not moved (民法典203)


def test_profiles_stand_where_they_should() -> None:
    assert Path(PROFILES / "nfra-12378.yml").is_file() and len(NAMES) >= 2
