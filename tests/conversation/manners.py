"""Rules of speaking that hold in every talk; the measures stand in the tone guide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from bot.hotline import Hotline
from bot.practice.speaking import officialese
from tests.conversation.talk import Exchange, Talk, words_of

CHAT_LINES, SUMMARY_LINES = 3, 4
SPOKEN_CHARACTERS = 60
REPEATING = ("start", "（没有声音）", "没听清", "再说一遍", "大点声")
_DIGITS = dict(zip("零幺一二三四五六七八九", "01123456789", strict=True))
_NUMBER = re.compile(r"(?<![0-9*·.:])[0-9][0-9-]{1,}[0-9](?![0-9*:]|[元块万年月日天点位米个张笔])")
_SPELT = re.compile(r"[零幺一二三四五六七八九][零幺一二三四五六七八九，]+[零幺一二三四五六七八九]")
_PERSONAL = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|[0-9]{17}[0-9Xx])(?![0-9])")
_MARKS = re.compile(r"[\s，。！？、；：“”‘’（）,.!?;:()]")


def breaches(talk: Talk) -> Iterator[str]:
    """Yield what a supervisor would criticise in this talk."""
    hotline = talk.dialogue.hotline
    for exchange in talk.exchanges:
        said = words_of(exchange.reply, talk.channel)
        for fault in _reply_faults(exchange, said, talk):
            yield f"after {exchange.did!r}: {fault}"
        for number in _numbers(said) - _tellable(hotline, talk):
            yield f"after {exchange.did!r}: nobody vouches for the number {number}"
    yield from _echoes(talk)
    yield from _leaks(talk)


def _reply_faults(exchange: Exchange, said: str, talk: Talk) -> Iterator[str]:
    if said.count("？") > 1:
        yield f"asks more than one thing: {said}"
    yield from (f"officialese {word}" for word in officialese() if word in said)
    if _PERSONAL.search(said):
        yield f"a personal number in clear: {said}"
    if talk.channel == "phone":
        length = len(_MARKS.sub("", said))
        if length > SPOKEN_CHARACTERS:
            yield f"{length} characters are too many for the ear: {said}"
        return
    for line in exchange.reply.lines:
        most = SUMMARY_LINES if exchange.asked == "summary" else CHAT_LINES
        if line.text.count("\n") >= most:
            yield f"too many lines: {line.text}"


def _echoes(talk: Talk) -> Iterator[str]:
    """The same words twice in a row, unless the consumer asked for them or was silent."""
    lines = [(exchange, line) for exchange in talk.exchanges for line in exchange.reply.lines]
    for (_, line), (exchange, following) in pairwise(lines):
        if line.text == following.text and not _may_repeat(exchange):
            yield f"after {exchange.did!r}: the same again: {line.text}"


def _may_repeat(exchange: Exchange) -> bool:
    return any(word in exchange.did for word in REPEATING)


def _leaks(talk: Talk) -> Iterator[str]:
    """What is stored of the words must hold no personal number."""
    stored = _stored(talk)
    clear = (turn.text for turn in stored if _PERSONAL.search(turn.text))
    yield from (f"stored in clear: {text}" for text in clear)


def _numbers(said: str) -> set[str]:
    aloud = (found[0].replace("，", "") for found in _SPELT.finditer(said))
    spelt = ["".join(map(_DIGITS.__getitem__, digits)) for digits in aloud]
    plain = [number.replace("-", "") for number in _NUMBER.findall(said)]
    return {number for number in (*plain, *spelt) if len(number) >= 3}


def _tellable(hotline: Hotline, talk: Talk) -> set[str]:
    """All numbers that may be told: those whose source is sure, and what is the consumer's own."""
    institutions = (one.tellable_hotline for one in hotline.directory.all())
    authorities = (one.number for one in hotline.authorities.all() if one.confidence == "high")
    sure = {number.replace("-", "") for number in (*institutions, *authorities) if number}
    ticket = talk.ticket()
    own = {ticket.number, ticket.phone_tail or ""} if ticket else set()
    given = {exchange.reply.ticket for exchange in talk.exchanges if exchange.reply.ticket}
    return sure | own | given | _tails_said(talk)


def _tails_said(talk: Talk) -> set[str]:
    """The last four digits of numbers that this consumer gave."""
    return {tail for turn in _stored(talk) for tail in re.findall(r"[0-9]{4}", turn.text)}


def _stored(talk: Talk) -> list[Any]:
    conversations = talk.dialogue.conversations
    return [turn for name in talk.conversation_ids for turn, _ in conversations.turns(name)]
