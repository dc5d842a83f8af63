"""A reply as a telephone platform carries it out."""

from __future__ import annotations

from bot.channels.messages import Action, Collect, PhoneAnswer, PhoneTurn, Said
from bot.dialogue.turn import Expects, Line, Reply
from bot.hotline import Hotline
from bot.phone_profile import PhoneProfile

TO_A_PERSON = "刚才没接上，我给您转人工同事。"


def phone_answer(turn: PhoneTurn, reply: Reply, manners: PhoneProfile) -> PhoneAnswer:
    """Return what the platform is to say, collect and do."""
    action = _action(turn, reply)
    return PhoneAnswer(
        call_id=turn.call_id,
        turn=turn.turn,
        say=[_said(line, reply, manners) for line in reply.lines],
        rate_percent=manners.pace(elder=reply.slow).rate,
        loud=reply.loud,
        collect=_collect(reply, manners) if action == "gather" else None,
        action=action,
        transfer=dict(reply.transfer) if reply.transfer else None,
        ticket=reply.ticket,
    )


def _said(line: Line, reply: Reply, manners: PhoneProfile) -> Said:
    words = line.spoken(reply.choices, manners.options)
    last_words = reply.act != "listen"  # what is said before a transfer or the end is heard out
    free = line.interruptible and reply.expects.interruptible and not last_words
    return Said(text=words, interruptible=free)


def one_moment(turn: PhoneTurn, reply: Reply) -> PhoneAnswer:
    """Return a word that bridges a long turn; the platform comes back with `continue` at once."""
    say = [Said(text=line.speech, interruptible=False) for line in reply.lines]
    return PhoneAnswer(call_id=turn.call_id, turn=turn.turn, say=say, action="wait")


def to_a_person(turn: PhoneTurn, hotline: Hotline) -> PhoneAnswer:
    """Return the answer to a caller for whom something failed on our side."""
    ended = turn.event == "hangup"
    return PhoneAnswer(
        call_id=turn.call_id,
        turn=turn.turn,
        say=[] if ended else [Said(text=TO_A_PERSON, interruptible=False)],
        action="none" if ended else "transfer",
        transfer=None if ended else {"reason": "failed"},
    )


def _action(turn: PhoneTurn, reply: Reply) -> Action:
    if turn.event == "hangup" or reply.expects.kind == "nothing":
        return "none"
    return "gather" if reply.act == "listen" else reply.act


def _collect(reply: Reply, manners: PhoneProfile) -> Collect:
    pace, expects = manners.pace(elder=reply.slow), reply.expects
    digits = expects.digits or 1
    return Collect(
        modes=["speech", "dtmf"],
        expects=expects.kind,
        max_digits=digits,
        end_key="#" if digits > 1 else None,
        timeout_s=pace.silence,
        between_keys_s=pace.between_keys,
        end_silence_ms=pace.end_of_speech_ms,
        hints=_hints(expects, reply, manners),
        sensitive=expects.sensitive,
    )


def _hints(expects: Expects, reply: Reply, manners: PhoneProfile) -> list[str]:
    """Return words that a recogniser should be ready for."""
    offered = [choice.spoken for choice in reply.choices[: manners.options]]
    return [*offered, "人工", "再说一遍"] if not expects.digits > 1 else []
