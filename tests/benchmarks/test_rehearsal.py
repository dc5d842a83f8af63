"""The parts of a rehearsal: the line, the scripts, the stage, the verdict and the lengths."""

from __future__ import annotations

import secrets
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.rehearsal.caller import Call, Moment
from benchmarks.rehearsal.lengths import length_table, longest, spoken_length
from benchmarks.rehearsal.line import LEVELS, SHORT, SURE, UNSURE, Line
from benchmarks.rehearsal.script import DEEDS, Deed, Script, read_script, read_scripts
from benchmarks.rehearsal.stage import stage_for
from benchmarks.rehearsal.verdict import judge
from bot.nlu.recogniser import EntityRecogniser
from bot.tickets import numbers

STORY = "我要投诉浦发银行，信用卡年费扣了我300块"
SPOKEN = "我要投诉浦发银行信用卡年费扣了我三百块"


def moment(said: str = "", deed: int = 0, act: str = "gather", asked: str = "nothing") -> Moment:
    return Moment(deed=deed, did="", heard=None, said=said, shown="", asked=asked, act=act)


def script(*deeds: Deed, **values: Any) -> Script:
    return Script("of a test", "", deeds, **values)


def stage_with(fresh: int = 0, **facts: Any) -> Any:
    """Return as much of a stage as a verdict looks at."""
    usual = {
        **dict.fromkeys(("kind", "state", "institution_name", "branch", "amount"), ""),
        "intent": "complain_fees",
        "demands": [],
        "risk": 0,
        "repeat": False,
        "urges": 0,
    }
    ticket = SimpleNamespace(**{**usual, **facts}) if fresh else None
    return SimpleNamespace(
        fresh=fresh,
        ticket=lambda: ticket,
        personal=lambda: ("王小明", "13800138000"),
        with_numbers=lambda words: words,
    )


class TestLine:
    def test_a_clear_line_changes_nothing(self) -> None:
        heard = Line(0).hear(STORY, "here", opens=True)
        assert (heard.text, heard.others) == (STORY, ()) and heard.confidence > 0.9

    @pytest.mark.parametrize("level", LEVELS)
    def test_the_same_place_meets_the_same_chances(self, level: int) -> None:
        assert Line(level, 1).hear(STORY, "here") == Line(level, 1).hear(STORY, "here")

    def test_seed_and_place_make_other_chances(self) -> None:
        heard = {Line(2, seed).hear(STORY, place) for seed in (1, 2) for place in ("a", "b")}
        assert len(heard) == 4

    def test_the_worst_line_gets_every_sentence_wrong_and_says_so(self) -> None:
        for place in range(50):
            heard = Line(2).hear(STORY, str(place))
            assert heard.text != SPOKEN and heard.text not in heard.others
            assert UNSURE["wrong"][0] <= heard.confidence <= UNSURE["wrong"][1]

    def test_the_truth_is_often_among_the_other_readings(self) -> None:
        listed = sum(SPOKEN in Line(2).hear(STORY, str(place)).others for place in range(200))
        assert 60 < listed < 160

    def test_short_words_score_low_even_when_right(self) -> None:
        right = [Line(1).hear("对", str(place)) for place in range(50)]
        low, high = SURE["right and short"]
        assert len("对") <= SHORT
        assert all(low <= one.confidence <= high for one in right if one.text == "对")
        assert any(one.text == "对" for one in right)


class TestScripts:
    def test_every_drill_can_be_read_and_has_something_to_do(self) -> None:
        scripts = read_scripts()
        assert len(scripts) > 50 and all(one.deeds for one in scripts)
        assert {deed.kind for one in scripts for deed in one.deeds} <= set(DEEDS)

    def test_a_drill_without_turns_is_an_error(self, tmp_path: Path) -> None:
        path = tmp_path / "empty.yml"
        path.write_text("situation: nothing happens\n", encoding="utf-8")
        with pytest.raises(KeyError, match="turns"):
            read_script(path)

    @pytest.mark.parametrize("given", ["退钱", ["退钱"]])
    def test_one_word_is_a_list_of_one(self, given: Any) -> None:
        assert Deed("consumer", "", {"says": given}).wanted("says") == ("退钱",)
        assert Deed("consumer", "", {}).wanted("says") == ()

    def test_the_last_expectation_counts(self) -> None:
        said, silent = Deed("consumer", "", {"says": "好"}), Deed("silence", True, {})
        assert script(said, said, silent).last_expected == 1
        assert script(silent).last_expected is None


class TestStage:
    def test_ticket_numbers_are_the_same_every_time_and_others_in_other_drills(self) -> None:
        assert self._number("a") == self._number("a") != self._number("b")

    def test_everything_is_put_back(self) -> None:
        clock = EntityRecogniser.clock
        with pytest.raises(ZeroDivisionError), stage_for(script()):
            assert EntityRecogniser.clock is not clock
            raise ZeroDivisionError
        assert EntityRecogniser.clock is clock
        assert numbers.secrets is secrets  # type: ignore[attr-defined]

    def test_tickets_from_before_are_not_fresh(self) -> None:
        with stage_for(script(before=({"state": "answered"},))) as stage:
            ticket = stage.ticket()
            assert ticket is not None and ticket.state == "answered"
            assert stage.fresh == 0
            assert stage.with_numbers("单号{ticket}") == f"单号{ticket.number}"
            assert not any(sign.isdigit() for sign in stage.with_numbers("{ticket_spoken}"))

    @staticmethod
    def _number(name: str) -> str:
        with stage_for(Script(name, "", (), before=({},))) as stage:
            ticket = stage.ticket()
            assert ticket is not None
            return ticket.number


class TestVerdict:
    @pytest.mark.parametrize(
        ("expect", "last", "end"),
        [
            ({"says": "十五天"}, moment("一般十五天内答复"), "right"),
            ({"says": "15天"}, moment("一般15天内答复"), "right"),
            ({"says": "16天"}, moment("一般十五天内答复"), "wrong"),
            ({"says": "九五,五二八"}, moment("打九五五二八"), "right"),
            ({"one_of": ["甲", "乙"]}, moment("乙"), "right"),
            ({"one_of": ["甲", "乙"]}, moment("丙"), "wrong"),
            ({"without": "甲"}, moment("甲"), "wrong"),
            ({"act": "transfer"}, moment(act="transfer"), "right"),
            ({"act": "hangup"}, moment(), "wrong"),
            ({"act": "hangup"}, moment(act="transfer"), "person"),
            ({"asks": "phone"}, moment(asked="phone"), "right"),
            ({"asks": "phone"}, moment(asked="name"), "wrong"),
        ],
    )
    def test_without_a_ticket_the_last_words_count(
        self, expect: dict[str, Any], last: Moment, end: str
    ) -> None:
        play = script(Deed("consumer", "", {"says": "别的"}), Deed("consumer", "", expect))
        call = Call([moment("早先说的"), Moment(**{**vars(last), "deed": 1})])
        assert judge(play, stage_with(), call).end == end

    def test_a_ticket_is_judged_and_details_are_only_slips(self) -> None:
        wanted = {"institution": "浦发银行", "amount": 300.0, "name": "王小明"}
        play, call = script(Deed("consumer", "", {}), ticket=wanted), Call([moment()])
        good = judge(play, stage_with(1, institution_name="浦发银行", amount="30"), call)
        assert good.end == "right" and good.slips == ("amount 是 30.0，应是 300.0",)
        assert judge(play, stage_with(1, institution_name="兴业银行"[:2], amount=300), call).faults
        assert judge(play, stage_with(), call).faults == ("新开了 0 张单子，应是 1 张",)

    def test_the_family_of_an_intent_and_more_risk_are_enough(self) -> None:
        play = script(ticket={"intent": "complain_fees", "risk": 1})
        stage = stage_with(1, risk=2, amount=None)
        assert judge(play, stage, Call([moment()])).end == "right"

    def test_a_ticket_too_many_is_wrong_and_a_broken_call_too(self) -> None:
        assert judge(script(), stage_with(1, amount=None), Call([moment()])).end == "wrong"
        broken = judge(script(), stage_with(), Call([moment()], broken="KeyError: x"))
        assert broken.faults == ("断了：KeyError: x",)


def test_marks_are_not_spoken() -> None:
    assert spoken_length("您好，这里是（小保）。 您说？") == 9


def test_what_differs_in_figures_only_counts_once_among_the_longest() -> None:
    calls = [Call([moment("退三百元给您"), moment("退五千元给您"), moment("好")])]
    assert list(longest(calls, 5)) == ["   6 字：退三百元给您", "   1 字：好"]
    assert "100.0" in length_table({"清楚": calls})
