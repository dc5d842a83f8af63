"""Coming in and going out over HTTP, as a browser does it; and one's own account."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest

from bot.accounts.staff import Particulars
from bot.calendar.clock import FixedClock
from bot.desk.homes import room_after_sign_in
from tests.accounts.staff import PASSWORD, Person, hire
from tests.desk.browser import Browser, set_cookies
from tests.desk.house import House

SECRET = re.compile(r'<p class="secret">([A-Z2-7 ]+)</p>')
NEW = "一句新的只有我知道的话"
OUR_COOKIE = "xiaobao_desk"


@pytest.fixture
def agent(house: House) -> Person:
    return hire(house.hotline.accounts, login="li.xiao")


@pytest.fixture
def browser(house: House) -> Browser:
    return Browser(house)


def code_for(house: House, secret: str) -> str:
    return pyotp.TOTP(secret.replace(" ", "")).at(house.hotline.clock.now())


async def test_signing_in_leads_home(browser: Browser, agent: Person) -> None:
    answer = await browser.sign_in("li.xiao")
    assert (answer.status, answer.headers["Location"]) == (303, "/desk")
    page = await browser.get("/desk/account")
    assert page.status == 200 and "李晓" in page.text and agent.staff.number in page.text


async def test_the_session_cookie_is_for_us_alone(browser: Browser, agent: Person) -> None:
    cookie = set_cookies(await browser.sign_in("li.xiao"))[OUR_COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Strict" and cookie["path"] == "/"
    assert not cookie["secure"] and not cookie["domain"] and not cookie["expires"]


async def test_over_tls_cookies_are_secure(
    monkeypatch: pytest.MonkeyPatch, house: House, agent: Person
) -> None:
    """Told by a proxy that this installation trusts."""
    browser = Browser(house)
    answer = await browser.get("/desk/sign-in", **{"X-Forwarded-Proto": "https"})
    assert not set_cookies(answer)["xiaobao_door"]["secure"]  # nobody was told to believe it
    from sanic import Sanic

    app = Sanic.get_app("xiaobao")
    monkeypatch.setattr(app.config, "PROXIES_COUNT", 1)
    answer = await Browser(house).get("/desk/sign-in", **{"X-Forwarded-Proto": "https"})
    assert set_cookies(answer)["xiaobao_door"]["secure"]


async def test_wrong_password_and_unknown_login_get_the_same_page(
    house: House, agent: Person
) -> None:
    pages = []
    for login in ("li.xiao", "xiao.li"):
        browser = Browser(house)
        answer = await browser.sign_in(login, "wrong wrong wrong")
        assert answer.status == 422
        assert OUR_COOKIE not in browser.cookies
        assert f'value="{login}"' in answer.text and "wrong wrong" not in answer.text
        pages.append(answer.text.replace(login, "").replace(browser.token, ""))
    assert pages[0] == pages[1]


async def test_guessing_is_paused_and_the_page_says_how_long(
    browser: Browser, agent: Person, clock: FixedClock
) -> None:
    for _ in range(5):
        assert (await browser.sign_in("li.xiao", "wrong wrong wrong")).status == 422
    answer = await browser.sign_in("li.xiao")
    assert (answer.status, answer.headers["Retry-After"]) == (429, "15")
    assert "请等 15 秒" in answer.text
    clock.move(timedelta(seconds=15))
    assert (await browser.sign_in("li.xiao")).status == 303


async def test_the_wished_room_is_reached(browser: Browser, agent: Person) -> None:
    answer = await browser.get("/desk/duty")
    assert answer.headers["Location"] == "/desk/sign-in?next=%2Fdesk%2Fduty"
    page = await browser.get(answer.headers["Location"])
    assert 'name="next" value="/desk/duty"' in page.text
    answer = await browser.post(
        "/desk/sign-in", login="li.xiao", password=PASSWORD, next="/desk/duty"
    )
    assert answer.headers["Location"] == "/desk/duty"
    assert (await browser.get("/desk/sign-in?next=/desk/duty")).headers["Location"] == "/desk/duty"


@pytest.mark.parametrize(
    ("wished", "reached"),
    [
        ("/desk/tickets/1234567890", "/desk/tickets/1234567890"),
        ("/desk/duty?day=2026-11-23#x", "/desk/duty"),
        ("", "/desk"),
        ("https://evil.example/desk", "/desk"),
        ("//evil.example/desk", "/desk"),
        ("/desk//evil.example", "/desk//evil.example"),
        ("/\\evil.example", "/desk"),
        ("/desk/\\evil.example", "/desk"),
        ("/desk\r\nX: y", "/desk"),
        ("/desktop", "/desk"),
        ("javascript:alert(1)", "/desk"),
        ("/desk/sign-in", "/desk"),
        ("/desk/sign-out", "/desk"),
        ("/desk/" + "x" * 300, "/desk"),
        ("/desk/汉字", "/desk"),
    ],
)
def test_nobody_is_led_away(agent_like: Person, wished: str, reached: str) -> None:
    assert room_after_sign_in(wished, agent_like.staff) == reached


@pytest.fixture
def agent_like(cipher: object, tmp_path: object) -> Person:
    from bot.accounts.staff import Staff

    return Person(Staff("1", "li", "李晓", "agent", None, None, (), "坐席01"), "")


@pytest.mark.parametrize(
    "change", ["no token", "token of another browser", "no cookie", "cookie of another browser"]
)
async def test_the_sign_in_form_is_ours(house: House, agent: Person, change: str) -> None:
    """Nobody is signed in to an account of somebody else's choice from a foreign page."""
    browser, other = Browser(house), Browser(house)
    await browser.get("/desk/sign-in")
    await other.get("/desk/sign-in")
    token = {"no token": "", "token of another browser": other.token}.get(change, browser.token)
    if change == "no cookie":
        browser.cookies.clear()
    elif change == "cookie of another browser":
        browser.cookies = dict(other.cookies)
    answer = await browser.post_without_token(
        "/desk/sign-in", login="li.xiao", password=PASSWORD, csrf=token
    )
    assert answer.status == 403 and "刷新" in answer.text
    assert OUR_COOKIE not in browser.cookies


async def test_a_cookie_that_somebody_planted_becomes_no_session(
    browser: Browser, agent: Person
) -> None:
    browser.cookies[OUR_COOKIE] = planted = "planted" * 6
    await browser.sign_in("li.xiao")
    assert browser.cookies[OUR_COOKIE] != planted
    browser.cookies[OUR_COOKIE] = planted
    assert (await browser.get("/desk/account")).status == 303


async def test_signing_out_ends_the_session_not_just_the_cookie(
    browser: Browser, agent: Person
) -> None:
    await browser.sign_in("li.xiao")
    token = browser.cookies[OUR_COOKIE]
    await browser.get("/desk/account")
    answer = await browser.post("/desk/sign-out")
    assert answer.headers["Location"] == "/desk/sign-in"
    assert OUR_COOKIE not in browser.cookies
    browser.cookies[OUR_COOKIE] = token
    assert (await browser.get("/desk/account")).headers["Location"].startswith("/desk/sign-in")


async def test_an_idle_session_ends_and_says_so(
    browser: Browser, agent: Person, clock: FixedClock
) -> None:
    await browser.sign_in("li.xiao")
    clock.move(timedelta(minutes=29))
    assert (await browser.get("/desk/account")).status == 200
    clock.move(timedelta(minutes=30))
    answer = await browser.get("/desk/account", Accept="application/json")
    assert (answer.status, answer.code, answer.message) == (
        401,
        "signed_out",
        "登录已经失效，请重新登录。",
    )


async def test_who_may_not_enter_gets_a_page_that_says_so(browser: Browser, agent: Person) -> None:
    await browser.sign_in("li.xiao")
    answer = await browser.get("/desk/accounts")
    assert answer.status == 403
    assert "您的角色不能进这个页面" in answer.text and 'href="/desk"' in answer.text


async def test_a_newcomer_sets_a_password_first(house: House, browser: Browser) -> None:
    given = house.hotline.accounts.create("wang", Particulars("王芳", "agent"))
    await browser.sign_in("wang", given.password)
    assert (await browser.get("/desk")).headers["Location"] == "/desk/account/password"
    page = await browser.get("/desk/account/password")
    assert "一次性密码，先换成自己的" in page.text
    for old, new, again, words in (
        (given.password, NEW, NEW + "x", "不一样"),
        (given.password, "九个字的短密码呀", "九个字的短密码呀", "至少 10"),
        ("wrong wrong wrong", NEW, NEW, "原密码不对"),
    ):
        answer = await browser.post("/desk/account/password", old=old, new=new, again=again)
        assert answer.status == 422 and words in answer.text
        assert new not in answer.text
    before = browser.cookies[OUR_COOKIE]
    answer = await browser.post("/desk/account/password", old=given.password, new=NEW, again=NEW)
    assert (answer.status, answer.headers["Location"]) == (303, "/desk")
    assert browser.cookies[OUR_COOKIE] != before
    assert (await browser.get("/desk/account")).status == 200


async def test_the_second_factor_from_offer_to_sign_in(
    house: House, browser: Browser, agent: Person, clock: FixedClock
) -> None:
    await browser.sign_in("li.xiao")
    page = await browser.get("/desk/account/second-factor")
    found = SECRET.search(page.text)
    assert found
    assert "<svg" in page.text and "style=" not in page.text
    assert (await browser.post("/desk/account/second-factor", code="abc")).status == 422
    code = code_for(house, found[1])
    page = await browser.post("/desk/account/second-factor", code=code)
    codes = re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", page.text)
    assert len(codes) == 10
    answer = await browser.get("/desk/account/second-factor")
    assert answer.headers["Location"] == "/desk/account"

    other = Browser(house)
    answer = await other.sign_in("li.xiao", next="/desk/duty")
    assert answer.headers["Location"] == "/desk/sign-in/code?next=/desk/duty"
    assert (await other.get("/desk/account")).status == 303  # the password alone opens nothing
    await other.get("/desk/sign-in/code?next=/desk/duty")
    assert (await other.post("/desk/sign-in/code", code="abc")).status == 422
    clock.move(timedelta(seconds=30))
    answer = await other.post(
        "/desk/sign-in/code", code=code_for(house, found[1]), next="/desk/duty"
    )
    assert answer.headers["Location"] == "/desk/duty"
    assert (await other.get("/desk/account")).status == 200

    third = Browser(house)
    await third.sign_in("li.xiao")
    await third.get("/desk/sign-in/code")
    assert (await third.post("/desk/sign-in/code", code=codes[3])).status == 303


async def test_pressing_twice_when_turning_it_on_is_harmless(
    house: House, browser: Browser, agent: Person
) -> None:
    await browser.sign_in("li.xiao")
    page = await browser.get("/desk/account/second-factor")
    found = SECRET.search(page.text)
    assert found
    token, code = browser.token, code_for(house, found[1])
    assert (await browser.post("/desk/account/second-factor", code=code)).status == 200
    again = await browser.post_without_token("/desk/account/second-factor", code=code, csrf=token)
    assert (again.status, again.headers["Location"]) == (303, "/desk/account")


async def test_nobody_comes_to_the_code_page_without_a_password(browser: Browser) -> None:
    await browser.get("/desk/sign-in")
    for answer in (
        await browser.get("/desk/sign-in/code"),
        await (await _with_form(browser)).post("/desk/sign-in/code", code="123456"),
    ):
        assert (answer.status, answer.headers["Location"]) == (303, "/desk/sign-in")


async def _with_form(browser: Browser) -> Browser:
    await browser.get("/desk/sign-in")
    return browser


async def test_turning_the_second_factor_off_and_new_recovery_codes(
    house: House, browser: Browser, agent: Person
) -> None:
    await browser.sign_in("li.xiao")
    secret = house.hotline.accounts.offer_second_factor(agent.staff, "热线").secret
    house.hotline.accounts.confirm_second_factor(agent.staff, code_for(house, secret))
    assert "换一组恢复码" in (await browser.get("/desk/account")).text
    page = await browser.post("/desk/account/recovery-codes")
    assert len(re.findall(r"<li>[a-z2-9]{5}-[a-z2-9]{5}</li>", page.text)) == 10
    await browser.get("/desk/account")
    answer = await browser.post("/desk/account/second-factor/off", password="wrong wrong wrong")
    assert answer.status == 422 and "原密码不对" in answer.text
    answer = await browser.post("/desk/account/second-factor/off", password=PASSWORD)
    assert answer.status == 303
    assert "没有二次验证" not in (await browser.get("/desk/account")).text
    assert "设二次验证" in browser.shown
    assert (await browser.post("/desk/account/recovery-codes")).status == 422


async def test_an_administrator_sets_the_second_factor_first(
    house: House, browser: Browser
) -> None:
    hire(house.hotline.accounts, "administrator", login="boss")
    await browser.sign_in("boss")
    answer = await browser.get("/desk/accounts")
    assert answer.headers["Location"] == "/desk/account/second-factor"
    page = await browser.get("/desk/account/second-factor")
    found = SECRET.search(page.text)
    assert found and "您的角色要有二次验证" in page.text
    await browser.post("/desk/account/second-factor", code=code_for(house, found[1]))
    assert (await browser.get("/desk/accounts")).status == 200


async def test_out_everywhere(house: House, browser: Browser, agent: Person) -> None:
    other = Browser(house)
    for one in (browser, other):
        await one.sign_in("li.xiao")
        await one.get("/desk/account")
    await browser.post("/desk/account/sign-out-everywhere")
    for one in (browser, other):
        assert (await one.get("/desk/account")).status == 303


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"csrf=%ff&login=x", "application/x-www-form-urlencoded", 400),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a%d=1" % n for n in range(300)), "application/x-www-form-urlencoded", 400),
        (b"login=" + b"x" * 20_001, "application/x-www-form-urlencoded", 413),
        (b"login=" + b"x" * 200_000, "application/x-www-form-urlencoded", 413),
        (b'{"login": "x"}', "application/json", 403),
        (b"", "", 403),
    ],
)
async def test_what_is_no_form_of_ours_is_refused(
    house: House, body: bytes, kind: str, status: int
) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = await house.ask("POST", "/desk/sign-in", body, headers)
    assert answer.status == status
    assert answer.message


@pytest.mark.parametrize(
    "login", ["\0", "'; DROP TABLE accounts; --", "<script>x</script>", "😀" * 99]
)
async def test_whatever_is_typed_is_shown_as_text(browser: Browser, login: str) -> None:
    answer = await browser.sign_in(login, "wrong wrong wrong")
    assert answer.status == 422
    assert "<script>x" not in answer.text


PAGES = (
    "/desk/sign-in",
    "/desk/account",
    "/desk/account/password",
    "/desk/account/second-factor",
    "/desk/accounts",
)


async def test_pages_hold_no_inline_script_or_style_and_are_kept_nowhere(
    house: House, browser: Browser, agent: Person
) -> None:
    for path in PAGES:
        answer = await browser.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|javascript:", answer.text)
        if path == "/desk/sign-in":
            await browser.sign_in("li.xiao")
