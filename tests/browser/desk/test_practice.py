"""A drill in two browsers: a supervisor offers it, an agent plays it, both read how it went."""

from __future__ import annotations

from collections.abc import Callable

from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from bot.accounts.staff import Staff
from tests.browser.desk.pages import DeskPage, Shots

DRILL = "card_fee_corrected"
FIRST = "工行信用卡扣了我三百六年费"


def said_by_consumer(page: DeskPage) -> list[str]:
    return [text for kind, text in page.lines() if kind == "consumer"]


def ask(page: DeskPage, text: str) -> str:
    """Say something and wait for what the script says next."""
    before = len(said_by_consumer(page))
    page.say(text)
    page.wait_for(lambda: len(said_by_consumer(page)) > before)
    return said_by_consumer(page)[-1]


def test_a_drill(at_desk: Callable[[str], DeskPage], staff: dict[str, Staff], shots: Shots) -> None:
    li, chen = at_desk("li").open(), at_desk("chen").open()
    chen.open("/desk/practice")
    shots.take(chen, "practice-1-book")
    Select(chen.browser.find_element(By.ID, "trainee")).select_by_value(staff["li"].id)
    chen.press(f"button[name=drill][value={DRILL}]")
    chen.wait_for(lambda: "等对方开始" in chen.text("[data-section=state]"))
    li.wait_for(lambda: "演练" in li.text("[data-section=practice]"))
    shots.take(li, "practice-2-offered")
    li.press("[data-focus=practice-accept]")
    li.wait_for(lambda: said_by_consumer(li))
    assert said_by_consumer(li)[0].startswith(FIRST)
    li.wait_for(lambda: li.text("[data-section=practice]") == "")
    assert "多久" in ask(li, "这事换谁都急，我来记。")
    assert "农行" in ask(li, "一般15天内答复您。")
    assert ask(li, "怎么称呼您？") == "王建国"
    chen.wait_for(lambda: "王建国" in chen.text("[data-section=talk]"))
    shots.take(chen, "practice-3-live")
    shots.take(li, "practice-4-playing")
    chen.press("[data-section=state] button")
    chen.wait_for(lambda: "演练结果" in chen.text("h1"))
    shots.take(chen, "practice-5-report")
    li.open("/desk/practice")
    li.wait_for(lambda: "提前结束" in li.text("table"))
    assert not chen.complaints() and not li.complaints()
