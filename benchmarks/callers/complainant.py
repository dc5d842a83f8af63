"""Somebody with a complaint of his own, who notices when he is told of somebody else's."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from benchmarks.callers.phone import CallFailed, Heard, Phone
from bot.channels.ivr.rendering import TO_A_PERSON
from bot.language.speech import say_number, tail

_NAMES = "工商农业建设交通招商浦发兴业民生光大平安华夏广发北京上海江苏宁波南京杭州浙商渤海"
BANKS = tuple(f"{_NAMES[place : place + 2]}银行" for place in range(0, len(_NAMES), 2))
ONE_MOMENT = "请稍等"
_SUM = re.compile(r"[零一二两三四五六七八九十百千万]+(?=元)")
_TAIL = re.compile(r"尾号([零幺二三四五六七八九]{4})")
SMALLEST, SUMS = 101, 9000

Pause = Callable[[], Awaitable[bool]]
"""Wait as a caller does before he speaks; False when there is no time left for more."""


@dataclass(frozen=True)
class Matter:
    """What one caller calls about; no two of them have bank, sum and number in common."""

    number: int
    caller: str

    @property
    def bank(self) -> str:
        """Return the bank complained of."""
        return BANKS[self.number % len(BANKS)]

    @property
    def sum(self) -> str:
        """Return the sum as it is said, without its unit."""
        return say_number(SMALLEST + self.number * 7 % SUMS)

    @property
    def phone(self) -> str:
        """Return the number to be called back."""
        return f"139{self.number:08d}"

    def others(self, words: str) -> Iterator[str]:
        """Yield each bank, sum and end of a number in some words that is not this caller's."""
        yield from (bank for bank in BANKS if bank in words and bank != self.bank)
        yield from (found for found in _SUM.findall(words) if found != self.sum)
        yield from (found for found in _TAIL.findall(words) if found != tail(self.phone))

    def steps(self, phone: Phone) -> Iterator[Callable[[], Awaitable[Heard]]]:
        """Yield what is done in the call, one after the other."""
        story = f"我要投诉{self.bank}，信用卡年费扣了我{self.sum}块钱，我要求退钱"
        yield lambda: phone.begin(self.caller)
        yield lambda: phone.say(story, 0.8)
        yield lambda: phone.say("我叫王小明", 0.7)
        yield lambda: phone.press(self.phone)
        yield lambda: phone.press("1")
        yield lambda: phone.say("直接登记吧", 0.75)
        yield lambda: phone.say("大概什么时候有人联系我", 0.8)
        yield lambda: phone.say("我那个投诉现在到哪一步了", 0.8)


@dataclass
class Told:
    """What came of one call: the time of each turn (milliseconds), and all that was wrong."""

    turns: list[float] = field(default_factory=list)
    waits: int = 0
    errors: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    ticket: str | None = None
    whole: bool = False

    def heard(self, matter: Matter, heard: Heard) -> None:
        """Note one answer."""
        self.waits += ONE_MOMENT in heard.words
        self.ticket = heard.ticket or self.ticket
        if TO_A_PERSON in heard.words:
            self.errors.append(TO_A_PERSON)
        self.mixed += [f"{other}：{heard.words}" for other in matter.others(heard.words)]


async def complain(phone: Phone, matter: Matter, pause: Pause) -> Told:
    """Make one call to its end, or until there is no time left; it ends with hanging up."""
    told = Told()
    try:
        for step in matter.steps(phone):
            if not await pause():
                break
            begun = time.perf_counter()
            heard = await step()
            told.turns.append((time.perf_counter() - begun) * 1000)
            told.heard(matter, heard)
        else:
            told.whole = True
        if told.turns:
            await phone.hang_up()
    except CallFailed as error:
        told.errors.append(str(error))
    return told
