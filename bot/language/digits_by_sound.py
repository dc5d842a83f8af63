"""Dictated digits as a bad line brings them: what is written wrong still sounds right."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.language.numerals import digits_in_place, plain
from bot.language.pinyin import blurred, syllables

# Blurred as on the telephone: 林 and 您 sound like 零, 陕 and 裳 like 三, 牛 like 六.
_SOUNDS = {
    "lin": "0",
    "yao": "1",
    "yi": "1",
    "er": "2",
    "san": "3",
    "si": "4",
    "wu": "5",
    "liu": "6",
    "qi": "7",
    "ba": "8",
    "jiu": "9",
}
_LONGEST = 80  # characters: what is longer is no dictated number
_TWO = "liang"  # unblurred: 年 and 连 are no digits
# Number words of their own: read as 四, 五十 would make a wrong number that looks right.
_NUMBER_WORDS = frozenset("十拾百佰千仟万亿")
_X = re.compile(r"(?:[艾爱埃哎]克[斯丝思四]|叉|差|插|X|x|×|\*)$")
_PAUSE = re.compile(r"(?:[\s\-–—,，、.。…·~!！?？()（）]|[嗯呃啊额]|那个|这个|然后|就是说?)+$")
_AFTER = re.compile(r"(?:[\s,，。.!！?？]|吧|啊|呀|呢|哈|哦|没错|谢谢你?|对的?|就这个)+$")
# One at a time: a pattern that repeats them tries every way to cut a long text into such words.
_LEAD = re.compile(
    r"[\s,，、。.:：嗯呃啊哦喂好额那我他她是为叫]|[你您]好|那个|就是说?|我说|再说一遍|[你您]?记一?下|查一?下|查|进度"
    r"|[我他她]?的|我是|联系|登记|你们给|儿子|女儿|家里"
    r"|手机|电话|座机|号码?|身份证|证件|工?单|编|尾|[后末]四?位数?|最后四个?数?|改成|应该"
)


@dataclass(frozen=True)
class Dictated:
    """Digits at the end of an answer, the words before them, and whether each was written right."""

    before: str
    digits: str
    exact: bool


def dictated(text: str, count: int) -> list[Dictated]:
    """Read the last `count` syllables as digits, with and without a last 吧 or the like.

    Pauses between them count for nothing, and most must be written as digits, so that no sentence
    becomes a number. Only a number of 18 may end in X.
    """
    said = plain(text)
    if len(said) > _LONGEST:
        return []
    endings = dict.fromkeys((said, _AFTER.sub("", said)))
    return [found for ending in endings if (found := _read(ending, count))]


def digits_by_sound(text: str, count: int) -> str | None:
    """Return `count` digits if the answer is nothing but these and words that lead up to them."""
    found = (one.digits for one in dictated(text, count) if is_lead(one.before))
    return next(found, None)


def is_lead(words: str) -> bool:
    """Whether these words only lead up to a number, as 我的手机号是 does; none at all do too."""
    place = 0
    while lead := _LEAD.match(words, place):
        place = lead.end()
    return place == len(words)


def _read(said: str, count: int) -> Dictated | None:
    digits, written = "", 0
    rest = _PAUSE.sub("", said)
    if count == 18 and (last := _X.search(rest)):
        rest, digits, written = rest[: last.start()], "X", 1
    while len(digits) < count:
        rest = _PAUSE.sub("", rest)
        digit = _digit(rest[-1:])
        if digit is None:
            return None
        written += digits_in_place(rest[-1]).isdecimal()
        rest, digits = rest[:-1], digit + digits
    if written * 2 <= count:
        return None
    return Dictated(_PAUSE.sub("", rest), digits, exact=written == count)


def _digit(character: str) -> str | None:
    if not character or character in _NUMBER_WORDS:
        return None
    written = digits_in_place(character)
    if written.isascii() and written.isdecimal():
        return written
    if syllables(character) == (_TWO,):
        return "2"
    return _SOUNDS.get(blurred(character)[0])
