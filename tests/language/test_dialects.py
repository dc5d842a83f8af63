from __future__ import annotations

import pytest

from bot.language.dialects import dialect_of
from bot.profile import load_profile


@pytest.mark.parametrize(
    ("said", "dialect"),
    [
        ("有没有会讲粤语的人工", "cantonese"),
        ("有冇人識講廣東話", "cantonese"),
        ("找个说四川话的，普通话我讲不来", "sichuanese"),
        ("我只会讲闽南语", "minnan"),
        ("上海话会讲伐，广东话不要", "shanghainese"),
        ("我是广东的，转人工", None),
        ("说白了就是你们不讲理", None),
        ("", None),
    ],
)
def test_the_dialect_that_is_asked_for(said: str, dialect: str | None) -> None:
    assert dialect_of(said) == dialect


def test_every_dialect_is_a_skill_of_the_public_hotlines() -> None:
    for dialect in ("cantonese", "sichuanese", "minnan", "shanghainese"):
        assert load_profile("nfra-12378").handoff.knows_skill(dialect)
