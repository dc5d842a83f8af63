from __future__ import annotations

import pytest

from bot.directory.directory import Directory


def ids(directory: Directory, text: str) -> list[str]:
    return [one.id for one in directory.resolve(text)]


@pytest.mark.parametrize(
    ("answer", "id"),
    [
        ("工行", "icbc"),
        ("是工行", "icbc"),
        ("就是那个工行吧", "icbc"),
        ("嗯，是建设银行的。", "ccb"),
        ("中国工商银行股份有限公司北京分行", "icbc"),
        ("交通", "bocom"),
        ("微信", "tenpay"),
        ("和谐", "hexie-health"),
        ("民生银行", "cmbc"),
        ("中信", "citic"),
        ("中信证券", "citics"),
        ("普发", "spdb"),
        ("平安车险", "pingan-pc"),
        ("平安的信用卡", "pab"),
        ("买单吧", "bocom"),
        ("農業銀行", "abc"),
        ("ICBC", "icbc"),
        ("好像是那个什么，平安普惠", "lufax"),
        # heard wrong
        ("提案普会", "lufax"),
        ("蚂蚁花吧", "ant-cf"),
        ("招商银好", "cmb"),
        # misspelt
        ("马上消废金融", "mashang"),
        ("招商信若", "cigna-cmb"),
        ("复星包德信", "pflife"),
    ],
)
def test_a_bare_answer_settles_it(directory: Directory, answer: str, id: str) -> None:
    assert ids(directory, answer) == [id]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("人保", ["picc-pc", "picc-life", "picc-health"]),
        ("中国人寿", ["chinalife", "chinalife-pc", "chinalife-pension"]),
        ("是大家的", ["dajia-life", "dajia-pc"]),
        ("华泰保险", ["huatai-pc", "huatai-life"]),
        ("交通银行和招商银行", ["bocom", "cmb"]),
    ],
)
def test_an_answer_may_fit_several(directory: Directory, answer: str, expected: list[str]) -> None:
    assert ids(directory, answer) == expected


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "   ",
        "。",
        "不知道",
        "我不想说",
        "随便",
        "张三",
        "北京",
        "13800138000",
        "银行",
        "保险公司",
        "那家银行",
        # Real banks that are not in the directory are no misspelling of one that is.
        "惠州银行",
        "湖州银行",
        "赣州银行",
        "泉州银行",
        "徐州农商行",
        "富阳农商行",
        "桂阳农商行",
        "石家庄农商行",
    ],
)
def test_an_answer_that_names_nobody_known(directory: Directory, answer: str) -> None:
    assert ids(directory, answer) == []


def test_every_name_and_alias_resolves_to_its_institution(directory: Directory) -> None:
    wrong = [
        (one.id, name, resolved)
        for one in directory.all()
        if one.type != "insurance_group"
        for name in (one.name, one.short_name, *one.aliases)
        if one not in (resolved := directory.resolve(name))
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["平安集团", "国寿集团", "泰康集团", "人保集团"])
def test_a_group_named_as_a_group_is_the_group(directory: Directory, name: str) -> None:
    [group] = directory.resolve(name)
    assert group.type == "insurance_group"


def test_a_story_is_searched_but_not_guessed_at(directory: Directory) -> None:
    story = "去年三月的时候我在老家县城的一个网点里面办业务，里面的人跟我说提案普会可以办"
    assert ids(directory, story) == ["lufax"]
    assert ids(directory, story.replace("提案普会", "蚂蚁花吧")) == []


class TestNarrow:
    @pytest.mark.parametrize(
        ("name", "hint", "expected"),
        [
            ("平安", "去年买的车险出险了", ["pingan-pc"]),
            ("平安", "重疾险不赔", ["pingan-life"]),
            ("平安", "百万医疗险续保", ["pingan-health"]),
            ("平安", "信用卡年费", ["pab"]),
            ("平安", "担保费和利息", ["lufax"]),
            ("太平", "医疗险", ["taiping-life"]),
            ("人保", "年金", ["picc-life"]),
            ("平安", "车险和信用卡", ["pab", "pingan-pc"]),
            ("大家", "保单", ["dajia-life", "dajia-pc"]),
            ("人保", "", ["picc-pc", "picc-life", "picc-health"]),
            ("人保", "信用卡", ["picc-pc", "picc-life", "picc-health"]),
        ],
    )
    def test_by_what_the_speaker_says(
        self, directory: Directory, name: str, hint: str, expected: list[str]
    ) -> None:
        narrowed = directory.narrow(directory.resolve(name), hint)
        assert [one.id for one in narrowed] == expected

    def test_traditional_script_too(self, directory: Directory) -> None:
        [only] = directory.narrow(directory.resolve("平安"), "車險理賠")
        assert only.id == "pingan-pc"

    def test_nothing_to_narrow(self, directory: Directory) -> None:
        assert directory.narrow((), "车险") == ()


class TestGroupOf:
    def test_the_members_of_one_group(self, directory: Directory) -> None:
        group = directory.group_of(directory.resolve("平安"))
        assert group is not None
        assert group.id == "pingan-group"

    @pytest.mark.parametrize("name", ["平安银行", "唯品花", "不知道"])
    def test_one_or_unrelated_or_none(self, directory: Directory, name: str) -> None:
        assert directory.group_of(directory.resolve(name)) is None
