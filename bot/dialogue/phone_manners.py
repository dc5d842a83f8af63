"""What an event means before the dialogue hears it: keys, silence, noise, an unsure yes."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogue.stored import State, StoredTurn
from bot.dialogue.turn import Reply
from bot.directory.directory import Directory
from bot.language.fillers import is_only_filler

PERSON, REPEAT = "/request_human", "/repeat"
UNSURE = 0.35  # below this a recognised yes or no is asked again, never acted on
SILENCES_BEFORE_A_PERSON = 3
SILENCES_BEFORE_GOODBYE = 6
ACTING = frozenset({"summary", "quick_way", "confirmation"})
NUMBERS = frozenset({"phone", "id_number", "ticket_id", "phone_tail"})


@dataclass(frozen=True)
class Move:
    """What the engine does with a turn: let the dialogue answer `text`, or say `say` itself.

    `say` names wordings of the domain; with `ask_again` the open question follows them.
    """

    text: str = ""
    say: tuple[str, ...] = ()
    ask_again: bool = False
    silences: int = 0
    over: bool = False


def move_for(turn: StoredTurn, state: State, last: Reply | None, directory: Directory) -> Move:
    """Return the move for one stored turn, given the state and the last thing we said."""
    if turn.event == "hangup":
        return Move(over=True)
    if turn.event in ("noinput", "nomatch"):
        return _silence(turn.event, state.silences + 1)
    if turn.event == "digits":
        return _keys(turn.text, state.asked, last)
    if turn.event == "button":
        return Move(text=turn.text)
    return _words(turn, state, directory)


def _silence(event: str, count: int) -> Move:
    if count >= SILENCES_BEFORE_GOODBYE:
        return Move(say=("utter_goodbye",), silences=count, over=True)
    if count >= SILENCES_BEFORE_A_PERSON:
        return Move(text=PERSON, silences=count)
    wording = "say_no_input" if event == "noinput" else "say_no_match"
    return Move(say=(f"{wording}_{count}",), ask_again=True, silences=count)


def _keys(pressed: str, asked: str | None, last: Reply | None) -> Move:
    if asked in NUMBERS and len(pressed) > 1:
        return Move(text=pressed)
    if pressed == "0":
        return Move(text=PERSON)
    if pressed == "9":
        return Move(text=REPEAT)
    choices = last.choices if last else ()
    if pressed.isdecimal() and 0 < int(pressed) <= len(choices):
        return Move(text=choices[int(pressed) - 1].payload)
    return Move(say=("say_key_unknown",), ask_again=True)


def _words(turn: StoredTurn, state: State, directory: Directory) -> Move:
    if turn.channel == "phone":
        if is_only_filler(turn.text) and not _nods(turn.text, state):
            return Move(ask_again=True)
        if turn.confidence is not None and turn.confidence < UNSURE and state.asked in ACTING:
            return Move(say=("say_no_match_1",), ask_again=True)
    return Move(text=as_typed(_heard(turn, state, directory)))


def _nods(text: str, state: State) -> bool:
    """Tell whether a mere sound is an answer: after a question for yes or no, 嗯 is a yes."""
    return state.asked in ACTING and "嗯" in text


def _heard(turn: StoredTurn, state: State, directory: Directory) -> str:
    """Return the first reading that names an institution when we asked for one."""
    if state.asked != "institution":
        return turn.text
    readings = (turn.text, *turn.alternatives)
    return next((reading for reading in readings if directory.resolve(reading)), turn.text)


def as_typed(text: str) -> str:
    """Return text that Rasa cannot take for a command: a leading slash is made full-width."""
    stripped = text.lstrip()
    return "／" + stripped[1:] if stripped.startswith("/") else text
