"""The desk as people use it: read, typed into, pressed, and photographed."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from bot.desk.guard import SESSION_COOKIE

PATIENCE = 30  # seconds
SIZES = {"desktop": (1280, 900), "narrow": (390, 844)}
SCHEMES = ("light", "dark")
FOLDER = "XIAOBAO_SCREENSHOTS"
Read = TypeVar("Read")
IGNORED = (StaleElementReferenceException,)
LINES = """
return [...document.querySelectorAll('#entries > li')].map((li) => [
  ['consumer', 'bot', 'person', 'whisper', 'notice'].find((kind) => li.classList.contains(kind)),
  li.querySelector('.bubble').textContent, li.dataset.state])
"""


@dataclass
class Shots:
    """A folder for pictures."""

    folder: Path

    @classmethod
    def in_temporary_place(cls, factory: pytest.TempPathFactory) -> Shots:
        """Return the folder that XIAOBAO_SCREENSHOTS names, or a temporary one."""
        named = os.environ.get(FOLDER)
        folder = Path(named) if named else factory.mktemp("shots")
        folder.mkdir(parents=True, exist_ok=True)
        return cls(folder)

    def take(self, page: DeskPage, name: str) -> None:
        """Take a screen in every size and scheme; it never scrolls sideways."""
        for size, (width, height) in SIZES.items():
            page.size(width, height)
            assert page.fits(), f"{name} is wider than {width}"
            for scheme in SCHEMES:
                page.scheme(scheme)
                page.calm()
                page.browser.save_screenshot(str(self.folder / f"{name}-{size}-{scheme}.png"))
        page.scheme("light")
        page.size(*SIZES["desktop"])


@dataclass
class DeskPage:
    """One open page of somebody at the desk."""

    browser: webdriver.Chrome
    url: str

    def with_session(self, token: str) -> DeskPage:
        """Be signed in already."""
        self.size(*SIZES["desktop"])
        self.browser.get(f"{self.url}/static/icon.svg")
        cookie = {"name": SESSION_COOKIE, "value": token, "path": "/"}
        self.browser.add_cookie({**cookie, "sameSite": "Strict", "httpOnly": True})
        return self

    def open(self, path: str = "/desk") -> DeskPage:
        """Go somewhere; at the desk, until the live line stands."""
        self.browser.get(self.url + path)
        if path.partition("#")[0] == "/desk":
            self.wait_for(lambda: "可接待" in self.text("[data-section=me]"))
        return self

    def size(self, width: int, height: int) -> None:
        """Take the measure of a screen."""
        self.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
        )

    def scheme(self, scheme: str) -> None:
        """Let the computer be light or dark."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})

    def fits(self) -> bool:
        """Tell whether nothing is wider than the screen."""
        script = "return document.documentElement.scrollWidth <= window.innerWidth"
        return bool(self.browser.execute_script(script))

    def calm(self) -> None:
        """Wait until nothing moves."""
        script = "return document.getAnimations().length === 0"
        self.wait_for(lambda: self.browser.execute_script(script))

    def wait_for(self, condition: Callable[[], Any]) -> None:
        """Wait until something is so; raise TimeoutException if it never is."""
        self._patiently().until(lambda _: condition())

    def read(self, look: Callable[[], Read]) -> Read:
        """Look at the page; once more if a piece of it was drawn anew meanwhile."""
        seen: tuple[Read] = self._patiently().until(lambda _: (look(),))
        return seen[0]

    def _patiently(self) -> WebDriverWait[webdriver.Chrome]:
        return WebDriverWait(self.browser, PATIENCE, 0.05, ignored_exceptions=IGNORED)

    def all(self, selector: str) -> list[WebElement]:
        """Return what is there and can be seen."""
        return self.read(
            lambda: [
                e for e in self.browser.find_elements(By.CSS_SELECTOR, selector) if e.is_displayed()
            ]
        )

    def text(self, selector: str) -> str:
        """Return the words of an element, empty if there is none."""
        return self.read(
            lambda: "".join(
                e.text for e in self.browser.find_elements(By.CSS_SELECTOR, selector)[:1]
            )
        )

    def press(self, selector: str) -> None:
        """Press the first of such buttons as soon as it can be pressed."""

        def pressed() -> bool:
            found = [button for button in self.all(selector) if button.is_enabled()]
            if found:
                found[0].click()
            return bool(found)

        self.wait_for(pressed)

    def type(self, *keys: str) -> None:
        """Write to wherever the focus is."""
        self.browser.switch_to.active_element.send_keys(*keys)

    def lines(self) -> list[tuple[str, str]]:
        """Return kind and words of the lines of the open conversation that have arrived."""
        found: list[list[str]] = self.browser.execute_script(LINES)
        return [(kind, text) for kind, text, state in found if state == "delivered"]

    def take_next(self) -> None:
        """Take the next who waits, and wait until the conversation is open."""
        self.press("#next")
        self.wait_for(lambda: self.text("#talk-head h2") == "您在接待" and self.lines())

    def say(self, text: str) -> None:
        """Say something to the consumer and wait until it has arrived."""
        self.browser.find_element(By.ID, "words").send_keys(text, Keys.ENTER)
        self.wait_for(lambda: ("person", text) in self.lines())

    def ask(self, name: str) -> None:
        """Open a question by its button and wait until it stands there."""
        self.press(f"[data-ask={name}]")
        self.wait_for(lambda: self.all(f"#ask-{name}[open]"))

    def confirm(self, name: str) -> None:
        """Answer a question with yes and wait until it is gone."""
        self.press(f"#ask-{name} .primary")
        self.wait_for(lambda: not self.all(f"#ask-{name}[open]"))

    def die(self) -> None:
        """End the whole browser at once, without a word to anybody."""
        with suppress(WebDriverException):
            self.browser.execute_cdp_cmd("Browser.crash", {})

    def focused(self) -> str:
        """Return the id, or what else names the element that has the focus."""
        script = (
            "const e = document.activeElement; return e.id || e.dataset.focus || e.dataset.open "
            "|| e.textContent.trim() || e.tagName"
        )
        return str(self.browser.execute_script(script))

    def complaints(self) -> list[str]:
        """Return what the browser's console says is wrong (errors, violations of the policy)."""
        return [
            entry["message"]
            for entry in self.browser.get_log("browser")
            if entry["level"] in ("SEVERE", "WARNING") and "favicon.ico" not in entry["message"]
        ]
