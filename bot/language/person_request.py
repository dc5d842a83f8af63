"""A caller's wish for a person, also as a recogniser writes it down on a bad line."""

from __future__ import annotations

import re
from functools import cache

from bot.language.pinyin import blurred
from bot.language.script import to_simplified

# What 人工 and 转人工 became on 8 kHz lines, by sound; whole short utterances only, for the same
# words (员工, 监控) are ordinary ones in a story.
_SOUNDS = (
    *("人工", "转人工", "找人工", "人工客服", "真人", "拆人工"),
    *("员工", "找员工", "员工客服", "责员工", "再员工", "再研工", "监控"),
)
_LONGEST = 8
_LEADS = re.compile(
    r"^(?:我要|我想|帮我|给我|请|要|想|快|直接|麻烦)*(?:转接?|接|找|换|叫)?(?:一?个|一下)?"
)
_REPEATED = re.compile(r"(..+?)\1+")
_ENDS = re.compile(r"(?:服务|客服|坐席|吧|啊|呀|呢|嘛|谢谢)*$")


def calls_for_a_person(said: str) -> bool:
    """Tell whether a short utterance is the wish for a person, by its sound."""
    words = _REPEATED.sub(r"\1", re.sub(r"[\W_]+", "", to_simplified(said)))
    if not 0 < len(words) <= _LONGEST:
        return False
    bare = _ENDS.sub("", _LEADS.sub("", words))
    return any(blurred(one) in _wanted() for one in (words, bare))


@cache
def _wanted() -> frozenset[tuple[str, ...]]:
    return frozenset(map(blurred, _SOUNDS))
