"""Every room of the house, wide and narrow, light and dark: nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from selenium.webdriver.support.ui import Select

from bot.accounts.staff import Staff
from bot.calendar.clock import SHANGHAI
from bot.hotline import Hotline
from tests.browser.desk.conftest import MONDAY, Browsers, Moved
from tests.browser.desk.pages import SIZES, DeskPage, Shots
from tests.browser.pages import ChatPage
from tests.desk.tickets import in_state, register
from tests.running import RunningServer

AtDesk = Callable[[str], DeskPage]
BEGINS = datetime(2026, 11, 9, 10, 0, tzinfo=SHANGHAI)

# Who looks at which room; addresses hold {names} of what `house_at_work` knows.
ROOMS = {
    "li": {
        "ledger": "/desk/tickets",
        "ledger-nothing-found": "/desk/tickets?institution=中国银行",
        "duty": "/desk/duty",
        "ticket-registered": "/desk/tickets/{registered}",
        "ticket-answered": "/desk/tickets/{answered}",
        "my-account": "/desk/account",
        "practice": "/desk/practice",
        "no-such-ticket": "/desk/tickets/2600000000",
        "not-mine": "/desk/accounts",
    },
    "chen": {
        "wall-at-rest": "/desk/wall",
        "replay": "/desk/replay/{talk}",
        "looks": "/desk/looks",
        "drills": "/desk/practice",
    },
    "guan": {
        "accounts": "/desk/accounts",
        "account-new": "/desk/accounts/new",
        "account": "/desk/accounts/{li}",
        "institutions": "/desk/institutions",
        "institution-set-up": "/desk/institutions/icbc",
        "webhook": "/desk/institutions/icbc/webhooks/{webhook}",
    },
    "sun": {
        "office": "/desk/institution?shelf=all",
        "office-nothing": "/desk/institution?shelf=review",
        "office-ticket": "/desk/institution/tickets/{in_progress}",
        "office-report": "/desk/institution/report",
    },
}


@pytest.fixture(scope="module")
def house_at_work(hotline: Hotline, moved: Moved, staff: dict[str, Staff]) -> dict[str, str]:
    """Tickets of two weeks in every state, a look at one, a webhook; it is Monday at the end."""
    late = register(hotline, institution_name="中国平安人寿保险股份有限公司北京分公司")
    in_state(hotline, "forwarded", branch="昌平支行", elderly=True, emotion="furious")
    moved.move(timedelta(days=8))
    known = {state: in_state(hotline, state) for state in ("registered", "in_progress", "answered")}
    in_state(hotline, "closed")
    hotline.tickets.urge(known["in_progress"], "consumer")
    hotline.tickets.ask_extension(known["in_progress"], "要调底单", "institution:icbc")
    moved.set(MONDAY)
    hotline.accounts.looked(staff["li"], late, ["name", "phone"], "给消费者回电")
    webhook = hotline.institutions.webhooks.make(
        "icbc", "https://complaints.icbc.example/xiaobao", (), staff["guan"].id
    )
    return {**known, "li": staff["li"].id, "webhook": str(webhook.webhook.id)}


def test_every_room(
    house_at_work: dict[str, str], chat: ChatPage, at_desk: AtDesk, shots: Shots
) -> None:
    chat.say("我要投诉，工行信用卡乱收年费，扣了我300块，要求把钱退给我")
    chat.say("我要找人工")
    known = {**house_at_work, "talk": open_talk(at_desk("wang").open())}
    for login, rooms in ROOMS.items():
        page = at_desk(login)
        for name, path in rooms.items():
            page.open(path.format(**known))
            assert page.text("h1"), name
            shots.take(page, f"room-{name}")
        # What was refused on purpose is complained of as a page that could not be had.
        assert [wrong for wrong in page.complaints() if "a status of 40" not in wrong] == []


def test_a_practice(at_desk: AtDesk, shots: Shots) -> None:
    li, chen = at_desk("li").open(), at_desk("chen").open("/desk/practice")
    chen.wait_for(lambda: "李晓" in chen.open("/desk/practice").text("#trainee"))
    Select(chen.all("#trainee")[0]).select_by_visible_text("坐席02 李晓")
    chen.press("[aria-label^='开始：工行信用卡年费争议']")
    chen.wait_for(lambda: "等对方开始" in chen.text("main"))
    shots.take(li.open("/desk/practice"), "practice-offered")
    li.press(".offer .primary")
    li.wait_for(lambda: li.lines())
    assert "同事主动接手" in li.text("#talk-head")  # no code of the program is left standing
    shots.take(li, "practice-at-the-desk")
    chen.wait_for(lambda: "还没有人说话" not in chen.text("[data-section=talk]"))
    assert "退款" in chen.text("[data-section=facts]")
    shots.take(chen, "practice-live")
    chen.press("[data-section=state] button")
    chen.wait_for(lambda: chen.text("h1") == "演练结果" and chen.all("[aria-label=得分]"))
    shots.take(chen, "practice-report")
    assert li.complaints() == chen.complaints() == []


def open_talk(wang: DeskPage) -> str:
    """Take the next who waits and return which conversation that is."""
    wang.take_next()
    return wang.read(lambda: str(wang.all("[data-open]")[0].get_attribute("data-open")))


def test_the_door(browsers: Browsers, server: RunningServer, staff: object, shots: Shots) -> None:
    page = DeskPage(browsers(), server.url)
    page.size(*SIZES["desktop"])
    page.open("/desk/tickets")
    assert page.browser.current_url.endswith("/desk/sign-in?next=%2Fdesk%2Ftickets")
    page.browser.find_element("id", "login").send_keys("li")
    page.browser.find_element("id", "password").send_keys("错的密码")
    page.press("form .primary")
    page.wait_for(lambda: page.text("#wrong"))
    shots.take(page, "room-sign-in")
