"""What can go wrong between the house and an institution, in words that a caller can act on."""

from __future__ import annotations


class InstitutionError(ValueError):
    """Something that an institution, or somebody for it, asked for cannot be done."""


class WrongKey(InstitutionError):
    """There is no such key, or it was revoked; which of them is not said."""


class LacksScope(InstitutionError):
    """The key is good, but not for this; `scope` is what it would need."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"this key lacks the scope {scope!r}")
        self.scope = scope


class UnknownKey(InstitutionError):
    """There is no key of this id at this institution."""


class TooManyKeys(InstitutionError):
    """This institution has as many keys as it may have."""


class UnknownWebhook(InstitutionError):
    """There is no webhook of this id at this institution."""


class TooManyWebhooks(InstitutionError):
    """This institution has as many webhooks as it may have."""


class UnknownDelivery(InstitutionError):
    """There is no delivery of this id at this webhook."""


class WrongField(InstitutionError):
    """A value cannot be used; `field` names it, `problem` says why.

    `problem` is missing, too_long, unknown, not_https, with_password or not_an_address.
    """

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field} is {problem}")
        self.field, self.problem = field, problem


class RefusedAddress(InstitutionError, OSError):
    """The name leads to an address inside a network that we may not reach."""


class NotOfInstitution(InstitutionError):
    """Who acts works for no institution."""


class OnlyHeadOffice(InstitutionError):
    """An officer of a branch asks for what only the head office may do or see."""


class UnknownColleague(InstitutionError):
    """There is nobody of this institution who could take this ticket."""


class ChangedMeanwhile(InstitutionError):
    """Somebody did something about the ticket after the caller last looked."""


class KeyReused(InstitutionError):
    """An idempotency key was used before for something else."""


class StillBusy(InstitutionError):
    """The same request is being answered at this very moment."""


class WrongCursor(InstitutionError):
    """This is no cursor of ours, or one for another list."""
