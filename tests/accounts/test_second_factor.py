"""The second factor: set up, asked for, used once, lost and replaced."""

from __future__ import annotations

import threading
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from sqlalchemy import select

from bot.accounts.errors import AccountError, TooManyTries, WrongCode, WrongCredentials
from bot.accounts.models import Account, RecoveryCode
from bot.accounts.service import Accounts
from bot.accounts.staff import Particulars
from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.privacy.encryption import Cipher
from tests.accounts.staff import PASSWORD, Person, hire

pytestmark = pytest.mark.usefixtures("quick_hashes")
A_STEP = timedelta(seconds=30)


class Telephone:
    """The authenticator app of somebody: shows codes by the clock of the test."""

    def __init__(self, clock: FixedClock, secret: str) -> None:
        self._clock = clock
        self._totp = pyotp.TOTP(secret)

    def code(self, ago: int = 0) -> str:
        """Return the code of so many steps ago."""
        return self._totp.at(self._clock.now(), counter_offset=-ago)


@pytest.fixture
def telephone(accounts: Accounts, agent: Person, clock: FixedClock) -> Telephone:
    """The agent has set up a second factor; half a minute has passed."""
    telephone = Telephone(clock, accounts.offer_second_factor(agent.staff, "热线").secret)
    accounts.confirm_second_factor(agent.staff, telephone.code())
    clock.move(A_STEP)
    return telephone


def recovery_codes(accounts: Accounts, agent: Person) -> tuple[str, ...]:
    return accounts.renew_recovery_codes(agent.staff)


def test_the_offer_is_what_authenticator_apps_read(accounts: Accounts, agent: Person) -> None:
    enrolment = accounts.offer_second_factor(agent.staff, "银行保险热线")
    parts = urlsplit(enrolment.address)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    told = parse_qs(parts.query)
    assert told["secret"] == [enrolment.secret] and told["issuer"] == ["银行保险热线"]
    assert parts.path.endswith("li.xiao")
    assert len(enrolment.secret) == 32
    assert enrolment.secret not in repr(enrolment)


def test_the_offer_stays_until_it_is_confirmed(accounts: Accounts, agent: Person) -> None:
    first = accounts.offer_second_factor(agent.staff, "热线")
    assert accounts.offer_second_factor(agent.staff, "热线") == first
    assert not accounts.sign_in("li.xiao", PASSWORD).needs_code


def test_a_wrong_first_code_turns_nothing_on(
    accounts: Accounts, agent: Person, clock: FixedClock
) -> None:
    secret = accounts.offer_second_factor(agent.staff, "热线").secret
    wrong = f"{(int(Telephone(clock, secret).code()) + 1) % 10**6:06}"
    with pytest.raises(WrongCode):
        accounts.confirm_second_factor(agent.staff, wrong)
    assert not accounts.sign_in("li.xiao", PASSWORD).needs_code


def test_guessing_the_first_code_is_slowed_down(accounts: Accounts, agent: Person) -> None:
    accounts.offer_second_factor(agent.staff, "热线")
    for _ in range(5):
        with pytest.raises(WrongCode):
            accounts.confirm_second_factor(agent.staff, "abc")
    with pytest.raises(TooManyTries):
        accounts.confirm_second_factor(agent.staff, "abc")


def test_a_second_one_is_not_offered(
    accounts: Accounts, agent: Person, telephone: Telephone
) -> None:
    with pytest.raises(AccountError, match="已经开着"):
        accounts.offer_second_factor(agent.staff, "热线")
    with pytest.raises(AccountError, match="已经开着"):
        accounts.confirm_second_factor(agent.staff, telephone.code())


def test_the_password_alone_opens_nothing(
    accounts: Accounts, agent: Person, telephone: Telephone
) -> None:
    waiting = accounts.sign_in("li.xiao", PASSWORD)
    assert waiting.needs_code
    assert accounts.visit(waiting.token) is None
    assert accounts.waits_for_code(waiting.token)
    signed_in = accounts.give_code(waiting.token, telephone.code())
    assert accounts.session(signed_in.token) == agent.staff
    assert signed_in.token != waiting.token
    assert not accounts.waits_for_code(waiting.token)
    with pytest.raises(WrongCredentials):
        accounts.give_code(waiting.token, telephone.code())


def test_password_and_code_at_once(accounts: Accounts, agent: Person, telephone: Telephone) -> None:
    with pytest.raises(WrongCode):
        accounts.sign_in("li.xiao", PASSWORD, "abc")
    assert accounts.session(accounts.sign_in("li.xiao", PASSWORD, telephone.code()).token)


def test_a_code_works_once(accounts: Accounts, telephone: Telephone, clock: FixedClock) -> None:
    code = telephone.code()
    accounts.sign_in("li.xiao", PASSWORD, code)
    with pytest.raises(WrongCode):
        accounts.sign_in("li.xiao", PASSWORD, code)
    clock.move(A_STEP)
    with pytest.raises(WrongCode):
        accounts.sign_in("li.xiao", PASSWORD, code)
    assert accounts.sign_in("li.xiao", PASSWORD, telephone.code()).token


def test_an_older_code_is_no_good_after_a_newer_one(
    accounts: Accounts, telephone: Telephone, clock: FixedClock
) -> None:
    clock.move(A_STEP)
    older = telephone.code(ago=1)
    accounts.sign_in("li.xiao", PASSWORD, telephone.code())
    with pytest.raises(WrongCode):
        accounts.sign_in("li.xiao", PASSWORD, older)


def test_the_first_code_is_used_up_by_setting_up(
    accounts: Accounts, agent: Person, clock: FixedClock
) -> None:
    telephone = Telephone(clock, accounts.offer_second_factor(agent.staff, "热线").secret)
    accounts.confirm_second_factor(agent.staff, telephone.code())
    with pytest.raises(WrongCode):
        accounts.sign_in("li.xiao", PASSWORD, telephone.code())


@pytest.mark.parametrize(
    ("ago", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_clocks_may_differ_by_half_a_minute(
    accounts: Accounts, telephone: Telephone, clock: FixedClock, ago: int, taken: bool
) -> None:
    clock.move(10 * A_STEP)
    if taken:
        assert accounts.sign_in("li.xiao", PASSWORD, telephone.code(ago)).token
    else:
        with pytest.raises(WrongCode):
            accounts.sign_in("li.xiao", PASSWORD, telephone.code(ago))


def test_the_same_code_at_the_same_moment_lets_one_in(
    accounts: Accounts, telephone: Telephone
) -> None:
    code = telephone.code()
    let_in: list[str] = []
    refused: list[Exception] = []

    def come() -> None:
        try:
            let_in.append(accounts.sign_in("li.xiao", PASSWORD, code).token)
        except WrongCode as error:
            refused.append(error)

    crowd = [threading.Thread(target=come) for _ in range(4)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert (len(let_in), len(refused)) == (1, 3)


@pytest.mark.parametrize("typed", ["{0} {1}", "{0}-{1}", " {0}{1} "])
def test_codes_may_be_typed_in_groups(accounts: Accounts, telephone: Telephone, typed: str) -> None:
    code = telephone.code()
    assert accounts.sign_in("li.xiao", PASSWORD, typed.format(code[:3], code[3:])).token


def test_codes_of_an_input_method_are_codes(accounts: Accounts, telephone: Telephone) -> None:
    wide = telephone.code().translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert accounts.sign_in("li.xiao", PASSWORD, wide).token


def test_whoever_has_the_password_cannot_guess_the_code(
    accounts: Accounts, telephone: Telephone, clock: FixedClock
) -> None:
    """Guessing stays as slow over all tries, also when each begins with the right password."""
    tried = 0
    for _ in range(20):
        try:
            waiting = accounts.sign_in("li.xiao", PASSWORD)
            tried += 1
            with pytest.raises(WrongCode):
                accounts.give_code(waiting.token, "abc")
        except TooManyTries:
            break
    assert tried <= 3


def test_the_wait_for_a_code_is_short(
    accounts: Accounts, telephone: Telephone, clock: FixedClock
) -> None:
    waiting = accounts.sign_in("li.xiao", PASSWORD)
    clock.move(timedelta(minutes=5))
    assert not accounts.waits_for_code(waiting.token)
    with pytest.raises(WrongCredentials, match="重新登录"):
        accounts.give_code(waiting.token, telephone.code())


def test_recovery_codes_work_once_each(
    accounts: Accounts, agent: Person, telephone: Telephone
) -> None:
    codes = recovery_codes(accounts, agent)
    assert len(set(codes)) == 10
    assert accounts.sign_in("li.xiao", PASSWORD, codes[0]).token
    assert accounts.sign_in("li.xiao", PASSWORD, codes[1].upper().replace("-", " ")).token
    with pytest.raises(WrongCode):
        accounts.sign_in("li.xiao", PASSWORD, codes[0])


def test_new_recovery_codes_replace_the_old(
    accounts: Accounts, agent: Person, telephone: Telephone
) -> None:
    old, new = (recovery_codes(accounts, agent) for _ in range(2))
    with pytest.raises(WrongCode):
        accounts.sign_in("li.xiao", PASSWORD, old[0])
    assert accounts.sign_in("li.xiao", PASSWORD, new[0]).token


def test_nobody_elses_recovery_codes_work(
    accounts: Accounts, agent: Person, telephone: Telephone, clock: FixedClock
) -> None:
    other = hire(accounts)
    theirs = Telephone(clock, accounts.offer_second_factor(other.staff, "热线").secret)
    codes = accounts.confirm_second_factor(other.staff, theirs.code())
    with pytest.raises(WrongCode):
        accounts.sign_in("li.xiao", PASSWORD, codes[0])


def test_no_recovery_codes_without_a_second_factor(accounts: Accounts, agent: Person) -> None:
    with pytest.raises(AccountError, match="还没有"):
        accounts.renew_recovery_codes(agent.staff)


def test_secrets_are_kept_sealed(
    accounts: Accounts, agent: Person, database: Database, clock: FixedClock
) -> None:
    secret = accounts.offer_second_factor(agent.staff, "热线").secret
    codes = accounts.confirm_second_factor(agent.staff, Telephone(clock, secret).code())
    with database.engine.connect() as connection:
        kept = str(connection.exec_driver_sql("SELECT * FROM accounts").fetchall())
    assert secret not in kept
    with database.reading() as session:
        assert session.execute(select(Account.second_factor)).scalar_one() == secret
        hashes = session.execute(select(RecoveryCode.code_hash)).scalars().all()
    assert len(hashes) == 10
    assert not any(code.replace("-", "") in one for code in codes for one in hashes)


def test_turning_it_off_needs_the_password_and_ends_sessions(
    accounts: Accounts, agent: Person, telephone: Telephone
) -> None:
    token = accounts.sign_in("li.xiao", PASSWORD, telephone.code()).token
    codes = recovery_codes(accounts, agent)
    with pytest.raises(WrongCredentials):
        accounts.drop_second_factor(agent.staff, "wrong wrong")
    assert accounts.session(token) is not None
    anew = accounts.drop_second_factor(agent.staff, PASSWORD)
    assert accounts.session(token) is None
    assert accounts.session(anew.token) == agent.staff
    assert not accounts.sign_in("li.xiao", PASSWORD).needs_code
    # Set up again, the old paper is worth nothing.
    enrolment = accounts.offer_second_factor(agent.staff, "热线")
    assert enrolment.secret
    with pytest.raises(WrongCode):
        accounts.confirm_second_factor(agent.staff, codes[0])


def test_a_lost_telephone_is_the_administrators_affair(
    accounts: Accounts, agent: Person, telephone: Telephone
) -> None:
    given = accounts.reset(agent.staff.id)
    assert accounts.sign_in("li.xiao", given.password).needs_code
    given = accounts.reset(agent.staff.id, second_factor=True)
    assert not accounts.sign_in("li.xiao", given.password).needs_code


@pytest.mark.parametrize(
    ("required", "duties"),
    [
        (("administrator",), {"administrator": "second_factor", "supervisor": "", "agent": ""}),
        (
            ("administrator", "supervisor"),
            {"administrator": "second_factor", "supervisor": "second_factor", "agent": ""},
        ),
        ((), {"administrator": "", "supervisor": "", "agent": ""}),
    ],
)
def test_who_must_have_one_is_a_setting(
    database: Database,
    cipher: Cipher,
    clock: FixedClock,
    required: tuple[str, ...],
    duties: dict[str, str],
) -> None:
    accounts = Accounts(database, cipher, clock, required)
    seen = {}
    for role in duties:
        person = hire(accounts, role)
        visit = accounts.visit(accounts.sign_in(person.staff.login, PASSWORD).token)
        seen[role] = visit.duty if visit else "nobody"
    assert seen == duties


def test_the_duty_is_done_once_it_is_set_up(
    accounts: Accounts, administrator: Person, clock: FixedClock
) -> None:
    token = accounts.sign_in("boss", PASSWORD).token
    telephone = Telephone(clock, accounts.offer_second_factor(administrator.staff, "热线").secret)
    accounts.confirm_second_factor(administrator.staff, telephone.code())
    visit = accounts.visit(token)
    assert visit and visit.duty == ""


def test_a_one_time_password_comes_before_the_second_factor(accounts: Accounts) -> None:
    given = accounts.create("root", Particulars("陈二", "administrator"))
    visit = accounts.visit(accounts.sign_in("root", given.password).token)
    assert visit and visit.duty == "password"
