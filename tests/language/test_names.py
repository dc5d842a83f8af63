"""Names of people."""

from __future__ import annotations

import pytest

from bot.language.names import as_name, find_names, name_as_heard


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
        ("我叫那个王小明", "王小明"),
        ("我叫嗯，王小明", "王小明"),
        ("我的名字叫，那个，李国强", "李国强"),
        ("你好我是张桂芳我要投诉", "张桂芳"),
        ("本人赵大勇身份证号码", "赵大勇"),
        ("我老公叫周建军，卡是他的", "周建军"),
        ("业务员叫邱志新说他是公司的", "邱志新"),
        ("联系人王芳电话13800138000", "王芳"),
        ("俺叫孙满仓", "孙满仓"),
        ("李桂芬，手机13800138000", "李桂芬"),
        ("我姓李木子李", "李"),
        ("我姓欧阳，上次投诉过", "欧阳"),
        ("有个经理姓龚", "龚"),
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
        "我是安心的",
        "我是于去年办的",
        "我叫他退款",
        "姓名和身份证号",
        "把我名字都写错了",
        "名字和手机都被人知道了",
        "叫他马上还钱",
        "叫人来修",
        "客服叫我等通知",
        "叫什么名字",
        "这叫什么事",
        "他们叫停了业务",
        "叫主任来",
        "王建国",
    ],
)
def test_no_name_without_one(text: str) -> None:
    assert find_names(text) == []


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("汉丽", "汉丽"),
        ("妄秀英", "妄秀英"),
        ("络勇", "络勇"),
        ("高玉没", "高玉没"),
        ("称美玲啊", "称美玲"),
        ("我叫弯建国", "弯建国"),
        ("我浇陈刚", "陈刚"),
        ("沃叫忱刚", "忱刚"),
        ("陳志沒", "陳志沒"),
    ],
)
def test_a_name_that_only_sounds_like_one_is_taken_as_heard(answer: str, name: str) -> None:
    assert as_name(answer) == name


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("顾小明大小的小", "顾小明"),
        ("顾小明打小的小", "顾小明"),
        ("王芳芬芳的芳", "王芳"),
        ("弯建国国家的国", "弯建国"),
        ("李伟伟大的伟", "李伟"),
        ("弓长张", "张"),
        ("耳东陈", "陈"),
        ("弓长的张", "张"),
        ("耳东陈陈刚", "陈刚"),
        ("张伟弓长张", "张伟"),
        ("我叫刘洋文刀刘", "刘洋"),
    ],
)
def test_a_name_that_explains_itself(answer: str, name: str) -> None:
    assert as_name(answer) == name


@pytest.mark.parametrize(
    "answer",
    [
        "人工",
        "转人工",
        "保险",
        "保密",
        "匿名",
        "利率",
        "一会儿",
        "多少钱",
        "听不清",
        "没有",
        "这是谁",
        "时间不够",
        "什么",
        "為什麼",
        "好的啊",
        "等一下",
        "通知他",
        "贷款",
        "合同",
        "登记吧",
        "称呼",
    ],
)
def test_words_that_open_like_a_misheard_name_are_none(answer: str) -> None:
    assert as_name(answer) is None


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("环雪梅", "环雪梅"),
        ("我叫环雪梅", "环雪梅"),
        ("燥敏啊", "燥敏"),
        ("豺文静", "豺文静"),
        ("鸥阳娜娜", "鸥阳娜娜"),
    ],
)
def test_asked_again_any_few_characters_are_a_name(answer: str, name: str) -> None:
    assert as_name(answer) is None
    assert name_as_heard(answer) == name


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "嗯",
        "我不说",
        "你要干嘛",
        "转人工",
        "没听清",
        "听不见",
        "等一下",
        "幺三八零零",
        "平安",
    ],
)
def test_even_then_a_sentence_is_no_name(answer: str) -> None:
    assert name_as_heard(answer) is None
