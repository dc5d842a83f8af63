"""A consumer asks for a person; everything that can happen then, in real browsers at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from bot.hotline import Hotline
from tests.browser.desk.conftest import Moved
from tests.browser.desk.pages import DeskPage, Shots
from tests.browser.pages import ChatPage
from tests.waiting import callbacks

AtDesk = Callable[[str], DeskPage]
STORY = "我要投诉，工行信用卡乱收年费，扣了我300块，气死我了，要求把钱退给我"


@pytest.fixture(autouse=True)
def nobody_waits(hotline: Hotline) -> None:
    """What an earlier test has left in the queue is nobody's matter here."""
    handoffs = hotline.handoffs
    for view in (*handoffs.queue(), *callbacks(handoffs)):
        handoffs.leave(view.conversation_id)
    for agent in handoffs.agents():
        handoffs.go(agent.id)
        for conversation in agent.conversations:
            handoffs.leave(conversation)


def told(chat: ChatPage) -> ChatPage:
    """Let a consumer tell everything, and ask for a person."""
    chat.say(STORY)
    chat.say("我叫王小明")
    chat.say("13800138000")
    chat.say("我要找人工")
    return chat


def test_from_the_queue_to_the_rating(
    chat: ChatPage, at_desk: AtDesk, hotline: Hotline, moved: Moved, shots: Shots
) -> None:
    li, wang = at_desk("li").open(), at_desk("wang").open()
    shots.take(li, "1-empty")
    told(chat)
    chat.wait_for(lambda: "第 1 位" in chat.text_of("queue-text"))
    li.wait_for(lambda: li.all("[data-section=waiting] .talk-card"))
    shots.take(li, "2-waiting")

    li.take_next()
    li.say("您好，前面说的我都看到了。")
    chat.wait_for(lambda: "您好，前面说的我都看到了。" in chat.said_by("person"))
    chat.type("谢谢，请快一点", Keys.ENTER)
    li.wait_for(lambda: ("consumer", "谢谢，请快一点") in li.lines())
    assert "小保" not in "".join(chat.said_by("bot")[-1:])

    li.die()
    moved.move(timedelta(seconds=31))
    chat.wait_for(lambda: chat.text_of("queue-text"))
    wang.take_next()
    assert ("consumer", "谢谢，请快一点") in wang.lines()
    wang.say("同事那边断线了，我接着办。")
    chat.wait_for(lambda: "同事那边断线了，我接着办。" in chat.said_by("person"))
    shots.take(wang, "3-talking")

    wang.ask("register")
    shots.take(wang, "4-registering")
    wang.confirm("register")
    wang.wait_for(lambda: re.search(r"\d{10}", wang.text(".facts-head h2")))
    number = re.findall(r"\d{10}", wang.text(".facts-head h2"))[0]
    chat.wait_for(lambda: number in chat.browser.find_element(By.ID, "messages").text)
    assert hotline.tickets.details(number).phone == "13800138000"

    wang.ask("return")
    wang.type("已登记，等消费者补卡号")
    wang.confirm("return")
    chat.wait_for(lambda: chat.text_of("status").startswith("AI"))
    assert chat.answer_to(lambda: chat.type("你们几点上班", Keys.ENTER))

    chat.wait_for(lambda: chat.browser.find_elements(By.CSS_SELECTOR, "#rating:not([hidden])"))
    (chat.browser.find_element(By.CSS_SELECTOR, "#rating input[name=score][value='5']")).click()
    chat.browser.find_element(By.CSS_SELECTOR, "#rating button[type=submit]").click()
    conversation = hotline.tickets.details(number).conversation_id
    chat.wait_for(lambda: [r.score for r in hotline.handoffs.ratings(conversation)] == [5])
    assert wang.complaints() == []


def test_with_the_keyboard_alone(chat: ChatPage, at_desk: AtDesk, hotline: Hotline) -> None:
    told(chat)
    li = at_desk("li").open()
    li.wait_for(lambda: li.all("#next:enabled"))
    li.type(Keys.F2)
    li.wait_for(lambda: li.lines() and li.focused() == "words")
    li.type("我来办", Keys.ENTER)
    li.type("他很急", Keys.CONTROL, Keys.ENTER)
    li.wait_for(lambda: {("person", "我来办"), ("whisper", "他很急")} <= set(li.lines()))
    li.type("/")
    li.wait_for(lambda: li.focused() == "phrases-search")
    li.type("复述", Keys.ENTER)
    li.wait_for(lambda: "复述" in li.browser.find_element(By.ID, "words").get_attribute("value"))
    li.type(Keys.ENTER)
    li.wait_for(lambda: any("复述" in text for _, text in li.lines()))
    li.type(Keys.F8)
    li.wait_for(lambda: li.focused() == "确认登记")
    li.type(Keys.ENTER)
    li.wait_for(lambda: "已登记" in li.text(".facts-head"))
    li.type(Keys.F9)
    li.wait_for(lambda: li.all("#ask-finish[open]"))
    li.type(Keys.TAB, Keys.TAB, Keys.ENTER)
    li.wait_for(lambda: "手里没有对话" in li.text("[data-section=mine]"))
    li.browser.find_element(By.TAG_NAME, "body").send_keys("?")
    li.wait_for(lambda: li.all("#shortcuts[open]"))
    li.type(Keys.ESCAPE)
    li.wait_for(lambda: not li.all("#shortcuts[open]"))
    li.type("g", "t")
    li.wait_for(lambda: li.browser.current_url.endswith("/desk/tickets"))
    assert li.complaints() == []


def test_a_supervisor_listens_whispers_and_takes_over(
    chat: ChatPage, at_desk: AtDesk, shots: Shots
) -> None:
    told(chat)
    li, chen = at_desk("li").open(), at_desk("chen").open()
    li.take_next()
    chen.wait_for(lambda: chen.all("[data-section=others] .talk-card"))
    chen.press("[data-section=others] .talk-card")
    chen.wait_for(lambda: "在接待" in chen.text("#talk-head h2"))
    li.say("您先别急")
    chen.wait_for(lambda: ("person", "您先别急") in chen.lines())
    chen.browser.find_element(By.ID, "words").send_keys("先问人安不安全", Keys.ENTER)
    li.wait_for(lambda: ("whisper", "先问人安不安全") in li.lines())
    assert "先问人安不安全" not in chat.browser.find_element(By.ID, "messages").text
    shots.take(chen, "5-listening")
    chen.ask("take-over")
    chen.confirm("take-over")
    chen.wait_for(lambda: chen.text("#talk-head h2") == "您在接待")
    li.wait_for(lambda: "现在由同事接待" in li.text("#talk-head h2"))
    chen.say("我是班长，我来办")
    chat.wait_for(lambda: "我是班长，我来办" in chat.said_by("person"))
    assert not li.browser.find_element(By.ID, "words").is_enabled()
    shots.take(chen.open("/desk/wall"), "6-wall")


def test_a_line_that_breaks_loses_nothing(chat: ChatPage, at_desk: AtDesk) -> None:
    told(chat)
    li = at_desk("li").open()
    li.take_next()
    li.browser.execute_cdp_cmd("Network.enable", {})
    away = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    li.browser.execute_cdp_cmd("Network.emulateNetworkConditions", away)
    li.browser.execute_script("dispatchEvent(new Event('offline'))")
    li.browser.find_element(By.ID, "words").send_keys("断线时写的", Keys.ENTER)
    assert ("person", "断线时写的") not in li.lines()
    li.browser.execute_cdp_cmd("Network.emulateNetworkConditions", {**away, "offline": False})
    li.wait_for(lambda: ("person", "断线时写的") in li.lines())
    chat.wait_for(lambda: chat.said_by("person").count("断线时写的") == 1)
    li.browser.refresh()
    li.wait_for(lambda: ("person", "断线时写的") in li.lines())
    assert li.text("#talk-head h2") == "您在接待"


def test_large_type_and_the_theme_are_kept(at_desk: AtDesk, shots: Shots) -> None:
    li = at_desk("li").open()
    script = "return [getComputedStyle(document.documentElement).fontSize, " + (
        "getComputedStyle(document.body).backgroundColor]"
    )
    before = li.browser.execute_script(script)
    li.press(".self summary")
    li.press("[data-look=large]")
    li.press("[data-look=theme-dark]")
    after = li.browser.execute_script(script)
    assert float(after[0][:-2]) > float(before[0][:-2]) * 1.25 and after[1] != before[1]
    li.open("/desk/tickets")
    assert li.browser.execute_script(script) == after
    assert li.fits()
    shots.take(li.open(), "7-large")
