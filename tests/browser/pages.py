"""The chat page as a person uses it: reads, types, presses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.running import ROOT

PATIENCE = 20  # seconds
IGNORED = (StaleElementReferenceException,)  # a piece of the page was drawn anew
SCREENSHOTS = ROOT / "results" / "screenshots"


@dataclass
class ChatPage:
    """One open page."""

    browser: webdriver.Chrome
    url: str

    def open(self) -> ChatPage:
        """Load the page and wait for the greeting."""
        self.browser.get(self.url)
        self.wait_for(lambda: self.said_by("bot"))
        return self

    def size(self, width: int, height: int) -> None:
        """Take the measure of a phone, or of a desk; the window itself cannot be so narrow."""
        self.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
        )

    def said_by(self, who: str) -> list[str]:
        """Return what one side has said, in order."""
        return [text for sender, text in self.messages() if sender == who]

    def messages(self) -> list[tuple[str, str]]:
        """Return sender and words of all messages on the page."""
        found: list[list[str]] = self.browser.execute_script(
            "return [...document.querySelectorAll('#messages > li')].map((li) => ["
            "['consumer', 'bot', 'person', 'notice'].find((who) => li.classList.contains(who)),"
            "li.querySelector('.bubble').textContent])"
        )
        return [(sender, text) for sender, text in found]

    def say(self, text: str) -> str:
        """Type something, press Enter, and return the answer."""
        return self.answer_to(lambda: self.type(text, Keys.ENTER))

    def type(self, *keys: str) -> None:
        """Write into the input."""
        self.browser.find_element(By.ID, "text").send_keys(*keys)

    def press(self, title: str) -> str:
        """Press one of the choices offered, and return the answer."""
        return self.answer_to(self.choice(title).click)

    def choice(self, title: str) -> WebElement:
        """Return the button of a choice; it comes a moment after the words above it."""
        self.wait_for(lambda: title in [button.text for button in self.choices()])
        return next(b for b in self.choices() if b.text == title)

    def choices(self) -> list[WebElement]:
        """Return the buttons that can be pressed now."""
        return self.browser.find_elements(By.CSS_SELECTOR, "#messages .choice")

    def answer_to(self, act: Any) -> str:
        """Do something and return what the hotline says to it, when nothing is under way."""
        before = len(self.said_by("bot"))
        act()
        self.wait_for(lambda: len(self.said_by("bot")) > before and self.is_quiet())
        return "\n".join(self.said_by("bot")[before:])

    def is_quiet(self) -> bool:
        """Tell whether all that was said has arrived and has its answer."""
        return not self.browser.find_elements(
            By.CSS_SELECTOR, "#messages > li[data-state]:not([data-state='delivered'])"
        )

    def wait_for(self, condition: Any) -> None:
        """Wait until something is so; raise TimeoutException if it never is."""
        waiting = WebDriverWait(self.browser, PATIENCE, 0.05, ignored_exceptions=IGNORED)
        waiting.until(lambda _: condition())

    def press_tool(self, element_id: str) -> None:
        """Press one of the page's own buttons."""
        self.browser.find_element(By.ID, element_id).click()

    def text_of(self, element_id: str) -> str:
        """Return the words in an element."""
        return self.browser.find_element(By.ID, element_id).text

    def go_offline(self, offline: bool = True) -> None:
        """Let the browser believe that it has no network; open WebSockets go on all the same."""
        self.browser.execute_cdp_cmd("Network.enable", {})
        conditions = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self.browser.execute_cdp_cmd(
            "Network.emulateNetworkConditions", {"offline": offline, **conditions}
        )

    def shoot(self, name: str) -> Path:
        """Keep a picture for people to look at."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.wait_for(
            lambda: self.browser.execute_script("return document.getAnimations().length") == 0
        )
        path = SCREENSHOTS / f"{name}.png"
        self.browser.save_screenshot(str(path))
        return path

    def complaints(self) -> list[str]:
        """Return what the browser's console says is wrong (errors, violations of the policy)."""
        return [
            entry["message"]
            for entry in self.browser.get_log("browser")
            if entry["level"] in ("SEVERE", "WARNING")
        ]
