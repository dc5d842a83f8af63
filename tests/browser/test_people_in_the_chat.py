"""Waiting for a person, talking with one, and saying how it was, as a consumer sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests import desk_door
from tests.browser.line import Line
from tests.browser.pages import ChatPage
from tests.desk_door import DeskDoor
from tests.running import RunningServer, in_service_hours, running_server

DESKTOP, PHONE = (1280, 900), (390, 844)
SIZES = {"desktop": DESKTOP, "phone": PHONE}
STORY = "我要投诉工商银行，信用卡没开通也扣了我300元年费"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The hotline in service hours, with a door for people at the desk."""
    var: Path = tmp_path_factory.mktemp("staffed")
    with running_server(var, "", desk_door.command(), **in_service_hours(var)) as running:
        yield running


@pytest.fixture
def page(browser: webdriver.Chrome, server: RunningServer) -> Iterator[ChatPage]:
    page = ChatPage(browser, f"{server.url}/").open()
    yield page
    assert page.complaints() == []


@pytest.fixture
def li(server: RunningServer) -> Iterator[DeskDoor]:
    li = DeskDoor(server).arrive()
    yield li
    li.act("go")


def conversation_of(page: ChatPage) -> str:
    script = "return JSON.parse(localStorage.getItem('xiaobao.conversation')).id"
    return str(page.browser.execute_script(script))


def comes(li: DeskDoor, page: ChatPage) -> str:
    conversation = conversation_of(page)
    li.act("take_over", conversation_id=conversation)
    page.wait_for(lambda: page.text_of("status") in ("人工客服接待中", "真人客服為您服務中"))
    return conversation


def is_shown(page: ChatPage, element_id: str) -> bool:
    return page.browser.find_element(By.ID, element_id).is_displayed()


def fits(page: ChatPage) -> bool:
    script = "return document.documentElement.scrollWidth <= window.innerWidth"
    return bool(page.browser.execute_script(script))


def labels_missing(page: ChatPage) -> list[str]:
    """Return the controls on the page that a screen reader could not name."""
    found: list[str] = page.browser.execute_script(
        "return [...document.querySelectorAll('button, input, textarea, section[aria-label]')]"
        ".filter((e) => e.checkVisibility())"
        ".filter((e) => !(e.textContent.trim() || e.getAttribute('aria-label') ||"
        " (e.labels && [...e.labels].some((l) => l.textContent.trim()))))"
        ".map((e) => e.outerHTML)"
    )
    return found


@pytest.mark.parametrize("size", SIZES)
def test_waiting_talking_and_rating(page: ChatPage, li: DeskDoor, size: str) -> None:
    page.size(*SIZES[size])
    page.say(STORY)
    page.say("转人工")
    page.wait_for(lambda: is_shown(page, "queue"))
    assert "第 1 位" in page.text_of("queue-text")
    assert page.text_of("leave-queue") == "不等了" and page.text_of("go-on") == "先跟小保说着"
    assert fits(page) and labels_missing(page) == []
    page.shoot(f"{size}-11-waiting")
    conversation = comes(li, page)
    assert not is_shown(page, "queue")
    li.act("typing", conversation_id=conversation)
    page.wait_for(lambda: "正在输入" in page.text_of("typing"))
    li.act("say", conversation_id=conversation, text="您好，我是07号，年费是哪天扣的？", key="k1")
    page.wait_for(lambda: page.said_by("person"))
    assert page.text_of("typing") == ""
    page.type("上个月5号", Keys.ENTER)
    page.wait_for(page.is_quiet)
    senders = [s.text for s in page.browser.find_elements(By.CSS_SELECTOR, ".person .sender")]
    assert senders == ["坐席07"]
    page.shoot(f"{size}-12-a-person")
    li.act("finish", conversation_id=conversation, outcome="answered")
    page.wait_for(lambda: is_shown(page, "rating"))
    assert not is_shown(page, "rating-more")
    page.shoot(f"{size}-13-rating")
    page.browser.find_element(By.CSS_SELECTOR, "#scores input[value='5']").click()
    page.wait_for(lambda: is_shown(page, "rating-more"))
    page.browser.find_element(By.CSS_SELECTOR, "#recommendations input[value='9']").click()
    page.browser.find_element(By.ID, "rating-words").send_keys("很耐心")
    assert fits(page) and labels_missing(page) == []
    page.shoot(f"{size}-14-rating-more")
    page.press_tool("rating-send")
    page.wait_for(lambda: "谢谢" in page.text_of("rating-thanks"))
    assert not is_shown(page, "rating")
    page.browser.refresh()
    page.wait_for(lambda: page.said_by("person"))
    assert not is_shown(page, "rating")


def test_large_traditional_and_by_keyboard(page: ChatPage, li: DeskDoor) -> None:
    page.size(*PHONE)
    page.press_tool("language")
    page.press_tool("large-type")
    page.say("轉人工")
    page.wait_for(lambda: is_shown(page, "queue"))
    assert "排隊第" in page.text_of("queue-text") and page.text_of("go-on") == "先跟小保說著"
    assert fits(page)
    page.shoot("phone-15-waiting-traditional-large")
    page.browser.find_element(By.ID, "go-on").send_keys(Keys.ENTER)
    page.wait_for(lambda: "位置" in page.said_by("bot")[-1])
    assert not is_shown(page, "go-on") and is_shown(page, "leave-queue")
    conversation = comes(li, page)
    li.act("finish", conversation_id=conversation, outcome="answered")
    page.wait_for(lambda: is_shown(page, "rating"))
    assert "真人服務" in page.text_of("rating-title")
    score = page.browser.find_element(By.CSS_SELECTOR, "#scores input[value='1']")
    assert score.get_attribute("aria-label") == "1，很不滿意"
    score.send_keys(Keys.SPACE)
    score.send_keys(Keys.ARROW_RIGHT)
    page.wait_for(lambda: is_shown(page, "rating-more"))
    assert fits(page)
    page.shoot("phone-16-rating-traditional-large")
    page.browser.find_element(By.ID, "rating-words").send_keys(Keys.TAB, Keys.TAB, Keys.ENTER)
    page.wait_for(lambda: "謝謝" in page.text_of("rating-thanks"))


def test_leaving_the_queue(page: ChatPage) -> None:
    page.say("转人工")
    page.wait_for(lambda: is_shown(page, "queue"))
    page.press_tool("leave-queue")
    page.wait_for(lambda: not is_shown(page, "queue"))
    page.wait_for(lambda: page.said_by("bot")[-1].startswith(("好，不等人工", "行，那就不排")))
    assert is_shown(page, "person")


def test_whoever_does_not_want_to_rate_is_left_alone(page: ChatPage, li: DeskDoor) -> None:
    conversation = comes(li, page)
    li.act("hand_back", conversation_id=conversation)
    page.wait_for(lambda: is_shown(page, "rating"))
    page.press_tool("rating-skip")
    assert not is_shown(page, "rating")
    page.say("还有一件事想问，投诉要多久")
    assert not is_shown(page, "rating")


def test_everything_works_without_the_socket(
    browser: webdriver.Chrome, server: RunningServer, li: DeskDoor
) -> None:
    """Some networks let no WebSocket through: the page asks again and again instead."""
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["ws://*"]})
    browser.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument",
        {
            "source": "window.WebSocket = class { constructor() { this.close = () => {};"
            " setTimeout(() => this.onclose?.(), 1); } send() {} };"
        },
    )
    page = ChatPage(browser, f"{server.url}/").open()
    page.say("转人工")
    page.wait_for(lambda: is_shown(page, "queue"))
    page.press_tool("go-on")
    page.wait_for(lambda: "位置" in page.said_by("bot")[-1])
    conversation = comes(li, page)
    li.act("say", conversation_id=conversation, text="您好", key="k")
    page.wait_for(lambda: page.said_by("person") == ["您好"])
    li.act("finish", conversation_id=conversation, outcome="answered")
    page.wait_for(lambda: is_shown(page, "rating"))
    browser.find_element(By.CSS_SELECTOR, "#scores input[value='4']").click()
    page.press_tool("rating-send")
    page.wait_for(lambda: "谢谢" in page.text_of("rating-thanks"))
    assert page.said_by("person") == ["您好"]


def test_a_person_speaks_while_the_network_is_away(
    browser: webdriver.Chrome, server: RunningServer, li: DeskDoor
) -> None:
    with Line(server.port) as line:
        page = ChatPage(browser, f"http://127.0.0.1:{line.port}/").open()
        conversation = comes(li, page)
        line.cut()
        page.go_offline()
        for number in range(3):
            words = f"第{number}句"
            li.act("say", conversation_id=conversation, text=words, key=words)
        page.type("我这边断了", Keys.ENTER)
        line.mend()
        page.go_offline(False)
        page.wait_for(lambda: page.said_by("person") == ["第0句", "第1句", "第2句"])
        page.wait_for(page.is_quiet)
        assert page.said_by("consumer") == ["我这边断了"]
        shown = page.messages()
        browser.refresh()
        page.wait_for(lambda: page.messages() == shown)
