"""The web chat in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.line import Line
from tests.browser.pages import ChatPage
from tests.running import RunningServer

DESKTOP, PHONE = (1280, 900), (390, 844)
SIZES = {"desktop": DESKTOP, "phone": PHONE}


@pytest.fixture
def page(browser: webdriver.Chrome, server: RunningServer) -> Iterator[ChatPage]:
    page = ChatPage(browser, f"{server.url}/").open()
    yield page
    assert page.complaints() == []


@pytest.mark.parametrize("size", SIZES)
def test_from_the_first_word_to_a_ticket(page: ChatPage, size: str) -> None:
    page.size(*SIZES[size])
    page.shoot(f"{size}-1-opening")
    page.say("我要投诉，工行信用卡乱收年费，扣了我300块，要求把钱退给我")
    assert "15天" in page.say("你们处理投诉一般要多少天？")
    page.say("不是工行，是农行")
    page.shoot(f"{size}-2-corrected")
    before = page.messages()
    page.browser.refresh()
    page.wait_for(lambda: page.messages() == before)
    page.say("我叫王小明")
    summary = page.say(f"138001380{SIZES[size][0] % 100}")
    assert "农业银行" in summary and "工商银行" not in summary
    page.shoot(f"{size}-3-summary")
    page.press("对，没错")
    ticket = page.press("直接登记转办")
    assert re.search(r"单号 \d{10}", ticket)
    page.shoot(f"{size}-4-ticket")
    assert page.browser.execute_script(
        "return document.documentElement.scrollWidth <= window.innerWidth"
    )


@pytest.mark.parametrize("size", SIZES)
def test_which_ping_an(page: ChatPage, size: str) -> None:
    page.size(*SIZES[size])
    assert "哪一家" in page.say("平安的电话是多少")
    titles = [button.text for button in page.choices()]
    assert {"平安银行", "平安人寿", "平安产险"} <= set(titles)
    page.shoot(f"{size}-5-which")
    assert "95511" in page.press("平安银行")
    assert not page.choices()  # a choice is made once


def test_numbers_can_be_dialled(page: ChatPage) -> None:
    page.say("平安银行的电话是多少")
    links = page.browser.find_elements(By.CSS_SELECTOR, "#messages a[href^='tel:']")
    assert "tel:95511" in [link.get_attribute("href") for link in links]


def test_traditional_and_large(page: ChatPage) -> None:
    page.size(*PHONE)
    page.press_tool("language")
    assert page.text_of("person") == "轉人工"
    assert page.browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "zh-Hant"
    assert page.text_of("name") == "銀行保險消費者投訴維權熱線"
    size = page.browser.execute_script(
        "return parseFloat(getComputedStyle(document.querySelector('.bubble')).fontSize)"
    )
    page.press_tool("large-type")
    larger = page.browser.execute_script(
        "return parseFloat(getComputedStyle(document.querySelector('.bubble')).fontSize)"
    )
    assert larger >= size * 1.2
    assert re.search("[這個麼說]", page.say("我要投訴工商銀行亂收年費"))
    page.shoot("phone-6-traditional-large")
    page.browser.refresh()
    page.wait_for(lambda: page.messages())
    assert page.text_of("person") == "轉人工"


def test_nothing_is_lost_or_doubled_without_network(
    browser: webdriver.Chrome, server: RunningServer
) -> None:
    with Line(server.port) as line:
        page = ChatPage(browser, f"http://127.0.0.1:{line.port}/").open()
        page.say("我要投诉工行")
        line.cut()
        page.go_offline()
        page.type("他乱收年费，扣了我300块", Keys.ENTER)
        page.type("要求退钱", Keys.ENTER)
        page.wait_for(lambda: "断开" in page.text_of("banner"))
        assert page.said_by("consumer") == ["我要投诉工行", "他乱收年费，扣了我300块", "要求退钱"]
        page.shoot("desktop-7-offline")
        line.mend()
        page.go_offline(False)
        page.wait_for(lambda: page.text_of("banner") == "" and page.is_quiet())
        assert page.said_by("consumer") == ["我要投诉工行", "他乱收年费，扣了我300块", "要求退钱"]
        shown = page.messages()
        assert shown[-1][0] == "bot"
        browser.refresh()
        page.wait_for(lambda: page.messages() == shown)
        assert not [words for words in page.complaints() if "ERR_" not in words]


def test_an_answer_that_was_lost_on_its_way_is_fetched(
    browser: webdriver.Chrome, server: RunningServer
) -> None:
    with Line(server.port) as line:
        page = ChatPage(browser, f"http://127.0.0.1:{line.port}/").open()
        line.deafen()  # what is sent arrives, what is answered does not
        page.type("我要投诉工行", Keys.ENTER)
        line.wait_for_traffic()
        line.cut()
        line.mend()
        page.wait_for(lambda: len(page.said_by("bot")) > 3 and page.is_quiet())
        assert page.said_by("consumer") == ["我要投诉工行"]
        shown = page.messages()
        browser.refresh()
        page.wait_for(lambda: page.messages() == shown)


def test_typing_markup_shows_markup(page: ChatPage) -> None:
    page.say("<img src=x onerror=alert(1)><b>工行</b>")
    assert "<b>工行</b>" in page.said_by("consumer")[-1]
    assert not page.browser.find_elements(By.CSS_SELECTOR, "#messages img, #messages b")


def test_it_can_be_used_by_keyboard_alone(page: ChatPage) -> None:
    page.say("我要投诉平安")
    page.choice("平安银行").send_keys("\n")
    page.wait_for(lambda: page.said_by("consumer")[-1] == "平安银行")
    page.wait_for(page.is_quiet)
    assert page.said_by("consumer") == ["我要投诉平安", "平安银行"]


def test_beginning_anew(page: ChatPage) -> None:
    page.say("我要投诉工行")
    page.press_tool("menu")
    page.press_tool("restart")
    page.browser.find_element(By.CSS_SELECTOR, "#confirm button[value=yes]").click()
    page.wait_for(lambda: page.said_by("bot") and not page.said_by("consumer"))
    page.say("我要投诉建行")
    assert page.said_by("consumer") == ["我要投诉建行"]
