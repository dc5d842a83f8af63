"""The desk of each of the four hotlines: its own name, skills, ladder and clocks in the browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from bot.hotline import Hotline
from tests.browser.desk.conftest import Browsers
from tests.browser.desk.pages import DeskPage, Shots
from tests.browser.desk.ticket_page import TicketPage
from tests.browser.pages import ChatPage
from tests.running import RunningServer

AtDesk = Callable[[str], DeskPage]
PERSON = ("我叫王小明", "13800138000")


@dataclass(frozen=True)
class House:
    """What one hotline is told, and what its desk must show of it.

    `clocks` are what runs for a fresh ticket; `step` is where the ladder begins, empty without one.
    """

    name: str
    story: str
    institution: str
    skills: tuple[str, ...]
    waits_for: str
    clocks: frozenset[str]
    step: str


HOUSES = {
    "nfra-12378": House(
        name="银行保险消费者投诉维权热线",
        story="我要投诉，工行信用卡乱收年费，扣了我300块，要求把钱退给我",
        institution="工商银行",
        skills=("银行", "保险", "支付", "涉诈止损", "长者专席"),
        waits_for="银行",
        clocks=frozenset({"转送机构"}),
        step="",
    ),
    "pbc-12363": House(
        name="金融消费权益保护咨询投诉热线",
        story="我要投诉，支付宝账户被冻结了，里面八千块钱取不出来，要求给我解冻",
        institution="支付宝",
        skills=("支付", "征信", "涉诈止损", "长者专席"),
        waits_for="支付",
        clocks=frozenset({"转交机构"}),
        step="",
    ),
    "bank-branch": House(
        name="本行客户投诉登记",
        story="我要投诉，城关支行排队两个小时，柜员态度还很差，要求道歉",
        institution="本行 城关支行",
        skills=("柜面服务", "贷款", "理财代销", "涉诈止损", "长者专席"),
        waits_for="柜面服务",
        clocks=frozenset({"升级阶梯", "当日首次联系", "答复客户"}),
        step="网点负责人",
    ),
    "card-centre": House(
        name="信用卡中心客户投诉登记",
        story="我要投诉，信用卡乱收年费，扣了我300块，要求把钱退给我",
        institution="信用卡中心",
        skills=("年费与分期", "盗刷与争议交易", "催收与协商还款", "卡片、积分与权益"),
        waits_for="年费与分期",
        clocks=frozenset({"升级阶梯", "当日首次联系", "答复客户"}),
        step="投诉专员",
    ),
}


@pytest.fixture(scope="module", params=HOUSES)
def profile(request: pytest.FixtureRequest) -> str:
    """One hotline after the other."""
    return cast(str, request.param)


def test_the_desk_of_each_house(
    profile: str,
    browsers: Browsers,
    server: RunningServer,
    at_desk: AtDesk,
    hotline: Hotline,
    shots: Shots,
) -> None:
    house = HOUSES[profile]
    chat = ChatPage(browsers(), f"{server.url}/").open()
    assert chat.text_of("name") == house.name
    for line in (house.story, *PERSON, "转人工"):
        chat.say(line)
    li = at_desk("li").open()
    assert li.text(".head .house") == house.name
    li.wait_for(lambda: li.all("[data-section=waiting] .talk-card"))
    assert house.waits_for in li.text("[data-section=waiting]")
    li.take_next()
    understood = li.text("[data-section=understood]")
    assert house.institution in understood and "小保听懂的" in understood
    assert "名录里没有" not in li.text("#right")
    assert ("consumer", house.story) in li.lines()
    assert set(house.skills) <= set(skills_offered(li))
    shots.take(li, f"house-{profile}")
    has_its_own_clocks(li, house, hotline, shots, profile)
    assert li.complaints() == chat.complaints() == []


def skills_offered(li: DeskPage) -> list[str]:
    """Return the skills to which the open conversation could be passed on."""
    li.ask("transfer")
    options = li.browser.find_elements(By.CSS_SELECTOR, "#ask-transfer select option")
    titles = [option.text.strip() for option in options]
    li.type(Keys.ESCAPE)
    li.wait_for(lambda: not li.all("#ask-transfer[open]"))
    return titles


def has_its_own_clocks(
    li: DeskPage, house: House, hotline: Hotline, shots: Shots, profile: str
) -> None:
    """Register what was told, and look at the ticket: its clocks, its ladder or none."""
    li.ask("register")
    li.confirm("register")
    li.wait_for(lambda: re.search(r"\d{10}", li.text(".facts-head h2")))
    number = re.findall(r"\d{10}", li.text(".facts-head h2"))[0]
    ticket = TicketPage(li, f"/desk/tickets/{number}").open()
    assert set(ticket.clocks()) == house.clocks
    assert ticket.may("climb") == bool(house.step)
    if house.step:
        assert house.step in li.text("main")
    assert hotline.tickets.details(number).ticket.state == "registered"
    shots.take(li, f"house-{profile}-ticket")
