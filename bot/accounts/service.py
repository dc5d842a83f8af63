"""Accounts: who works here, who is signed in, and who looked at whose data."""

from __future__ import annotations

from collections.abc import Iterable

from bot.accounts.looks import LookFilter, LookPage, Looks
from bot.accounts.register import OneTime, Register
from bot.accounts.roles import ROLES
from bot.accounts.second_factor import Enrolment, SecondFactors
from bot.accounts.sessions import Sessions
from bot.accounts.signing_in import SigningIn
from bot.accounts.staff import Member, Particulars, SignedIn, Staff, Visit
from bot.accounts.throttle import Throttle
from bot.calendar.clock import Clock
from bot.database import Database
from bot.privacy.encryption import Cipher
from bot.settings import Settings, SettingsError

CONSOLE = "console"


class Accounts:
    """The accounts of one hotline; share one between all threads.

    What looks at or makes passwords takes tens of milliseconds: call it in a thread. `actor` is
    the id of the account that acts, or "console".
    """

    def __init__(
        self,
        database: Database,
        cipher: Cipher,
        clock: Clock,
        second_factor_for: Iterable[str] = ("administrator",),
    ) -> None:
        self.second_factor_for = frozenset(second_factor_for)
        self._register = Register(database, clock)
        self._throttle = Throttle(database, cipher, clock)
        self._sessions = Sessions(database, cipher, clock, self.second_factor_for)
        self._second_factors = SecondFactors(database, cipher, clock)
        self._signing_in = SigningIn(
            database, clock, self._throttle, self._sessions, self._second_factors
        )
        self._looks = Looks(database, clock)

    def create(self, login: str, particulars: Particulars, actor: str = CONSOLE) -> OneTime:
        """Make an account with a one-time password; raises WrongField, LoginTaken."""
        return self._register.take_on(login, particulars, actor)

    def list(self) -> tuple[Member, ...]:
        """Return all accounts, those that are disabled too, in the order they were made."""
        return self._register.everybody()

    def get(self, account_id: str) -> Member | None:
        """Return one account, or None."""
        return self._register.get(account_id)

    def find(self, login: str) -> Member | None:
        """Return the account with a login, or None."""
        return self._register.find(login)

    def is_empty(self) -> bool:
        """Tell whether nobody has an account yet."""
        return self._register.is_empty()

    def change(self, account_id: str, particulars: Particulars, actor: str = CONSOLE) -> Staff:
        """Change what an account says; another role or institution means signing in again.

        Raises UnknownAccount, WrongField, LastAdministrator.
        """
        return self._register.change(account_id, particulars, actor)

    def disable(self, account_id: str, actor: str = CONSOLE) -> None:
        """Close an account and end its sessions; raises UnknownAccount, LastAdministrator."""
        self._register.disable(account_id, actor)

    def enable(self, account_id: str, actor: str = CONSOLE) -> OneTime:
        """Open a closed account with a new one-time password; raises UnknownAccount."""
        return self._register.enable(account_id, actor)

    def reset(
        self, account_id: str, actor: str = CONSOLE, *, second_factor: bool = False
    ) -> OneTime:
        """Give a new one-time password and end the pauses; raises UnknownAccount.

        `second_factor` forgets that too, for those who have lost their telephone.
        """
        given = self._register.reset(account_id, actor, second_factor=second_factor)
        self._throttle.lift(given.staff.login)
        return given

    def sign_in(
        self, login: str, password: str, code: str | None = None, *, address: str = ""
    ) -> SignedIn:
        """Begin a session; one that `needs_code` opens nothing before `give_code`.

        Raises TooManyTries, WrongCredentials, WrongCode, OneTimeExpired.
        """
        return self._signing_in.by_password(login, password, code, address)

    def give_code(self, token: str, code: str, *, address: str = "") -> SignedIn:
        """Open a session that waits for a code, under a new token; raises as `sign_in`."""
        return self._signing_in.by_code(token, code, address)

    def sign_in_vouched(self, login: str) -> SignedIn:
        """Begin a session for whom the OpenID provider vouches; raises UnknownAccount."""
        return self._signing_in.by_provider(login)

    def visit(self, token: str, *, active: bool = True) -> Visit | None:
        """Return whose session that is and what they must do first; None when it has ended.

        `active` puts the end of an idle session off.
        """
        return self._sessions.visit(token, active=active)

    def session(self, token: str) -> Staff | None:
        """Return whose session that is, or None when it has ended."""
        visit = self.visit(token)
        return visit.staff if visit else None

    def waits_for_code(self, token: str) -> bool:
        """Tell whether a session waits for the code of the second factor."""
        return self._sessions.waiting(token) is not None

    def sign_out(self, token: str) -> None:
        """End a session."""
        self._sessions.end(token)

    def sign_out_everywhere(self, account_id: str, actor: str = CONSOLE) -> int:
        """End all sessions of somebody and tell how many there were; raises UnknownAccount."""
        return self._register.sign_out_everywhere(account_id, actor)

    def change_password(self, staff: Staff, old: str, new: str) -> SignedIn:
        """Set a password; all sessions end and one begins anew.

        Raises TooManyTries, WrongCredentials, WeakPassword.
        """
        return self._signing_in.change_password(staff.id, old, new)

    def offer_second_factor(self, staff: Staff, issuer: str) -> Enrolment:
        """Return the secret for an authenticator app; raises AccountError if one is on."""
        return self._second_factors.offer(staff.id, issuer)

    def confirm_second_factor(self, staff: Staff, code: str) -> tuple[str, ...]:
        """Turn the second factor on; returns the recovery codes, shown once.

        Raises WrongCode, TooManyTries, AccountError.
        """
        self._throttle.charge(staff.login, staff.id)
        codes = self._second_factors.confirm(staff.id, code)
        self._throttle.forgive(staff.login, staff.id)
        return codes

    def drop_second_factor(self, staff: Staff, password: str) -> SignedIn:
        """Turn the second factor off; all sessions end and one begins anew.

        Raises TooManyTries, WrongCredentials.
        """
        return self._signing_in.drop_second_factor(staff.id, password)

    def renew_recovery_codes(self, staff: Staff) -> tuple[str, ...]:
        """Replace the recovery codes; raises AccountError without a second factor."""
        return self._second_factors.renew_recovery_codes(staff.id)

    def looked(
        self,
        staff: Staff,
        number: str | None = None,
        what: str | Iterable[str] = (),
        reason: str = "",
        *,
        conversation: str | None = None,
    ) -> None:
        """Write down that somebody saw personal data of a ticket or a conversation.

        `what` names the fields (name, phone, id_number ...), `reason` says why in their words.
        """
        self._looks.write(staff, what, reason, number, conversation)

    def looks(self, wanted: LookFilter | None = None, page: int = 1) -> LookPage:
        """Return who looked at whose data, the newest first."""
        return self._looks.read(wanted or LookFilter(), page)


def open_accounts(settings: Settings, database: Database, cipher: Cipher, clock: Clock) -> Accounts:
    """Return the accounts as an installation is set up; raises SettingsError."""
    required = settings.access.second_factor_for
    unknown = sorted(set(required) - set(ROLES))
    if unknown:
        raise SettingsError(
            f"XIAOBAO_SECOND_FACTOR: {unknown[0][:40]!r} is no role; "
            f"name some of {', '.join(ROLES)}, or write none."
        )
    return Accounts(database, cipher, clock, required)
