"""`python -m bot users`: accounts from the command line; passwords are printed once, never given.

Whoever may run it holds the data key anyway, so it asks for no password.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bot.accounts.errors import AccountError, UnknownAccount
from bot.accounts.register import OneTime
from bot.accounts.roles import ROLES, all_roles
from bot.accounts.service import Accounts
from bot.accounts.staff import Member, Particulars
from bot.calendar.clock import to_shanghai
from bot.hotline import Hotline
from bot.settings import Settings

Act = Callable[[Hotline, argparse.Namespace], None]


def add_users_verb(verbs: Any) -> None:
    """Add the verb `users` with its own verbs to a command line."""
    text = "管理工作人员的账号"
    users = verbs.add_parser("users", help=text, description=text)
    acts = users.add_subparsers(required=True, metavar="动作")
    _add(acts, "list", _list, "列出全部账号")
    _add_taking_on(_add(acts, "add", _take_on, "开一个账号，显示一次性密码"))
    for name, act, words in (
        ("disable", _disable, "停用账号，并让它退出登录"),
        ("enable", _enable, "恢复停用的账号，显示新的一次性密码"),
        ("reset", _reset, "重置密码，显示新的一次性密码"),
        ("sign-out", _sign_out, "让这个人在所有地方退出登录"),
    ):
        _add(acts, name, act, words).add_argument("login", help="登录名")
    acts.choices["reset"].add_argument(
        "--second-factor", action="store_true", help="手机丢了：连二次验证一起去掉"
    )


def _add(acts: Any, name: str, act: Act, text: str) -> argparse.ArgumentParser:
    def run(options: argparse.Namespace) -> int:
        return _run(act, options)

    parser: argparse.ArgumentParser = acts.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    return parser


def _add_taking_on(parser: argparse.ArgumentParser) -> None:
    titles = "，".join(f"{role.id} {role.title}" for role in all_roles().values())
    parser.add_argument("login", help="登录名：小写字母、数字和 . _ @ + -")
    parser.add_argument("--name", required=True, help="姓名")
    parser.add_argument("--role", required=True, choices=ROLES, help=titles)
    parser.add_argument("--institution", help="机构经办属于哪家机构（机构目录里的编号，如 icbc）")
    parser.add_argument("--branch", help="机构经办只管哪个网点；不写就是全部")
    parser.add_argument("--skill", action="append", default=[], help="技能，可以写多次")


def _run(act: Act, options: argparse.Namespace) -> int:
    with _opened() as hotline:
        try:
            act(hotline, options)
        except AccountError as error:
            print(error.message, file=sys.stderr, flush=True)
            return 1
    return 0


@contextmanager
def _opened() -> Iterator[Hotline]:
    hotline = Hotline.open(Settings.from_environment())
    try:
        hotline.database.upgrade()
        yield hotline
    finally:
        hotline.database.close()


def _list(hotline: Hotline, _options: argparse.Namespace) -> None:
    members = hotline.accounts.list()
    if not members:
        print("还没有账号。启动热线时会自动开第一个管理员。")
    for member in members:
        print("  ".join(_line(member)))


def _line(member: Member) -> Iterator[str]:
    staff = member.staff
    yield f"{staff.login:<20}"
    yield f"{staff.number}  {staff.name}  {all_roles()[staff.role].title}"
    if staff.institution_id:
        yield f"{staff.institution_id} {staff.branch or ''}".strip()
    yield "二次验证已开" if member.has_second_factor else "没有二次验证"
    if member.disabled_at:
        yield f"{to_shanghai(member.disabled_at):%Y-%m-%d} 停用"
    elif member.must_change_password:
        yield "还没改一次性密码"


def _take_on(hotline: Hotline, options: argparse.Namespace) -> None:
    if options.institution and hotline.directory.get(options.institution) is None:
        raise AccountError(f"机构目录里没有 {options.institution}。")
    particulars = Particulars(
        name=options.name,
        role=options.role,
        institution_id=options.institution,
        branch=options.branch,
        skills=tuple(options.skill),
    )
    _tell(hotline.accounts.create(options.login, particulars), "已开户")


def _disable(hotline: Hotline, options: argparse.Namespace) -> None:
    member = _member(hotline.accounts, options.login)
    hotline.accounts.disable(member.staff.id)
    print(f"已停用 {member.staff.login}，并已让它退出登录。")


def _enable(hotline: Hotline, options: argparse.Namespace) -> None:
    _tell(hotline.accounts.enable(_member(hotline.accounts, options.login).staff.id), "已恢复")


def _reset(hotline: Hotline, options: argparse.Namespace) -> None:
    member = _member(hotline.accounts, options.login)
    given = hotline.accounts.reset(member.staff.id, second_factor=options.second_factor)
    _tell(given, "已重置" + ("，二次验证已去掉" if options.second_factor else ""))


def _sign_out(hotline: Hotline, options: argparse.Namespace) -> None:
    member = _member(hotline.accounts, options.login)
    ended = hotline.accounts.sign_out_everywhere(member.staff.id)
    print(f"已让 {member.staff.login} 退出登录（{ended} 处）。")


def _member(accounts: Accounts, login: str) -> Member:
    member = accounts.find(login)
    if member is None:
        raise UnknownAccount
    return member


def _tell(given: OneTime, done: str) -> None:
    print(f"{done}：{given.staff.login}（{given.staff.number}）")
    print(f"一次性密码（只显示这一次，七天内有效，登录后要改）：{given.password}", flush=True)
