"""Somebody who plays a drill over the telephone, and behaves as people do on a bad line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.rehearsal.line import Line, Transcript
from benchmarks.rehearsal.script import Deed, Script
from benchmarks.rehearsal.stage import Stage
from bot.channels.ivr.calls import Calls, conversation_for
from bot.channels.messages import PhoneAnswer, PhoneTurn
from bot.dialogue.engine import Agent, Dialogue
from bot.dialogue.phone_pages import GO_ON
from bot.dialogue.turn import Choice

PLATFORM = "turn"
NOTHING = "nothing"
# What we say when we have not understood; a caller says his line again then.
NOT_UNDERSTOOD = ("没听清", "没听明白", "没听懂", "没听准", "再说一次", "再说一遍")
REPEATS = 2
PAGES = 6  # a caller listens to so many parts of one answer

Asked = Mapping[int, str]
"""The question that stood open after each deed, by the number of the deed."""


@dataclass(frozen=True)
class Moment:
    """One event of a call: what was done, what was heard of it, what was answered."""

    deed: int
    did: str
    heard: Transcript | None
    said: str
    shown: str
    asked: str
    act: str
    again: bool = False


@dataclass
class Call:
    """A drill as it was played, over as many calls as it takes."""

    moments: list[Moment] = field(default_factory=list)
    broken: str = ""

    @property
    def asked(self) -> dict[int, str]:
        """Return the question that stood open after each deed."""
        return {moment.deed: moment.asked for moment in self.moments}

    def after(self, deed: int) -> list[Moment]:
        """Return what happened from that deed on."""
        return [moment for moment in self.moments if moment.deed >= deed]


async def play(
    script: Script, stage: Stage, agent: Agent, line: Line, usual: Asked | None = None
) -> Call:
    """Play the drill; `usual` is how it goes on a clear line: it tells when one is asked anew."""
    caller = _Caller(script, stage, Dialogue(stage.hotline, agent), line, usual or {})
    try:
        await caller.dial()
        for number, deed in enumerate(script.deeds):
            await caller.do(number, deed)
            if caller.with_a_person(deed):
                break
    except Exception as error:  # a call that breaks is a result like another
        caller.call.broken = f"{type(error).__name__}: {error}"
    return caller.call


class _Caller:
    def __init__(
        self, script: Script, stage: Stage, dialogue: Dialogue, line: Line, usual: Asked
    ) -> None:
        self.call = Call()
        self._script, self._stage, self._dialogue, self._line = script, stage, dialogue, line
        self._usual = usual
        self._calls = Calls()
        self._dialled = 0
        self._deed = -1
        self._again = self._spoken = False
        self._choices: tuple[Choice, ...] = ()

    async def dial(self) -> None:
        """Call, or call again: a new call of the same number."""
        self._dialled += 1
        self._spoken = False
        await self._event("start", "（接通）")

    async def do(self, number: int, deed: Deed) -> None:
        """Do one thing of the drill and listen to the end of the answer."""
        self._deed, self._again = number, False
        if deed.kind == "consumer":
            await self._say_until_understood(deed)
        elif deed.kind == "press":
            await self._choose(str(deed.words))
        elif deed.kind == "keys":
            await self._keys(self._stage.with_numbers(str(deed.words)))
        elif deed.kind == "later":
            self._stage.later(**deed.words)
        elif deed.kind == "comes_back":
            await self.dial()
        else:
            await self._event(*{"silence": ("noinput", "（没有声音）")}.get(deed.kind, HANG_UP))

    def with_a_person(self, deed: Deed) -> bool:
        """Tell whether a person has taken over, where the drill does not talk on meanwhile."""
        return self.call.moments[-1].act == "transfer" and deed.expect.get("act") != "transfer"

    async def _say_until_understood(self, deed: Deed) -> None:
        words = self._stage.with_numbers(str(deed.words))
        before = self._last_asked()
        await self._say(words, 0, deed.confidence)
        for attempt in range(1, REPEATS + 1):
            if deed.confidence is not None or not self._asked_again(deed, before):
                return
            self._again = True
            await self._say(words, attempt, None)

    def _last_asked(self) -> str:
        return self.call.moments[-1].asked

    def _asked_again(self, deed: Deed, before: str) -> bool:
        """Tell whether the answer shows that the line was not understood."""
        last = self.call.moments[-1]
        expected = deed.expect.get("asks") or self._usual.get(self._deed)
        if last.act != "gather" or expected == last.asked:
            return False
        if any(word in last.said for word in NOT_UNDERSTOOD):
            return True
        to_come = [asked for number, asked in self._usual.items() if number > self._deed]
        asked = last.asked != NOTHING
        return asked and (last.asked == before or bool(expected and last.asked not in to_come))

    async def _say(self, words: str, attempt: int, confidence: float | None) -> None:
        place = f"{self._script.name} {self._deed} {attempt}"
        heard = self._line.hear(words, place, opens=not self._spoken)
        self._spoken = True
        await self._event(
            "speech",
            words,
            heard,
            text=heard.text,
            confidence=heard.confidence if confidence is None else confidence,
            nbest=[{"text": other} for other in heard.others],
        )

    async def _choose(self, title: str) -> None:
        """Press the key of an answer that was offered; what has no key is said."""
        offered = self._choices[: self._stage.hotline.profile.phone.options]
        titles = [choice.title for choice in offered]
        if title in titles:
            await self._keys(str(titles.index(title) + 1))
        else:
            await self._say(title, 0, None)

    async def _keys(self, keys: str) -> None:
        await self._event("dtmf", f"（按 {keys}）", digits=keys)

    async def _event(
        self, event: str, did: str, heard: Transcript | None = None, **values: Any
    ) -> None:
        answer = await self._answer(event, values)
        await self._note(did, heard, answer)
        for _ in range(PAGES):
            if not (keys := self._to_hear_more()):
                return
            answer = await self._answer("dtmf", {"digits": keys})
            await self._note(f"（按 {keys}，接着听）", None, answer)

    def _to_hear_more(self) -> str:
        payloads = [choice.payload for choice in self._choices]
        return str(payloads.index(GO_ON) + 1) if GO_ON in payloads else ""

    async def _answer(self, event: str, values: Mapping[str, Any]) -> PhoneAnswer:
        answer = await self._take(event, values)
        while answer.action == "wait":
            answer = await self._take("continue", {})
        return answer

    async def _take(self, event: str, values: Mapping[str, Any]) -> PhoneAnswer:
        turn = PhoneTurn.parse_obj(
            {
                "call_id": self._call_id,
                "turn": len(self.call.moments),
                "event": event,
                "caller": self._script.caller,
                **values,
            }
        )
        return await self._calls.take(self._dialogue, PLATFORM, turn)

    @property
    def _call_id(self) -> str:
        return f"{self._script.name}-{self._line.level}-{self._dialled}"

    async def _note(self, did: str, heard: Transcript | None, answer: PhoneAnswer) -> None:
        conversations = self._dialogue.conversations
        conversation = conversation_for(PLATFORM, self._call_id)
        reply = conversations.last_reply(conversation) if answer.say else None
        self._choices = reply.choices if reply else ()
        self.call.moments.append(
            Moment(
                deed=self._deed,
                did=did,
                heard=heard,
                said="".join(said.text for said in answer.say),
                shown="\n".join(line.text for line in reply.lines) if reply else "",
                asked=conversations.state(conversation).asked or NOTHING,
                act=answer.action,
                again=self._again,
            )
        )


HANG_UP = ("hangup", "（挂断）")
