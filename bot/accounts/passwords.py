"""Passwords: how they are kept, which are refused, and how one-time ones are made.

Length and being unknown to guessers are what counts; no rule asks for capitals or signs.
Hashing takes tens of milliseconds and much memory on purpose: call it in a thread.
"""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.accounts.errors import WeakPassword

SHORTEST, LONGEST = 10, 200  # characters
FEWEST_DIFFERENT = 5
UNMISTAKABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # no l, 1, i, o, 0 to misread
GROUPS, GROUP = 4, 4

_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    return _hasher.hash(_normal(password))


def matches(kept: str | None, password: str) -> bool:
    """Tell whether this is the password; without a kept one it takes as long to say no."""
    decoy = _decoy()
    try:
        right = _hasher.verify(kept or decoy, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


def is_outdated(kept: str) -> bool:
    """Tell whether the library would hash with other parameters today."""
    return _hasher.check_needs_rehash(kept)


def check_strength(password: str, login: str) -> None:
    """Raise WeakPassword for what is too short, too long, or among the first guesses."""
    plain = _normal(password)
    if len(plain) < SHORTEST:
        raise WeakPassword(f"密码至少 {SHORTEST} 个字，可以用一句只有您知道的话。")
    if len(plain) > LONGEST:
        raise WeakPassword(f"密码最多 {LONGEST} 个字。")
    if _is_guessed_first(plain.casefold(), login.casefold()):
        raise WeakPassword("这个密码太常见，别人一猜就中，请换一个。")


def one_time_password() -> str:
    """Make a password for one use that can be read out: kx7m-2hqd-9wfp-t4rn."""
    groups = ("".join(secrets.choice(UNMISTAKABLE) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def _is_guessed_first(plain: str, login: str) -> bool:
    without_login = plain.replace(login, "") if len(login) > 2 else plain
    return (
        plain in _common()
        or len(set(plain)) < FEWEST_DIFFERENT
        or len(without_login) < SHORTEST - len("123456")
    )


def _normal(password: str) -> str:
    """Full-width letters that an input method left behind are the same password."""
    return unicodedata.normalize("NFKC", password.encode("utf-8", "ignore").decode())


@cache
def _common() -> frozenset[str]:
    file = Path(__file__).with_name("common_passwords.txt")
    return frozenset(file.read_text(encoding="utf-8").split())


@cache
def _decoy() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))
