"""What can go wrong with tickets, in words that a caller can act on."""

from __future__ import annotations

from datetime import date, datetime


class UnknownTicket(LookupError):
    """There is no ticket with this number."""


class IllegalMove(ValueError):
    """A ticket cannot go from where it is (`old`) to where it was asked to go (`new`)."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"a ticket that is {old!r} cannot become {new!r}")
        self.old, self.new = old, new


class TooManyTries(RuntimeError):
    """Too many wrong guesses for one number; it opens again at `until` (aware UTC)."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"too many wrong tries for this number, closed until {until:%H:%M} UTC")
        self.until = until


class NoFreeNumber(RuntimeError):
    """No free ticket number turned up: this year's ten million are nearly used up."""


class NotExtendable(ValueError):
    """No answer is awaited, or the longest time for it is running already."""


class EventsAreFinal(RuntimeError):
    """Something tried to change or remove an event of a ticket."""


class NotAllowed(PermissionError):
    """This actor may not do this (`act`)."""

    def __init__(self, actor: str, act: str) -> None:
        super().__init__(f"{actor!r} may not {act!r}")
        self.actor, self.act = actor, act


class WrongInput(ValueError):
    """What was handed in cannot be stored.

    `field` is `problem`: missing, too_long, out_of_range or unknown.
    """

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field} is {problem}")
        self.field, self.problem = field, problem


class NotToTheAccused(ValueError):
    """A report of a violation never goes to the institution that it accuses."""


class NotAnswered(ValueError):
    """A complaint or report cannot be closed while nobody has answered it."""


class NothingAsked(ValueError):
    """No extension is asked for, so there is nothing to decide."""


class TooLateForReview(ValueError):
    """The time to ask for a review ended on `day`."""

    def __init__(self, day: date) -> None:
        super().__init__(f"a review could be asked for until {day}")
        self.day = day


class AlreadyReviewed(ValueError):
    """A review has decided already; what is left is outside the house."""


class TopOfLadder(ValueError):
    """There is no further step on the ladder, or no ladder at all."""


class NotOffered(ValueError):
    """This way outside is not offered to this ticket now."""


class NoSuchRoute(ValueError):
    """The profile knows no such route, or this kind of ticket is not routed."""


class NotMergeable(ValueError):
    """Two tickets cannot become one; `reason` says why.

    It is one of: itself, other_person, other_institution, other_kind, closed, merged_elsewhere.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"these tickets cannot be merged: {reason}")
        self.reason = reason


class UnknownGroup(LookupError):
    """There is no joint complaint of this name."""


class NotJoinable(ValueError):
    """A ticket cannot join this joint complaint; `reason` says why.

    It is one of: no_complaint, closed, other_institution, in_another_group, not_in_a_group.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"this ticket cannot join or leave: {reason}")
        self.reason = reason


class TooManyRepresentatives(ValueError):
    """So many representatives (`most`) are there already."""

    def __init__(self, most: int) -> None:
        super().__init__(f"there are {most} representatives already")
        self.most = most
