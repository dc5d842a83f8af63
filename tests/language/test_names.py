"""Names of people."""

from __future__ import annotations

import pytest

from bot.language.names import as_name, find_names


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("王建国", "王建国"),
        ("我叫张三", "张三"),
        ("我是李想。", "李想"),
        ("嗯，我叫王会英", "王会英"),
        ("免贵姓王", "王"),
        ("我姓张，弓长张", "张"),
        ("我姓王，叫建国", "王建国"),
        ("姓王叫王建国", "王建国"),
        ("叫我李阿姨", "李阿姨"),
        ("您叫我王大爷吧", "王大爷"),
        ("叫我小李就行", "小李"),
        ("老王", "老王"),
        ("刘先生", "刘先生"),
        ("欧阳娜娜", "欧阳娜娜"),
        ("买买提·艾力", "买买提·艾力"),
        ("我叫陳志明", "陳志明"),
        ("王建国，建设的建，国家的国", "王建国"),
        ("John Smith", "John Smith"),
    ],
)
def test_bare_answers(answer: str, name: str) -> None:
    assert as_name(answer) == name


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "不想说",
        "我不告诉你",
        "为什么要问",
        "你是谁",
        "工商银行",
        "华夏银行",
        "平安",
        "謝謝",
        "好的",
        "可以",
        "转人工",
        "方便",
        "安全",
        "钱没了",
        "我要投诉",
        "我是工行的客户",
        "白金卡",
        "13800138000",
        "老师",
        "王" * 4000,
        "\ud800",
    ],
)
def test_what_is_no_name(answer: str) -> None:
    assert as_name(answer) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我叫王建国我要投诉", "王建国"),
        ("我是王建国，要投诉", "王建国"),
        ("我姓王，叫王建国", "王建国"),
        ("姓名：李四，电话138", "李四"),
        ("本人张伟，于2024年办卡", "张伟"),
        ("我叫买买提·艾力", "买买提·艾力"),
        ("名字是陳大文", "陳大文"),
        ("我姓刘", "刘"),
        ("我叫欧阳娜娜", "欧阳娜娜"),
    ],
)
def test_names_after_a_cue(text: str, name: str) -> None:
    assert [(span.text, text[span.start : span.end]) for span in find_names(text)] == [(name, name)]


@pytest.mark.parametrize(
    "text",
    [
        "我是工行的客户",
        "我是用户",
        "我是老师",
        "我是安全的",
        "我是于去年办的",
        "我叫他退款",
        "姓名和身份证号",
        "王建国",
    ],
)
def test_no_name_without_one(text: str) -> None:
    assert find_names(text) == []
