from __future__ import annotations

import pytest

from bot.directory.directory import Directory


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我要投诉桂阳农商行", "桂阳农商行"),
        ("A市农商行的系统有漏洞", "A市农商行"),
        ("在丹东银行存了五万", "丹东银行"),
        ("是丹棱村镇银行的客户经理", "丹棱村镇银行"),
        ("县里的兴旺信用社不给取", "兴旺信用社"),
        ("被长长久久保险公司骗了", "长长久久保险公司"),
        ("欠了鑫鑫小贷公司的钱", "鑫鑫小贷公司"),
        ("投诉海山支付公司", "海山支付公司"),
        ("興隆縣農商行不給辦", "興隆縣農商行"),
        ("有人举报查处A市农商行", "A市农商行"),
        ("包商银行的卡", "包商银行"),
        ("信用社给卡着不放款", "信用社"),
        ("我在农商行存的钱", "农商行"),
        ("收钱吧说好不收手续费", "收钱吧"),
        ("某某村镇银行取不出钱", "村镇银行"),
    ],
)
def test_a_name_that_is_not_in_the_directory_is_kept_as_said(
    directory: Directory, text: str, name: str
) -> None:
    [mention] = directory.find_unknown(text)
    assert mention.text == text[mention.start : mention.end] == name
    assert mention.candidates == ()
    assert not mention.ambiguous


@pytest.mark.parametrize(
    "text",
    [
        "",
        "银行",
        "你们银行",
        "保险公司",
        "那家银行不给办",
        "什么银行都这样",
        "手机银行打不开",
        "网上银行的密码",
        "开户银行在哪",
        "国有银行",
        "人寿保险公司",
        "在工商银行办的",
        "重庆农商行的卡",
        "中国人民银行的规定",
        "用淘宝支付",
        "银行卡和支付宝",
        "感觉银行不靠谱",
        "我xx银行的卡",
        "骨折挫伤保险公司报销吗",
        "做了手术保险公司不认",
        "证明银行不认",
        "有人卖银行客户名单",
        "啥子银行哦",
        "大部分信用社都这样",
        "简直停一停银行不答应",
    ],
)
def test_kinds_of_institution_and_known_ones_are_no_unknown_names(
    directory: Directory, text: str
) -> None:
    assert directory.find_unknown(text) == []


@pytest.mark.parametrize(
    ("text", "said", "who"),
    [
        ("我找过银保监会了", "银保监会", "nfra"),
        ("上海银保监局不管", "银保监局", "nfra"),
        ("国家金融监督管理总局的文件", "国家金融监督管理总局", "nfra"),
        ("金融監管局讓我打這個電話", "金融監管局", "nfra"),
        ("打给中国人民银行", "中国人民银行", "pbc"),
        ("向央行反映", "央行", "pbc"),
        ("去证监会举报", "证监会", "csrc"),
        ("地方金融监管局", "地方金融监管局", "local"),
        ("区金融办", "金融办", "local"),
    ],
)
def test_regulators(directory: Directory, text: str, said: str, who: str) -> None:
    [span] = directory.find_regulators(text)
    assert (text[span.start : span.end], span.text, span.value) == (said, said, who)
    assert directory.find(text) == []


@pytest.mark.parametrize("text", ["", "人行道", "别人行不行", "中国银行", "银行"])
def test_no_regulators(directory: Directory, text: str) -> None:
    assert directory.find_regulators(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("银保监局拒不查处", "银保监局"),
        ("你们金融监管局的工作人员态度恶劣", "金融监管局"),
        ("证监局的电话打不通", "证监局"),
        ("金管局踢皮球", "金管局"),
    ],
)
def test_a_regulator_complained_about_is_named(directory: Directory, text: str, said: str) -> None:
    [mention] = directory.mentions(text)
    assert (mention.text, mention.candidates) == (said, ())


@pytest.mark.parametrize(
    "text", ["我去银保监局投诉过", "再不处理就找银监会", "打给金融监管局", "人民银行规定的利率"]
)
def test_a_regulator_complained_to_is_not(directory: Directory, text: str) -> None:
    assert directory.mentions(text) == []
