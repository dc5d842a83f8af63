"""The widget on the page of another site."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.pages import ChatPage
from tests.running import RunningServer, running_server

SITE = """<!doctype html><html lang="zh"><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'self'; script-src {hotline}; style-src {hotline}; frame-src {hotline}">
<title>某银行</title><h1>某银行</h1><p>欢迎光临。</p>
<script src="{hotline}/widget.js" data-title="投诉与咨询" async></script></html>"""


class Widget(ChatPage):
    """The widget seen through the developer tools: its tree is closed to the site's scripts."""

    def open(self) -> Widget:
        """Load the site's page."""
        self.browser.get(self.url)
        return self

    def wait_for_launcher(self) -> None:
        """Wait until the widget has its looks, and shows itself."""
        shown = "[data-xiaobao-widget]:not([hidden])"
        self.wait_for(lambda: self.browser.find_elements(By.CSS_SELECTOR, shown))

    def keys(self, *names: str) -> None:
        """Press keys, wherever the focus is."""
        for name in names:
            ActionChains(self.browser).send_keys(getattr(Keys, name.upper())).perform()

    def write(self, text: str) -> None:
        """Write into the chat's input, which has the focus, and send."""
        ActionChains(self.browser).send_keys(text, Keys.ENTER).perform()

    def words(self) -> str:
        """Return all text on the page, within frames and closed trees too."""
        tree = self.browser.execute_cdp_cmd("DOM.getDocument", {"depth": -1, "pierce": True})
        return "".join(texts_of(tree["root"]))


def texts_of(node: dict[str, Any]) -> Iterator[str]:
    """Yield the texts below a node of the developer tools' tree."""
    if node["nodeName"] == "#text":
        yield node["nodeValue"]
    inner = [*node.get("children", []), *node.get("shadowRoots", [])]
    if "contentDocument" in node:
        inner.append(node["contentDocument"])
    for child in inner:
        yield from texts_of(child)


class Quiet(SimpleHTTPRequestHandler):
    """A file server that prints nothing."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def hotline(
    tmp_path_factory: pytest.TempPathFactory, site: ThreadingHTTPServer
) -> Iterator[RunningServer]:
    origin = f"http://127.0.0.1:{site.server_port}"
    var = tmp_path_factory.mktemp("var")
    with running_server(var, XIAOBAO_WIDGET_ORIGINS=origin) as running:
        yield running


@pytest.fixture
def page(browser: webdriver.Chrome, site: ThreadingHTTPServer, tmp_path: Path) -> Widget:
    (tmp_path / "favicon.ico").touch()
    return Widget(browser, f"http://127.0.0.1:{site.server_port}/index.html")


def test_a_complaint_on_the_banks_own_page(
    page: Widget, hotline: RunningServer, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(SITE.format(hotline=hotline.url), encoding="utf-8")
    page.open()
    page.wait_for_launcher()
    page.shoot("widget-1-closed")
    page.keys("Tab", "Enter")
    page.wait_for(lambda: "我听着呢" in page.words())
    page.write("我要投诉工行乱收年费")
    page.wait_for(lambda: "您希望" in page.words() or "发生了什么事" in page.words())
    page.shoot("widget-2-open")
    page.keys("Escape")
    page.shoot("widget-3-closed-again")
    assert page.complaints() == []


def test_another_site_may_not_frame_the_chat(
    browser: webdriver.Chrome, site: ThreadingHTTPServer, server: RunningServer, tmp_path: Path
) -> None:
    frame = f'<!doctype html><meta charset="utf-8"><iframe src="{server.url}/"></iframe>'
    (tmp_path / "index.html").write_text(frame, encoding="utf-8")
    page = Widget(browser, f"http://127.0.0.1:{site.server_port}/index.html").open()
    page.wait_for(lambda: any("frame-ancestors" in words for words in page.complaints()))
    browser.switch_to.frame(0)
    assert not browser.find_elements(By.ID, "messages")
