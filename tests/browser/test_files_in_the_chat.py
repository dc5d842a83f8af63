"""Handing in pictures and documents from the chat, as a consumer sees it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.line import Line
from tests.browser.pages import ChatPage
from tests.evidence import files
from tests.running import RunningServer

DESKTOP, PHONE = (1280, 900), (390, 844)
SIZES = {"desktop": DESKTOP, "phone": PHONE}
STORY = "我要投诉工商银行，信用卡没开通也扣了我300元年费"
NAME = "王建国的账单"  # no name of a file leaves the device
REFUSED = "这种文件收不了"
FILES = """
return [...document.querySelectorAll('#messages > li.file')].map((li) => [
  li.querySelector('.file-label').textContent, li.dataset.state,
  li.querySelector('canvas') ? 'picture' : '', li.querySelector('.delivery-text').textContent])
"""
# Chromium itself says so when a request is refused or does not get through.
EXPECTED = ("/files", "ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "WebSocket", "/messages")

Hands = Callable[..., None]


@pytest.fixture
def page(browser: webdriver.Chrome, server: RunningServer) -> Iterator[ChatPage]:
    page = ChatPage(browser, f"{server.url}/").open()
    yield page
    unexpected = [c for c in page.complaints() if not any(e in c for e in EXPECTED)]
    assert unexpected == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files as people have them."""
    noise = Image.frombytes("RGB", (700, 500), os.urandom(700 * 500 * 3))
    noise.save(tmp_path / f"{NAME}-2.png")
    Image.new("RGB", (600, 900), "#c7553a").save(tmp_path / f"{NAME}.png")
    (tmp_path / f"{NAME}.pdf").write_bytes(files.pdf())
    (tmp_path / "notes.png").write_text("这不是图片", encoding="utf-8")
    (tmp_path / "large.pdf").write_bytes(b"%PDF-1.4\n" + b"\0" * 10 * 1024 * 1024)
    return tmp_path


@pytest.fixture
def hand_in(page: ChatPage, folder: Path) -> Hands:
    def pick(*names: str) -> None:
        chooser = page.browser.find_element(By.ID, "file")
        chooser.send_keys("\n".join(str(folder / name) for name in names))

    return pick


def shown(page: ChatPage) -> list[tuple[str, str, str, str]]:
    """Return label, state, picture and word of all files in the log."""
    found: list[list[str]] = page.browser.execute_script(FILES)
    return [(label, state, picture, word) for label, state, picture, word in found]


def labels(page: ChatPage) -> list[str]:
    return [label for label, state, *_ in shown(page) if state == "delivered"]


def fits(page: ChatPage) -> bool:
    script = "return document.documentElement.scrollWidth <= window.innerWidth"
    return bool(page.browser.execute_script(script))


def scheme(page: ChatPage, name: str) -> None:
    feature = {"name": "prefers-color-scheme", "value": name}
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})


@pytest.mark.parametrize("size", SIZES)
def test_several_files_one_after_the_other(page: ChatPage, hand_in: Hands, size: str) -> None:
    page.size(*SIZES[size])
    page.say(STORY)
    hand_in(f"{NAME}.png", f"{NAME}.pdf", "notes.png")
    page.wait_for(lambda: page.browser.find_elements(By.CSS_SELECTOR, "li[data-state=refused]"))
    good, paper, bad = shown(page)
    assert good[:3] == ("图片 1", "delivered", "picture")
    assert paper[:3] == ("PDF 2", "delivered", "")
    assert bad[:2] == ("图片", "refused") and REFUSED in bad[3]
    assert NAME not in page.browser.page_source
    assert fits(page)
    for name in ("light", "dark"):
        scheme(page, name)
        page.shoot(f"{size}-21-files-{name}")
    page.browser.find_element(By.CSS_SELECTOR, "li[data-state=refused] .link").click()
    page.wait_for(lambda: len(shown(page)) == 2)
    before = page.messages()
    page.browser.refresh()
    page.wait_for(lambda: page.messages() == before)
    assert [one[:3] for one in shown(page)] == [
        ("图片 1", "delivered", ""),
        ("PDF 2", "delivered", ""),
    ]
    page.say("年费是上个月扣的")
    assert page.messages()[: len(before)] == before  # words said later stand below


def test_the_same_file_again_is_said_to_be_there(page: ChatPage, hand_in: Hands) -> None:
    hand_in(f"{NAME}.png")
    page.wait_for(lambda: labels(page) == ["图片 1"])
    assert page.text_of("alert") == ""
    hand_in(f"{NAME}.png")
    page.wait_for(lambda: "已经收到过" in page.text_of("alert"))
    assert "图片 1" in page.text_of("alert") and [one[0] for one in shown(page)] == ["图片 1"]


def test_what_is_too_large_stays_here(page: ChatPage, hand_in: Hands) -> None:
    hand_in("large.pdf", f"{NAME}.pdf")
    page.wait_for(lambda: labels(page) == ["PDF 1"])
    assert "最大 10 兆" in page.text_of("alert")
    assert [one[0] for one in shown(page)] == ["PDF 1"]
    assert page.complaints() == []  # the server was not even asked


def test_a_long_way_shows_how_much_has_gone(page: ChatPage, hand_in: Hands) -> None:
    page.size(*PHONE)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1}
    page.browser.execute_cdp_cmd("Network.enable", {})
    page.browser.execute_cdp_cmd(
        "Network.emulateNetworkConditions", {**slow, "uploadThroughput": 300_000}
    )
    hand_in(f"{NAME}-2.png")
    script = "return document.querySelector('.file progress')?.value ?? 0"
    page.wait_for(lambda: 0.1 < page.browser.execute_script(script) < 1)
    page.shoot("phone-22-under-way")
    assert page.browser.find_element(By.CSS_SELECTOR, ".file progress").get_attribute("aria-label")
    page.browser.execute_cdp_cmd(
        "Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1}
    )
    page.wait_for(lambda: labels(page) == ["图片 1"])
    assert not page.browser.find_elements(By.CSS_SELECTOR, ".file progress")


def test_what_did_not_get_through_is_sent_again(
    page: ChatPage, hand_in: Hands, server: RunningServer
) -> None:
    with Line(server.port) as line:
        page.url = f"http://127.0.0.1:{line.port}/"
        page.open()
        line.cut()
        hand_in(f"{NAME}.png")
        page.wait_for(lambda: [one[1] for one in shown(page)] == ["undelivered"])
        line.mend()
        page.browser.find_element(By.CSS_SELECTOR, "li.file .link").click()
        page.wait_for(lambda: labels(page) == ["图片 1"])
        assert len(shown(page)) == 1


def test_by_keyboard_in_traditional_script(page: ChatPage, hand_in: Hands) -> None:
    page.size(*PHONE)
    page.press_tool("language")
    page.press_tool("large-type")
    button = page.browser.find_element(By.ID, "attach")
    assert button.text == "傳資料" and button.get_attribute("type") == "button"
    page.browser.execute_script(
        "document.getElementById('file').click = () => { document.title = 'opened' }"
    )
    button.send_keys(Keys.ENTER)
    assert page.browser.title == "opened"
    hand_in("notes.png", f"{NAME}.png")
    page.wait_for(lambda: labels(page) == ["圖片 1"])
    page.shoot("phone-23-files-traditional-large")
    assert fits(page)
    # What was chosen is forgotten, and the keyboard is where it was.
    chosen = "return [document.getElementById('file').value, document.activeElement.id]"
    assert page.browser.execute_script(chosen) == ["", "attach"]


def test_another_page_of_the_same_talk_hears_of_it(page: ChatPage, hand_in: Hands) -> None:
    page.browser.switch_to.new_window("tab")
    other = page.browser.current_window_handle
    page.open()
    first = next(handle for handle in page.browser.window_handles if handle != other)
    page.browser.switch_to.window(first)
    hand_in(f"{NAME}.pdf")
    page.wait_for(lambda: labels(page) == ["PDF 1"])
    page.browser.switch_to.window(other)
    page.wait_for(lambda: labels(page) == ["PDF 1"])
    assert page.complaints() == []
