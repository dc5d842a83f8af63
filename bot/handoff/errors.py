"""What can go wrong with the queue, in words that a caller can act on."""

from __future__ import annotations


class Refused(Exception):
    """The queue does not do what was asked, and has changed nothing."""


class UnknownHandoff(Refused, LookupError):
    """There is no such request for a person."""


class AlreadyTaken(Refused, RuntimeError):
    """Someone else was quicker, or the consumer no longer waits."""


class NotYours(Refused, RuntimeError):
    """This person does not own the conversation (any more)."""


class NotHere(Refused, RuntimeError):
    """The agent has not arrived at the desk, was missed, or takes a pause."""


class HandsFull(Refused, RuntimeError):
    """The agent has as many conversations as may be."""


class OtherSkill(Refused, RuntimeError):
    """The consumer waits for somebody else: another skill, or a colleague by name."""


class WrongTransfer(Refused, ValueError):
    """A transfer needs one aim: a skill that there is, or another person who is ready."""


class UnknownReason(Refused, ValueError):
    """No such reason or outcome is in `reasons.yml`."""


class WrongTime(Refused, ValueError):
    """Nobody can ring at that time: it is past, out of hours or too far away."""


class NothingToRate(Refused, LookupError):
    """No person has talked with this consumer, or still does."""


class AlreadyRated(Refused, RuntimeError):
    """This talk has its rating."""


class WrongRating(Refused, ValueError):
    """A score is 1 to 5, a recommendation 0 to 10, words have an end."""
