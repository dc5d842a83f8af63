from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.directory import Directory

EVERYDAY = Path(__file__).with_name("everyday.txt").read_text(encoding="utf-8").splitlines()
DIRECTORY = Directory.load()


def found(text: str) -> list[tuple[str, list[str]]]:
    mentions = DIRECTORY.find(text)
    return [(mention.text, [one.id for one in mention.candidates]) for mention in mentions]


@pytest.mark.parametrize(
    ("text", "said", "id"),
    [
        # names and nicknames
        ("我要投诉中国工商银行股份有限公司北京分行", "中国工商银行股份有限公司", "icbc"),
        ("宇宙行的柜台没人", "宇宙行", "icbc"),
        ("工行昌平支行不给取钱", "工行", "icbc"),
        ("建行客服电话打不通", "建行", "ccb"),
        ("邮政储蓄的取款机吞卡了", "邮政储蓄", "psbc"),
        ("在重庆农村商业银行存的钱", "重庆农村商业银行", "cqrcb"),
        # the longest name wins
        ("平安普惠的担保费太高", "平安普惠", "lufax"),
        ("厦门国际银行的理财", "厦门国际银行", "xib"),
        ("招商信诺天天打电话", "招商信诺", "cigna-cmb"),
        ("华夏基金亏了", "华夏基金", "chinaamc"),
        # other scripts and widths
        ("華夏銀行盜刷", "華夏銀行", "hxb"),
        ("ＩＣＢＣ的卡", "ＩＣＢＣ", "icbc"),
        ("picc health的单子", "picc health", "picc-health"),
        # words that need company
        ("和谐健康保险拒赔", "和谐健康保险", "hexie-health"),
        ("微信零钱提现不到账", "微信", "tenpay"),
        ("我要投诉微信", "微信", "tenpay"),
        ("交通的信用卡", "交通", "bocom"),
        ("民生信用卡年费", "民生", "cmbc"),
        ("发现精彩app打不开", "发现精彩", "cgb"),
        ("去征信中心查了", "征信中心", "pbc-credit"),
        ("小贱提额太难", "小贱", "ccb"),
        ("贱行降我额度", "贱行", "ccb"),
        ("大妈给我的卡降额", "大妈", "icbc"),
        ("工商根行的贷款", "工商", "icbc"),
        ("薇众银行催收", "薇众银行", "webank"),
        ("我邮政的存折丢了", "邮政", "psbc"),
        ("在邮局存了五万定期", "邮局", "psbc"),
        ("众安不赔", "众安", "zhongan"),
        ("华夏拒了我三次", "华夏", "hxb"),
        ("从微信提现一直不到账", "微信", "tenpay"),
        ("微信零钱被冻结", "微信", "tenpay"),
        # shared names with a usual bearer
        ("招商给我降额了", "招商", "cmb"),
        ("中信的信用卡逾期", "中信", "citic"),
        ("中信的证券账户", "中信", "citics"),
        ("兴业太坑了", "兴业", "cib"),
        ("投诉华夏的基金", "华夏", "chinaamc"),
    ],
)
def test_one_institution_is_named(text: str, said: str, id: str) -> None:
    assert found(text) == [(said, [id])]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (
            "我要投诉平安",
            ["pab", "pingan-life", "pingan-pc", "pingan-health", "pingan-pension", "lufax"],
        ),
        ("平安保险不理人", ["pingan-life", "pingan-pc", "pingan-health", "pingan-pension"]),
        ("人保拖着不赔", ["picc-pc", "picc-life", "picc-health"]),
        ("国寿的保单", ["chinalife", "chinalife-pc", "chinalife-pension"]),
        ("太平洋保险骗人", ["cpic-life", "cpic-pc", "cpic-health"]),
        ("泰康的保险", ["taikang-life", "taikang-pension", "tk-online"]),
        ("大家保险不赔", ["dajia-life", "dajia-pc"]),
        ("唯品花的利息", ["vip-cf", "weipinhua"]),
    ],
)
def test_a_shared_name_is_ambiguous(text: str, ids: list[str]) -> None:
    [mention] = DIRECTORY.find(text)
    assert mention.ambiguous
    assert [one.id for one in mention.candidates] == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("平安的车险", ["pingan-pc"]),
        ("平安信用卡", ["pab"]),
        ("人保车险", ["picc-pc"]),
        ("太平的重疾险", ["taiping-life"]),
    ],
)
def test_a_product_right_after_settles_it(text: str, ids: list[str]) -> None:
    [(_, candidates)] = found(text)
    assert candidates == ids


@pytest.mark.parametrize(
    ("text", "said", "id", "how"),
    [
        ("我要投诉工商银行", "工商银行", "icbc", "name"),
        ("我要投诉工行", "工行", "icbc", "alias"),
        ("普发银行乱扣费", "普发银行", "spdb", "sound"),
        ("普发信用卡乱扣费", "普发", "spdb", "sound"),
        ("这商银行的网贷", "这商银行", "czb", "sound"),
        ("太康人受的保险", "太康人受", "taikang-life", "sound"),
    ],
)
def test_how_it_was_recognised(text: str, said: str, id: str, how: str) -> None:
    [mention] = DIRECTORY.find(text)
    assert (mention.text, mention.candidates[0].id, mention.how) == (said, id, how)


@pytest.mark.parametrize(
    ("text", "said", "id"),
    [
        ("花呗逾期一天就打电话", "花呗", "ant-cf"),
        ("芝麻借呗怎么关", "芝麻借呗", "ant-cf"),
        ("我的微粒贷被关了", "微粒贷", "webank"),
        ("余额宝的钱转不出来", "余额宝", "alipay"),
        ("京东白条多扣了钱", "京东白条", "jd-digits"),
        ("白条额度被清零", "白条", "jd-digits"),
        ("金条逾期三天", "金条", "jd-digits"),
        ("平安福交了五年想退保", "平安福", "pingan-life"),
        ("马已花被逾期了", "马已花被", "ant-cf"),
        ("威力带怎么关了", "威力带", "webank"),
    ],
)
def test_a_product_tells_who_sells_it_but_does_not_name_it(text: str, said: str, id: str) -> None:
    [product] = DIRECTORY.find_products(text)
    assert (product.text, [one.id for one in product.candidates]) == (said, [id])
    assert DIRECTORY.find(text) == []
    assert [one.id for one in DIRECTORY.resolve(said)] == [id]


@pytest.mark.parametrize("text", ["大妈的卡降额了，大妈真抠", "平安信用卡被盗刷，平安不管"])
def test_a_word_that_once_named_an_institution_names_it_again(text: str) -> None:
    assert len(found(text)) == 2


def test_several_are_found_in_order() -> None:
    assert found("建行转到农行，又转到支付宝") == [
        ("建行", ["ccb"]),
        ("农行", ["abc"]),
        ("支付宝", ["alipay"]),
    ]


def test_a_common_word_counts_in_a_list_of_institutions() -> None:
    assert [text for text, _ in found("办过浦发、交通和华夏")] == ["浦发", "交通", "华夏"]


@pytest.mark.parametrize("text", ["建设银行江苏分行", "中国银行九江支行", "工商银行宁波分行"])
def test_the_place_of_a_branch_is_no_second_institution(text: str) -> None:
    assert len(found(text)) == 1


@pytest.mark.parametrize("text", ["xabcy", "abcd", "ccbs信用卡", "5icbc"])
def test_letters_inside_a_word_are_no_name(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_talk_names_nobody(text: str) -> None:
    assert DIRECTORY.mentions(text) == []
    assert DIRECTORY.find_regulators(text) == []


def test_there_is_plenty_of_everyday_talk() -> None:
    assert len(set(EVERYDAY)) >= 150


@pytest.mark.parametrize("institution", DIRECTORY.all(), ids=lambda one: one.id)
def test_every_institution_is_found_by_its_registered_name(institution: object) -> None:
    name = getattr(institution, "name", "")
    [mention] = DIRECTORY.find(f"投诉{name}乱收费")
    assert institution in mention.candidates


hostile = st.text(
    st.sampled_from([*"平安银行工招商微信支付大家太的，、 ABCicbc１\ud800\x00😀"]) | st.characters()
)


@given(hostile)
def test_mentions_are_places_in_the_text_in_order(text: str) -> None:
    mentions = DIRECTORY.find(text)
    assert all(text[mention.start : mention.end] == mention.text for mention in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))


@given(hostile)
def test_nothing_a_stranger_says_breaks_the_rest(text: str) -> None:
    known = set(DIRECTORY.all())
    assert known.issuperset(DIRECTORY.resolve(text))
    assert all(text[name.start : name.end] == name.text for name in DIRECTORY.find_unknown(text))
    assert all(text[one.start : one.end] == one.text for one in DIRECTORY.find_regulators(text))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("浓行大堂没礼貌", ["abc"]),
        ("ZX首卡才给1k", ["citic"]),
        ("瑞众又扣我三千五", ["ruizhong"]),
        ("我有储蓄卡", []),
        ("期期多出四十七元借款人保障计划", []),
    ],
)
def test_names_that_need_no_help(directory: Directory, text: str, ids: list[str]) -> None:
    assert [one.id for mention in directory.find(text) for one in mention.candidates] == ids


def test_a_name_begins_at_its_place(directory: Directory) -> None:
    assert [one.text for one in directory.find_unknown("要感恩盐城农商行")] == ["盐城农商行"]
