"""The administrator's rooms over HTTP, the record of looks, and signing in by a provider."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from bot.access_settings import AccessSettings
from bot.accounts.looks import PAGE
from bot.calendar.clock import FixedClock
from bot.hotline import Hotline
from tests.accounts.openid import CLIENT, CLIENT_SECRET, OpenId, query_of, serving
from tests.accounts.staff import at_work, hire
from tests.desk.browser import Browser, set_cookies
from tests.desk.house import House, open_house

ONE_TIME = re.compile(r'id="one-time">([a-z2-9-]{19})<')
NEWCOMER = {"login": "wang", "name": "王芳", "role": "institution", "institution": "icbc"}


@pytest.fixture
def browser(house: House) -> Browser:
    """The administrator's."""
    return signed_in(house, "administrator", login="boss")


def signed_in(house: House, role: str, **particulars: str) -> Browser:
    _, token = at_work(house.hotline.accounts, role, **particulars)
    return Browser(house, cookies={"xiaobao_desk": token})


async def take_on(browser: Browser, **changes: str) -> str:
    """Open an account and return the answer's page."""
    await browser.get("/desk/accounts/new")
    return (await browser.post("/desk/accounts", **(NEWCOMER | changes))).text


def id_of(house: House, login: str) -> str:
    member = house.hotline.accounts.find(login)
    assert member
    return member.staff.id


async def test_an_account_is_opened_and_its_password_shown_once(
    house: House, browser: Browser
) -> None:
    page = await take_on(browser, branch="昌平支行")
    found = ONE_TIME.search(page)
    assert found
    member = house.hotline.accounts.find("wang")
    assert member and member.staff.institution_id == "icbc" and member.staff.branch == "昌平支行"
    assert found[1] not in (await browser.get("/desk/accounts")).text
    assert "王芳" in browser.shown and "还没改一次性密码" in browser.shown
    newcomer = Browser(house)
    assert (await newcomer.sign_in("wang", found[1])).status == 303


@pytest.mark.parametrize("institution", ["icbc", "工商银行", "中国工商银行股份有限公司"])
async def test_an_institution_may_be_named_in_several_ways(
    house: House, browser: Browser, institution: str
) -> None:
    await take_on(browser, institution=institution)
    member = house.hotline.accounts.find("wang")
    assert member and member.staff.institution_id == "icbc"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"institution": "no such bank"}, "机构目录里没有这家机构"),
        ({"institution": ""}, "要写明是哪家机构"),
        ({"role": "root"}, "没有这个角色"),
        ({"role": ""}, "没有这个角色"),
        ({"login": "王芳"}, "登录名要"),
        ({"login": "boss"}, "已经有人用了"),
        ({"name": ""}, "请写姓名"),
        ({"name": "长" * 41}, "最多 40"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_stays(
    house: House, browser: Browser, changes: dict[str, str], words: str
) -> None:
    await browser.get("/desk/accounts/new")
    typed = NEWCOMER | {"branch": "昌平支行"} | changes
    answer = await browser.post("/desk/accounts", **typed)
    assert answer.status == 422 and words in answer.text
    for name in ("login", "name", "branch", "institution"):
        assert f'value="{typed[name]}"' in answer.text
    assert house.hotline.accounts.find("wang") is None


async def test_names_are_shown_as_text(house: House, browser: Browser) -> None:
    await take_on(browser, name="<img src=x onerror=alert(1)>")
    await browser.get("/desk/accounts")
    assert "<img src=x" not in browser.shown and "&lt;img src=x" in browser.shown


async def test_an_account_is_changed(house: House, browser: Browser) -> None:
    await take_on(browser)
    path = f"/desk/accounts/{id_of(house, 'wang')}"
    page = await browser.get(path)
    assert 'value="王芳"' in page.text and 'value="icbc"' in page.text
    answer = await browser.post(path, name="王小芳", role="agent", skill="bank")
    assert answer.headers["Location"] == "/desk/accounts"
    member = house.hotline.accounts.find("wang")
    assert member and (member.staff.name, member.staff.role) == ("王小芳", "agent")
    assert member.staff.skills == ("bank",) and member.staff.institution_id is None
    await browser.get(path)
    await browser.post(path, name="王小芳", role="agent", skill="no such skill")
    member = house.hotline.accounts.find("wang")
    assert member and member.staff.skills == ()


async def test_disabled_enabled_reset_and_signed_out(house: House, browser: Browser) -> None:
    person = hire(house.hotline.accounts, login="li.xiao")
    theirs = Browser(house)
    path = f"/desk/accounts/{person.staff.id}"

    async def is_in() -> bool:
        return (await theirs.get("/desk/account", Accept="application/json")).status == 200

    await theirs.sign_in("li.xiao")
    await browser.get(path)
    await browser.post(f"{path}/sign-out")
    assert not await is_in()
    await theirs.sign_in("li.xiao")
    assert await is_in()
    await browser.post(f"{path}/disable")
    assert not await is_in()
    assert (await theirs.sign_in("li.xiao")).status == 422
    assert "恢复账号" in (await browser.get(path)).text
    for act in ("enable", "reset"):
        await browser.get(path)
        found = ONE_TIME.search((await browser.post(f"{path}/{act}")).text)
        assert found
        assert (await theirs.sign_in("li.xiao", found[1])).status == 303


async def test_the_last_administrator_cannot_go(house: House, browser: Browser) -> None:
    path = f"/desk/accounts/{id_of(house, 'boss')}"
    await browser.get(path)
    answer = await browser.post(f"{path}/disable")
    assert answer.status == 422 and "最后一个管理员" in answer.text
    answer = await browser.post(path, name="陈一", role="agent")
    assert answer.status == 422 and "最后一个管理员" in answer.text


@pytest.mark.parametrize("account_id", ["nobody", "%00", "x" * 200, "..%2f..", "0" * 32])
async def test_an_account_that_is_not_there(browser: Browser, account_id: str) -> None:
    for tail in ("", "/disable", "/enable", "/reset", "/sign-out"):
        await browser.get("/desk/accounts/new")
        answer = await browser.post(f"/desk/accounts/{account_id}{tail}", name="x")
        assert answer.status == 404, (account_id, tail)


async def test_looks_are_shown_to_those_who_answer_for_them(
    house: House, browser: Browser, clock: FixedClock
) -> None:
    accounts = house.hotline.accounts
    li, wang = (hire(accounts, login=login).staff for login in ("li.xiao", "wang"))
    accounts.looked(li, "2611230018", ("name", "id_number"), "核对<身份>")
    accounts.looked(wang, conversation="c0ffee", what="phone", reason="回电")
    page = (await browser.get("/desk/looks")).text
    assert "姓名、证件号" in page and "核对&lt;身份&gt;" in page and "2026年11月23日 10:00" in page
    for query, seen, unseen in (
        ("login=LI.XIAO", "2611230018", "回电"),
        ("number=2611230018", "核对", "回电"),
        ("conversation=c0ffee", "回电", "核对"),
        ("since=2026-11-23&until=2026-11-23", "核对", "没有记录"),
        ("since=2026-11-24", "没有记录", "核对"),
        ("until=2026-11-22", "没有记录", "核对"),
        ("login=%00&number=%F0%9F%98%80", "没有记录", "核对"),
    ):
        page = (await browser.get(f"/desk/looks?{query}")).text
        assert seen in page and unseen not in page, query


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday",
        "since=0001-01-01",
        "until=9999-12-31",
        "page=0",
        "page=x",
        "page=" + "9" * 30,
    ],
)
async def test_wrong_days_and_pages_are_refused(browser: Browser, query: str) -> None:
    answer = await browser.get(f"/desk/looks?{query}", Accept="application/json")
    assert answer.status == 422 and answer.message


async def test_looks_are_leafed_through(house: House, browser: Browser) -> None:
    staff = hire(house.hotline.accounts).staff
    for _ in range(PAGE + 1):
        house.hotline.accounts.looked(staff, "2611230018", "phone")
    page = (await browser.get("/desk/looks?number=2611230018")).text
    found = re.search(r'href="(/desk/looks\?[^"]+)">下一页', page)
    assert found
    page = (await browser.get(found[1].replace("&amp;", "&"))).text
    assert page.count("单 2611230018") == 1 and "上一页" in page and "下一页" not in page


async def test_an_agent_sees_no_looks(house: House) -> None:
    answer = await signed_in(house, "agent").get("/desk/looks", Accept="application/json")
    assert (answer.status, answer.code) == (403, "forbidden")


@pytest.fixture
def openid() -> Iterator[OpenId]:
    with serving(OpenId()) as openid:
        yield openid


@pytest.fixture
def with_provider(hotline: Hotline, openid: OpenId) -> Hotline:
    """A hotline whose staff may sign in by the provider; it is the computer's time there."""
    access = AccessSettings(
        oidc_issuer=openid.url, oidc_client_id=CLIENT, oidc_client_secret=CLIENT_SECRET
    )
    settings = dataclasses.replace(hotline.settings, access=access)
    return dataclasses.replace(hotline, settings=settings)


async def test_signing_in_by_a_provider(
    with_provider: Hotline, openid: OpenId, clock: FixedClock, quick_hashes: None
) -> None:
    openid.now = clock.now
    async with open_house(with_provider) as house:
        hire(house.hotline.accounts, login="li.xiao")
        browser = Browser(house)
        page = await browser.get("/desk/sign-in?next=/desk/duty")
        assert 'href="/desk/sign-in/provider?next=/desk/duty"' in page.text
        there = await browser.get("/desk/sign-in/provider?next=/desk/duty")
        errand = set_cookies(there)["xiaobao_errand"]
        assert errand["httponly"] and errand["samesite"] == "Lax"
        answer = openid.authorise(there.headers["Location"])
        back = "/desk/sign-in/provider/return"
        assert urlsplit(there.headers["Location"]).netloc == urlsplit(openid.url).netloc
        arrived = await browser.get(f"{back}?{query_of(answer)}")
        assert 'content="0; url=/desk/duty"' in arrived.text
        assert set_cookies(arrived)["xiaobao_desk"]["samesite"] == "Strict"
        assert "xiaobao_errand" not in browser.cookies
        assert (await browser.get("/desk/account")).status == 200

        again = await browser.get(f"{back}?{query_of(answer)}")
        assert again.status == 422  # the errand is done, the code is used


async def test_a_provider_opens_no_accounts(
    with_provider: Hotline, openid: OpenId, clock: FixedClock, quick_hashes: None
) -> None:
    openid.now = clock.now
    async with open_house(with_provider) as house:
        browser = Browser(house)
        there = await browser.get("/desk/sign-in/provider")
        answer = openid.authorise(there.headers["Location"])
        page = await browser.get(f"/desk/sign-in/provider/return?{query_of(answer)}")
        assert page.status == 422 and "没有给您开户" in page.text
        assert "xiaobao_desk" not in browser.cookies
        assert house.hotline.accounts.is_empty()


async def test_a_provider_that_is_down_leaves_the_password(
    with_provider: Hotline, openid: OpenId, quick_hashes: None
) -> None:
    openid.described = {"issuer": "https://other.example"}
    async with open_house(with_provider) as house:
        page = await Browser(house).get("/desk/sign-in/provider")
        assert page.status == 422 and "改用密码登录" in page.text and 'name="password"' in page.text


async def test_without_a_provider_there_is_no_such_way(house: House) -> None:
    browser = Browser(house)
    assert "单位账号" not in (await browser.get("/desk/sign-in")).text
    for path in ("/desk/sign-in/provider", "/desk/sign-in/provider/return?code=x&state=y"):
        assert (await browser.get(path, Accept="application/json")).code == "no_provider"
