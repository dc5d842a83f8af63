"""What can go wrong with accounts; `message` is the Chinese sentence for whoever tried."""

from __future__ import annotations


class AccountError(ValueError):
    """Something about an account cannot be done."""

    code = "account"
    message = "没有办成，请检查后再试。"

    def __init__(self, message: str = "") -> None:
        self.message = message or self.message
        super().__init__(self.message)


class UnknownAccount(AccountError):
    """There is no such account."""

    code = "unknown_account"
    message = "没有这个账号。"


class WrongField(AccountError):
    """A value of an account cannot be used; `field` names it."""

    code = "wrong_field"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class LoginTaken(WrongField):
    """Somebody has this login already."""

    code = "login_taken"

    def __init__(self) -> None:
        super().__init__("login", "这个登录名已经有人用了，请换一个。")


class WeakPassword(AccountError):
    """A password that is too short, too long or too well known."""

    code = "weak_password"


class LastAdministrator(AccountError):
    """Without this account nobody could manage accounts any more."""

    code = "last_administrator"
    message = "这是最后一个管理员，请先再设一个管理员。"


class WrongCredentials(AccountError):
    """Login, password or code is wrong; which of them is not said."""

    code = "wrong_credentials"
    message = "登录名或密码不对。"


class WrongCode(WrongCredentials):
    """The code of the second factor is wrong, used already or too old."""

    code = "wrong_code"
    message = "验证码不对或已经用过，请等下一个再试。"


class OneTimeExpired(WrongCredentials):
    """The one-time password was right, but it was not used in time."""

    code = "one_time_expired"
    message = "一次性密码已过期，请找管理员重新生成。"


class TooManyTries(AccountError):
    """Too many wrong tries; `retry_after` seconds must pass before the next one counts."""

    code = "too_many_tries"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"试错的次数多了，请等 {_spoken(retry_after)} 再试。")
        self.retry_after = retry_after


def _spoken(seconds: int) -> str:
    return f"{seconds} 秒" if seconds < 120 else f"{-(-seconds // 60)} 分钟"
