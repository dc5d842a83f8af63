"""What an event of a call means before the dialogue hears it: keys, silence, an unsure yes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.dialogue.phone_pages import GO_ON, THAT_IS_ALL
from bot.dialogue.stored import State, StoredTurn
from bot.dialogue.turn import Reply
from bot.hotline import Hotline
from bot.intake.age import sounds_old
from bot.intake.answers import Answers
from bot.language.fillers import is_only_filler
from bot.language.person_request import calls_for_a_person
from bot.language.script import to_simplified

PERSON, REPEAT = "/request_human", "/repeat"
ACTING = frozenset({"summary", "quick_way", "confirmation"})
NUMBERS = frozenset({"phone", "id_number", "ticket_id", "phone_tail"})
_PUNCTUATION = re.compile(r"[\W_]+")
_SLOWER = re.compile(r"慢一?点|慢慢说|说慢|太快|听不清楚?|没听清")
_FAREWELL = re.compile(
    r"(?:好的?|行|嗯|谢谢您?|没了|没有了|没事了|那就这样|就这样)*(?:再见|拜拜|挂了|先挂了)[了啊吧哈]*"
)
_LOUDER = re.compile(r"大声|响一?点|声音太?小|听不见|听不到|耳朵")


@dataclass(frozen=True)
class Move:
    """What the engine does with a turn: let the dialogue answer `text`, or say `say` itself.

    `say` names wordings of the domain; with `ask_again` the open question follows them. `go_on`
    says what did not fit into the last turn, `skip` only its last line. `manner` is how the caller
    wants to be spoken to from now on (elder, slow, loud).
    """

    text: str = ""
    say: tuple[str, ...] = ()
    ask_again: bool = False
    go_on: bool = False
    skip: bool = False
    silences: int = 0
    over: bool = False
    manner: Mapping[str, bool] = field(default_factory=dict)


def move_for(turn: StoredTurn, state: State, last: Reply | None, hotline: Hotline) -> Move:
    """Return the move for one stored turn, given the state and the last thing we said."""
    if turn.event == "hangup":
        return Move(over=True)
    if turn.event in ("noinput", "nomatch"):
        return _silence(turn.event, state, hotline)
    if turn.event == "digits":
        return _keys(turn.text, state.asked, last)
    if turn.event == "button":
        return Move(text=turn.text)
    if turn.channel == "phone":
        move = _spoken(turn, state, last, hotline)
        return replace(move, manner=_manner(turn.text, hotline))
    return Move(text=as_typed(turn.text))


def _silence(event: str, state: State, hotline: Hotline) -> Move:
    manners, count = hotline.profile.phone, state.silences + 1
    if count >= manners.hang_up_after:
        return Move(say=("utter_goodbye",), silences=count, over=True)
    tries = manners.pace(elder=bool(state.preferences.get("elder"))).silences
    if count > tries:
        return Move(text=PERSON, silences=count)
    wording = "say_no_input" if event == "noinput" else "say_no_match"
    return Move(say=(f"{wording}_{min(count, 2)}",), ask_again=True, silences=count)


def _keys(pressed: str, asked: str | None, last: Reply | None) -> Move:
    if asked in NUMBERS and len(pressed) > 1:
        return Move(text=pressed)
    if pressed == "0":
        return Move(text=PERSON)
    if pressed == "9":
        return Move(text=REPEAT)
    choices = last.choices if last else ()
    if pressed.isdecimal() and 0 < int(pressed) <= len(choices):
        payload = choices[int(pressed) - 1].payload
        return _rest_of_it(payload) or Move(text=payload)
    return Move(say=("say_key_unknown",), ask_again=True)


def _rest_of_it(payload: str) -> Move | None:
    return {GO_ON: Move(go_on=True), THAT_IS_ALL: Move(skip=True)}.get(payload)


def _spoken(turn: StoredTurn, state: State, last: Reply | None, hotline: Hotline) -> Move:
    if is_only_filler(turn.text) and not _nods(turn.text, state, last):
        return Move(ask_again=True)
    unsure = turn.confidence is not None and turn.confidence < hotline.profile.phone.unsure_below
    farewell = _FAREWELL.fullmatch(_PUNCTUATION.sub("", to_simplified(turn.text)))
    if unsure and (farewell or state.asked in ACTING):
        return Move(say=("say_no_match_1",), ask_again=True)
    if farewell:
        return Move(say=("utter_goodbye",), over=True)
    if calls_for_a_person(turn.text):
        return Move(text=PERSON)
    if last and last.rest:
        wanted = Answers.load().yes_or_no(turn.text)
        if wanted is not None:
            return Move(go_on=wanted, skip=not wanted)
    return Move(text=as_typed(_heard(turn, state, hotline)))


def _nods(text: str, state: State, last: Reply | None) -> bool:
    """Tell whether a mere sound is an answer: after a question for yes or no, 嗯 is a yes."""
    return "嗯" in text and (state.asked in ACTING or bool(last and last.rest))


def _heard(turn: StoredTurn, state: State, hotline: Hotline) -> str:
    """Return the first reading that names an institution when we asked for one."""
    if state.asked != "institution":
        return turn.text
    readings = (turn.text, *turn.alternatives)
    return next((one for one in readings if hotline.directory.resolve(one)), turn.text)


def _manner(said: str, hotline: Hotline) -> dict[str, bool]:
    """Return how the caller wants to be spoken to, as far as this utterance tells."""
    old = sounds_old(said, hotline.profile.elderly_age)
    found = {
        "elder": old,
        "slow": old or bool(_SLOWER.search(said)),
        "loud": bool(_LOUDER.search(said)),
    }
    return {name: True for name, true in found.items() if true}


def as_typed(text: str) -> str:
    """Return text that Rasa cannot take for a command: a leading slash is made full-width."""
    stripped = text.lstrip()
    return "／" + stripped[1:] if stripped.startswith("/") else text
