"""The second factor: codes of an authenticator app (RFC 6238), and recovery codes on paper."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime

import pyotp
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from bot.accounts.errors import AccountError, WrongCode
from bot.accounts.models import Account, RecoveryCode
from bot.accounts.passwords import UNMISTAKABLE
from bot.accounts.rows import by_id, note
from bot.accounts.sessions import end_all
from bot.calendar.clock import Clock
from bot.database import Database
from bot.privacy.encryption import Cipher

DRIFT = 1  # time steps (30 s) that a telephone may go wrong, either way
RECOVERY_CODES = 10
RECOVERY_LENGTH = 10
LONGEST_CODE = 20


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator app is given: the secret to type, or the address for a QR picture."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


class SecondFactors:
    """Second factors of all accounts."""

    def __init__(self, database: Database, cipher: Cipher, clock: Clock) -> None:
        self._database = database
        self._cipher = cipher
        self._clock = clock

    def offer(self, account_id: str, issuer: str) -> Enrolment:
        """Return the secret that is being set up; the same one until it was confirmed."""
        with self._database.session() as session:
            row = by_id(session, account_id)
            _check_missing(row)
            row.second_factor_offered = row.second_factor_offered or pyotp.random_base32()
            secret = row.second_factor_offered
            address = pyotp.TOTP(secret).provisioning_uri(name=row.login, issuer_name=issuer)
        return Enrolment(secret, address)

    def confirm(self, account_id: str, code: str) -> tuple[str, ...]:
        """Turn the offered secret on with its first code; returns the recovery codes, shown once.

        Raises WrongCode, and AccountError when nothing was offered or one is on already.
        """
        now = self._clock.now()
        with self._database.session() as session:
            row = by_id(session, account_id)
            _check_missing(row)
            step = _step_of(row.second_factor_offered, _plain(code), now)
            if step is None or step <= row.last_step:
                raise WrongCode
            row.second_factor, row.second_factor_offered = row.second_factor_offered, None
            row.last_step = step
            note(session, account_id, now, "second_factor_on", account_id)
            return self._fresh_recovery_codes(session, account_id)

    def accept(self, session: Session, row: Account, code: str) -> None:
        """Use up a code, of the app or of the paper, of a locked account; raises WrongCode."""
        now, plain = self._clock.now(), _plain(code)
        step = _step_of(row.second_factor, plain, now)
        if step is not None and step > row.last_step:
            row.last_step = step
        elif self._use_up(session, row.id, plain, now):
            note(session, row.id, now, "recovery_code_used", row.id)
        else:
            raise WrongCode

    def renew_recovery_codes(self, account_id: str) -> tuple[str, ...]:
        """Replace the recovery codes; the old ones are worth nothing then."""
        with self._database.session() as session:
            if by_id(session, account_id).second_factor is None:
                raise AccountError("还没有设二次验证。")
            note(session, account_id, self._clock.now(), "recovery_codes_renewed", account_id)
            return self._fresh_recovery_codes(session, account_id)

    def _fresh_recovery_codes(self, session: Session, account_id: str) -> tuple[str, ...]:
        codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
        forget_recovery_codes(session, account_id)
        rows = [{"account_id": account_id, "code_hash": self._hash(one)} for one in codes]
        session.execute(insert(RecoveryCode), rows)
        return tuple(f"{code[:5]}-{code[5:]}" for code in codes)

    def _use_up(self, session: Session, account_id: str, code: str, now: datetime) -> bool:
        used = (
            update(RecoveryCode)
            .where(
                RecoveryCode.account_id == account_id,
                RecoveryCode.code_hash == self._hash(code),
                RecoveryCode.used_at.is_(None),
            )
            .values(used_at=now)
            .execution_options(synchronize_session=False)
        )
        return bool(session.execute(used).rowcount)

    def _hash(self, code: str) -> str:
        return self._cipher.keyed_hash(code, "recovery code")


def switch_off(session: Session, row: Account, now: datetime, actor: str) -> None:
    """Forget somebody's second factor inside a transaction; their sessions end."""
    row.second_factor, row.second_factor_offered = None, None
    forget_recovery_codes(session, row.id)
    end_all(session, row.id)
    note(session, row.id, now, "second_factor_off", actor)


def forget_recovery_codes(session: Session, account_id: str) -> None:
    """Make all recovery codes of an account worthless."""
    gone = delete(RecoveryCode).where(RecoveryCode.account_id == account_id)
    session.execute(gone.execution_options(synchronize_session=False))


def _check_missing(row: Account) -> None:
    if row.second_factor is not None:
        raise AccountError("二次验证已经开着；要换手机，请先关掉再重新设。")


def _step_of(secret: str | None, code: str, now: datetime) -> int | None:
    """Return the time step that a code belongs to, or None when it is no code of about now."""
    if secret is None:
        return None
    try:
        totp = pyotp.TOTP(secret)
        return totp.verify_and_get_timecode(code, for_time=now, valid_window=DRIFT)
    except OTPVerificationError:
        return None


def _plain(code: str) -> str:
    """Codes are read off in groups, and typed with whatever keyboard there is."""
    normal = unicodedata.normalize("NFKC", code[: 4 * LONGEST_CODE]).casefold()
    return "".join(sign for sign in normal if sign.isalnum())[:LONGEST_CODE]


def _recovery_code() -> str:
    return "".join(secrets.choice(UNMISTAKABLE) for _ in range(RECOVERY_LENGTH))
