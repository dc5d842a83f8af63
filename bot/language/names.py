"""Names of people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.language.fillers import strip_fillers
from bot.language.heard_names import (
    after_a_misheard_cue,
    ends_misheard,
    readings,
    sounds_like_a_name,
)
from bot.language.lexicon import any_of, read_words
from bot.language.script import to_simplified
from bot.language.spans import Span, without_overlaps

_HAN = "[\u3400-\u9fff]"
_FOREIGN = rf"{_HAN}{{1,12}}(?:[·•・‧]{_HAN}{{1,12}}){{1,3}}"
_LATIN = re.compile(r"[A-Z][A-Za-z'\-]{1,20}(?: [A-Z][A-Za-z'\-.]{0,20}){1,3}")
_LEAD = re.compile(
    r"(?:我的?(?:名字|姓名)(?:叫做?|是)?|(?:名字|姓名)(?:叫做?|是|为)?|(?:[您你])?(?:就|可以)*(?:叫|称呼|喊)我"
    r"|本人(?:叫|是)?|我就?叫做?|我就?是|叫做?|是|[:： ,，])+"
)
_SURNAME_ONLY = re.compile(
    rf"(?:我|本人)?(?:免贵|敝|鄙)?姓(?P<surname>{_HAN}{{1,2}}?)"
    rf"(?:[ ,，]*{_HAN}{{2}}(?P=surname))?"
)
_SURNAME_FIRST = re.compile(
    rf"(?:我|本人)?(?:免贵|敝|鄙)?姓({_HAN}{{1,2}}?)[ ,，]*(?:名字?)?叫({_HAN}{{1,4}})"
)
_TAIL = re.compile(r"(?:[啊呀吧哦哈嘛]|就?(?:行|好|可以|成)了?|谢谢|[ ,，。.!！~])+$")
_SPELLING = re.compile(r"[ ,，].{1,20}的.{1,20}$", re.DOTALL)
_PAUSE = r"(?:[,， ]|那个|这个|就是|[嗯呃啊]){0,6}"
_CUE = re.compile(
    r"(?:[我俺]叫做?|(?:名字|姓名)(?:叫做?|是|为|写)?[:： ]?|本人(?:姓名|叫)?[:： ]?|我是"
    rf"|联系人(?:是|叫)?[:： ]?|叫){_PAUSE}"
)
_BEFORE_NUMBER = re.compile(
    rf"(?:^|[,，。 ])({_HAN}{{2,4}})[,，。 ]{{0,2}}(?=手机|电话|身份证|1[3-9][0-9]{{9}})"
)
_SURNAME_CUE = re.compile(
    rf"(?:[我俺]|免贵|本人|主|理|个|员)姓(?P<name>{_HAN}{{1,2}}?)"
    rf"(?=[^\u3400-\u9fff]|$|的|{_HAN}{{2}}(?P=name)(?:[^\u3400-\u9fff]|$))"
)
_CLEAR_CUES = ("我叫", "俺叫", "姓名", "名字")
_ENDS = re.compile(r"$|[^\u3400-\u9fffA-Za-z0-9]|我[要想的在]|电话|手机|身份证|今年|[于住]")
_ENDS_AFTER_CALLED = re.compile(rf"{_ENDS.pattern}|[的说]")  # 我是安心的 names nobody
_SENTENCE = re.compile("[不吗呢吧的了么我你您要是什哪怎谁]|人工|没有|听|说|等")
_LONGEST_ANSWER = 40


def as_name(text: str) -> str | None:
    """Read a bare answer to 怎么称呼您; None for anything that is no name.

    王建国, 免贵姓王 (王), 叫我李阿姨 (李阿姨), 欧阳娜娜, 买买提·艾力, in either script; and
    as heard on a bad line 妄秀英, whose first character sounds like a surname.
    """
    answer = _TAIL.sub("", strip_fillers(text[: _LONGEST_ANSWER + 1]).strip())
    if len(text) > _LONGEST_ANSWER:
        return None
    said = to_simplified(answer)
    if (both := _SURNAME_FIRST.fullmatch(said)) and is_surname(both[1]):
        given = both[2] if both[2].startswith(both[1]) else both[1] + both[2]
        return given if is_full_name(given) else None
    if (only := _SURNAME_ONLY.fullmatch(said)) and is_surname(only["surname"]):
        return answer[only.start("surname") : only.end("surname")]
    lead = _LEAD.match(said)
    name = _SPELLING.sub("", answer[lead.end() if lead else 0 :])
    return name if is_name(name) else _explained(said[lead.end() if lead else 0 :]) or _heard(name)


def name_as_heard(text: str) -> str | None:
    """Return a short answer to a question for the name that was asked before, whatever it means.

    None for what is plainly a sentence or longer than a name.
    """
    answer = _TAIL.sub("", strip_fillers(text[: _LONGEST_ANSWER + 1]).strip())
    said = to_simplified(answer)
    lead = _LEAD.match(said)
    name = after_a_misheard_cue(answer[lead.end() if lead else 0 :])
    return name if re.fullmatch(f"{_HAN}{{2,4}}", name) and not _is_ordinary(name) else None


def find_names(text: str) -> list[Span]:
    """Find names after a cue such as 我叫, 姓名 or 我是; 我是工行的客户 names nobody."""
    return without_overlaps(_after_cues(text)) or _surnames(text)


def is_surname(text: str) -> bool:
    """Whether this is a Chinese surname."""
    return to_simplified(text) in read_words("surnames.txt")


def is_full_name(text: str) -> bool:
    """Whether this is a surname with one or two characters after it."""
    said = to_simplified(text)
    if _impossible().search(said) or _opens_a_common_word(said):
        return False
    return any(
        is_surname(said[:size]) and 1 <= len(said) - size <= 2 and re.fullmatch(f"{_HAN}+", said)
        for size in (1, 2)
    )


def is_name(text: str) -> bool:
    """Whether this is a full name, a surname with a title (李阿姨, 老王) or a foreign name."""
    said = to_simplified(text)
    if _LATIN.fullmatch(said) or re.fullmatch(_FOREIGN, said):
        return True
    titled = _titled().fullmatch(said)
    if titled and not _opens_a_common_word(said):
        return is_surname(titled["after"] or titled["before"])
    return is_full_name(said)


def _explained(said: str) -> str | None:
    """Read a name that is spelt in the same breath: 顾小明大小的小, 耳东陈."""
    found = (name for name in readings(said) if is_surname(name) or _heard(name))
    return next(found, None)


def _is_ordinary(name: str) -> bool:
    said = to_simplified(name)
    words = read_words("not_names.txt") | read_words("not_names_by_sound.txt")
    return (
        bool(_SENTENCE.search(said))
        or said in words
        or any(word in said for word in read_words("not_in_names.txt") if len(word) > 1)
    )


def _heard(name: str) -> str | None:
    """Take what sounds like a name as it was heard."""
    said = after_a_misheard_cue(to_simplified(name))
    if is_full_name(said):
        return name[-len(said) :]
    if is_surname(said[:1]):
        known = ends_misheard(said) and is_full_name(said[:2])
        return name if known else None
    by_sound = sounds_like_a_name(said) and not _impossible().search(said)
    return name[-len(said) :] if by_sound else None


def _after_cues(text: str) -> Iterator[Span]:
    said = to_simplified(text)
    for cue in _CUE.finditer(said):
        clear, called = cue[0].startswith(_CLEAR_CUES), "叫" in cue[0]
        ends = _ENDS_AFTER_CALLED if called else _ENDS
        end = _end_of_name(said, cue.end(), ends, clear=clear)
        if end:
            yield Span(cue.end(), end, text[cue.end() : end], text[cue.end() : end])
    for found in _BEFORE_NUMBER.finditer(said):
        if is_full_name(found[1]):
            yield Span(*found.span(1), text[slice(*found.span(1))], text[slice(*found.span(1))])


def _surnames(text: str) -> list[Span]:
    """Surnames given alone, as in 我姓王."""
    return [
        Span(*cue.span("name"), text[slice(*cue.span("name"))], text[slice(*cue.span("name"))])
        for cue in _SURNAME_CUE.finditer(to_simplified(text))
        if is_surname(cue["name"])
    ]


def _end_of_name(said: str, start: int, after: re.Pattern[str], *, clear: bool) -> int | None:
    """Where the name that starts here ends; without a clear cue only before a pause."""
    foreign = re.compile(_FOREIGN).match(said, start)
    if foreign:
        return foreign.end()
    ends = [start + size for size in (5, 4, 3, 2) if start + size <= len(said)]
    for end in ends:
        if is_name(said[start:end]) and after.match(said, end):
            return end
    if clear:
        return next((end for end in ends if is_full_name(said[start:end])), None)
    return None


def _opens_a_common_word(said: str) -> bool:
    return any(said[:size] in read_words("not_names.txt") for size in range(2, len(said) + 1))


@cache
def _impossible() -> re.Pattern[str]:
    return re.compile(any_of(read_words("not_in_names.txt")))


@cache
def _titled() -> re.Pattern[str]:
    titles = any_of(read_words("titles.txt"))
    return re.compile(rf"(?P<before>{_HAN}{{1,2}}?){titles}|[老小](?P<after>{_HAN})")
