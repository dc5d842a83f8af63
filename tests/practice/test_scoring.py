"""Each rule by a table, and the whole of a report."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.practice.drill import Drill
from bot.practice.record import Record, Recorded, Spoken
from bot.practice.rules import RULES
from bot.practice.scoring import Report, report_on, rules
from tests.practice.conftest import BEGUN, drill, line

FEE = drill("card_fee_corrected")
NUMBER = "2678415941"
RIGHT = {
    "kind": "complaint",
    "institution": "农业银行",
    "branch": None,
    "demands": ["explain", "refund"],
    "amount": 360.0,
    "name": "王建国",
    "phone": "13800138000",
}
STORY = line("consumer", "工行信用卡扣了我三百六年费")


def ticket(**other: Any) -> Recorded:
    return Recorded(NUMBER, RIGHT | other, frozenset({"12月2日"}), frozenset({7, 15}))


def record(*said: str | Spoken, of: Drill = FEE, **other: Any) -> Record:
    """A practice in which the person says these, ten seconds apart."""
    spoken = [
        one if isinstance(one, Spoken) else line("person", one, 10 * place)
        for place, one in enumerate(said, start=1)
    ]
    values: dict[str, Any] = {
        "drill": of,
        "spoken": (STORY, *spoken),
        "notes": (),
        "ticket": ticket(),
        "ended": BEGUN + timedelta(seconds=300),
    }
    return Record(**{**values, **other})


def judged(key: str, of: Record) -> float | None:
    settings = {**rules()["items"][key], "facts": rules()["facts"]}
    return RULES[key](of, settings).share


@pytest.mark.parametrize(
    ("second", "share"), [(0, 1.0), (20, 1.0), (21, 0.5), (60, 0.5), (61, 0.0), (600, 0.0)]
)
def test_the_first_answer(second: int, share: float) -> None:
    assert judged("first_answer", record(line("person", "我在，您说。", second))) == share


def test_no_answer_at_all() -> None:
    silent = record()
    assert judged("first_answer", silent) == 0
    assert judged("calm_first", silent) == 0
    assert judged("one_question", silent) is None


@pytest.mark.parametrize(("seconds", "share"), [(480, 1.0), (481, 0.5), (900, 0.5), (901, 0.0)])
def test_the_whole_time(seconds: int, share: float) -> None:
    ended = BEGUN + timedelta(seconds=seconds)
    assert judged("total_time", record("我在。", ended=ended)) == share


@pytest.mark.parametrize(
    ("said", "share"),
    [
        (("这事换谁都急，我来记。", "是哪家银行？"), 1.0),
        (("换谁都急。是哪家银行？",), 1.0),
        (("您好。", "我帮您登记。", "是哪家银行？"), 1.0),
        (("是哪家银行？", "您别急。"), 0.0),
        (("是哪家银行？换谁都急。",), 0.0),
        (("已登记。",), 0.0),
    ],
)
def test_calm_first(said: tuple[str, ...], share: float) -> None:
    assert judged("calm_first", record(*said)) == share


@pytest.mark.parametrize(
    ("said", "share"),
    [
        (("怎么称呼您？", "手机号多少？"), 1.0),
        (("怎么称呼您？手机号多少？",), 0.0),
        (("怎么称呼您？手机号多少？", "您希望怎么处理？"), 0.5),
        (("好的。",), None),
    ],
)
def test_one_question_at_a_time(said: tuple[str, ...], share: float | None) -> None:
    assert judged("one_question", record(*said)) == share


@pytest.mark.parametrize(("times", "share"), [(0, 1.0), (1, 0.5), (2, 0.0), (5, 0.0)])
def test_what_was_told_is_not_asked_again(times: int, share: float) -> None:
    notes = ({"kind": "answer", "fact": "phone"}, *({"kind": "again", "fact": "phone"},) * times)
    assert judged("not_asked_again", record("好", notes=notes)) == share


@pytest.mark.parametrize(
    ("said", "share"),
    [
        ("我来记，您慢慢说。", 1.0),
        ("您的问题我们高度重视。", 0.5),
        ("我们高度重视，请您耐心等待，敬请谅解。", 0.0),
    ],
)
def test_plain_words(said: str, share: float) -> None:
    assert judged("plain_words", record(said)) == share


def test_officialese_of_the_script_is_nobodys_fault() -> None:
    assert judged("plain_words", record(line("consumer", "少跟我说高度重视"), "我来记。")) == 1


@pytest.mark.parametrize(
    ("said", "share"),
    [("验证码发我一下", 0.0), ("请报一下卡号", 0.0), ("别把验证码给任何人。", 1.0)],
)
def test_no_secrets_are_asked_for(said: str, share: float) -> None:
    assert judged("no_secrets", record(said)) == share


@pytest.mark.parametrize(
    ("name", "said", "share"),
    [
        ("bank_at_12363", "银行的投诉打12378。", 1.0),
        ("bank_at_12363", "这不归我们管。", 0.0),
        ("not_safe", "马上打110，别开门。", 1.0),
        ("suggestion", "写下来了。", None),
    ],
)
def test_the_numbers_that_must_be_told(name: str, said: str, share: float | None) -> None:
    assert judged("right_numbers", record(said, of=drill(name))) == share


@pytest.mark.parametrize(
    ("name", "registered", "share"),
    [
        ("card_fee_corrected", True, 1.0),
        ("card_fee_corrected", False, 0.0),
        ("bank_at_12363", False, 1.0),
        ("bank_at_12363", True, 0.0),
    ],
)
def test_a_ticket_where_there_must_be_one(name: str, registered: bool, share: float) -> None:
    found = record("好", of=drill(name), ticket=ticket() if registered else None)
    assert judged("registered", found) == share


@pytest.mark.parametrize(
    ("wrong", "share"),
    [
        ({}, 1.0),
        ({"phone": None}, 5 / 6),
        ({"amount": 300.0}, 5 / 6),
        ({"demands": ["explain"]}, 5 / 6),
        ({"institution": "工商银行", "name": "王建"}, 4 / 6),
        ({"branch": "朝阳支行"}, 1.0),  # more than the drill asks for
    ],
)
def test_the_facts_of_the_ticket(wrong: dict[str, Any], share: float) -> None:
    assert judged("facts", record("好", ticket=ticket(**wrong))) == pytest.approx(share)


def test_facts_without_a_ticket() -> None:
    assert judged("facts", record("好", ticket=None)) == 0
    assert judged("facts", record("好", of=drill("bank_at_12363"), ticket=None)) is None


@pytest.mark.parametrize(
    ("line_of", "share"),
    [
        (line("person", f"单号是{NUMBER}，请记一下。"), 1.0),
        (line("house", f"登记好了，单号 {NUMBER}。"), 1.0),
        (line("consumer", NUMBER), 0.0),
        (line("person", "登记好了。"), 0.0),
    ],
)
def test_the_number_of_the_ticket(line_of: Spoken, share: float) -> None:
    assert judged("number_told", record(line_of)) == share


@pytest.mark.parametrize(
    ("said", "share"),
    [
        ("最晚12月2日前转到银行。", 1.0),
        ("最晚十二月二号前转给银行。", 1.0),
        ("7个工作日内转过去。", 1.0),
        ("银行收到后十五天内答复您。", 1.0),
        ("最晚12月3日前转到银行。", 0.0),
        ("三天内给您结果。", 0.0),
        ("您11月2日扣的那笔，我记上了。", 0.0),
        ("15天前扣的那笔，我记上了。", 0.0),
        ("会尽快的。", 0.0),
    ],
)
def test_the_deadline(said: str, share: float) -> None:
    assert judged("deadline_told", record(said)) == share


def test_of_a_matter_without_a_ticket_no_day_is_told() -> None:
    outside = record("银行的投诉打12378。", of=drill("bank_at_12363"), ticket=None)
    assert judged("deadline_told", outside) is None
    assert judged("number_told", outside) is None


WELL = (
    "这事换谁都急，我来记。农行的投诉电话是95599，您不想打我就直接登记。",
    "您希望银行怎么处理？",
    "怎么称呼您？",
    "手机号多少？",
    f"登记好了，单号{NUMBER}。最晚12月2日前转到银行，收到后15天内答复您。",
)


def test_who_does_all_of_it_has_a_hundred_points() -> None:
    report = report_on(record(*WELL))
    assert (report.score, report.to_try) == (100, ())
    assert report.good[0].key == "facts"


def test_what_would_bring_most_is_tried_first() -> None:
    report = report_on(record("请提供您的姓名和电话，我们高度重视。", ticket=None))
    assert report.score < 40
    assert report.to_try[0].key == "facts"
    assert {"calm_first", "one_question", "deadline_told"} <= {i.key for i in report.to_try}


def test_what_does_not_count_leaves_the_rest_a_hundred() -> None:
    said = ("排两个小时队确实窝火。", "银行的事打12378，工作日有人接。")
    report = report_on(record(*said, of=drill("bank_at_12363"), ticket=None))
    assert report.score == 100
    assert not {"facts", "deadline_told", "number_told"} & {item.key for item in report.items}


def test_a_report_is_read_back_as_it_was_stored() -> None:
    report = report_on(record(*WELL[:2], ticket=None))
    assert Report.from_dict(report.to_dict()) == report


def test_every_rule_has_its_words_and_points() -> None:
    assert set(rules()["items"]) == set(RULES)
    for item in rules()["items"].values():
        assert item["points"] > 0
        assert item["good"] and item["try"] and item["title"]
