"""What is heard in the words of whoever answers a consumer."""

from __future__ import annotations

import pytest

from bot.practice.speaking import asked_in, calm_at, question_at, questions_asked


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("是哪家银行？", ("institution",)),
        ("怎么称呼您？电话多少？", ("person_name", "phone")),
        ("请提供您的姓名和联系电话", ("person_name", "phone")),
        ("您希望他们怎么办？", ("demand",)),
        ("麻烦说一下是什么时候扣的", ("occurred",)),
        ("一共扣了您多少？", ("amount",)),
        ("是在哪个网点？", ("institution",)),
        ("麻烦报一下验证码", ("secret",)),
        ("我跟您核对一下：工商银行，360元，电话尾号8000，对吗？", ("summary",)),
        ("我会把您的要求写进去。", ()),
        ("单号是2678415941，请记一下。", ()),
        ("您好，我是坐席07，您说。", ()),
        ("請問您的姓名？", ("person_name",)),
    ],
)
def test_what_is_asked_for(words: str, asked: tuple[str, ...]) -> None:
    assert asked_in(words) == asked


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("怎么称呼您？", 1),
        ("怎么称呼您？电话多少？", 2),
        ("请提供您的姓名和联系电话", 2),
        ("您现在安全吗？", 1),
        ("都记好了。", 0),
        ("记的是工行、360元、尾号8000，对吗？", 1),
    ],
)
def test_how_much_is_asked_at_once(words: str, count: int) -> None:
    assert questions_asked(words) == count


@pytest.mark.parametrize(
    ("words", "calm_before_asking"),
    [
        ("这事换谁都急，您慢慢说。是哪家银行？", True),
        ("换谁都窝火，钱是什么时候扣的？", True),
        ("是哪家银行？您别急。", False),
        ("请提供您的姓名。", False),
        ("我在，您说。", True),
    ],
)
def test_whether_the_person_comes_first(words: str, calm_before_asking: bool) -> None:
    calm, question = calm_at(words), question_at(words)
    assert (calm is not None and (question is None or calm < question)) is calm_before_asking
