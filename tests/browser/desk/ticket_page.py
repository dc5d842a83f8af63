"""A ticket's page as people use it: clocks read, forms filled in, the trail read back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select

from tests.accounts.staff import PASSWORD
from tests.browser.desk.pages import DeskPage

CLOCKS = """
return [...document.querySelectorAll('.clocks > li')].map((li) => [
  li.querySelector('b').textContent, ...[...li.querySelectorAll('p, .mark-word')].map(
    (e) => e.textContent.trim())])
"""
TRAIL = """
return [...document.querySelectorAll('.trail > li')].reverse().map((li) => [
  li.querySelector('p').textContent.trim(), li.querySelector('.quiet').textContent.trim()])
"""


def sign_in(page: DeskPage, login: str) -> None:
    """Come in by the door, with a password, unless the last visit still holds."""
    page.open("/desk/sign-in")
    if "/desk/sign-in" not in page.browser.current_url:
        return
    page.browser.find_element(By.ID, "login").send_keys(login)
    page.browser.find_element(By.ID, "password").send_keys(PASSWORD)
    page.press("form .primary")
    page.wait_for(lambda: "/desk/sign-in" not in page.browser.current_url)


@dataclass
class TicketPage:
    """One ticket before one person; `path` is that of the desk, or of the institution."""

    page: DeskPage
    path: str

    def open(self) -> TicketPage:
        """Look at it as it is now."""
        self.page.open(self.path)
        return self

    def may(self, act: str) -> bool:
        """Tell whether an act is offered."""
        return bool(self.page.browser.find_elements(By.CSS_SELECTOR, f"[data-key={act}]"))

    def do(self, act: str, **fields: str | Iterable[str]) -> None:
        """Fill in the form of an act, send it, and wait until it is said to be done."""
        form = self.page.browser.find_element(By.CSS_SELECTOR, f"details.act[data-key={act}]")
        if not form.get_attribute("open"):
            form.find_element(By.TAG_NAME, "summary").click()
        for name, value in fields.items():
            self._fill(form, name, value)
        form.find_element(By.CSS_SELECTOR, "form > button").click()
        self.page.wait_for(lambda: self.page.browser.current_url.endswith(f"?done={act}"))
        assert "办好了" in self.page.text("p.word[role=status]")

    def _fill(self, form: WebElement, name: str, value: str | Iterable[str]) -> None:
        if not isinstance(value, str):
            for one in value:
                form.find_element(By.CSS_SELECTOR, f"[name={name}][value={one}]").click()
            return
        field = form.find_element(By.CSS_SELECTOR, f"[name={name}]")
        if field.tag_name == "select":
            Select(field).select_by_value(value)
        else:
            field.send_keys(value)

    def clocks(self) -> dict[str, str]:
        """Return the last day of each clock that runs, by its title, as it stands on the page."""
        read: list[list[str]] = self.page.browser.execute_script(CLOCKS)
        return {
            title: text.removeprefix("最晚 ")
            for title, *texts in read
            for text in texts
            if text.startswith("最晚 ")
        }

    def left(self, title: str) -> str:
        """Return what is said of the time that one clock still has."""
        read: list[list[str]] = self.page.browser.execute_script(CLOCKS)
        return next(texts[1] for name, *texts in read if name == title)

    def trail(self) -> list[tuple[str, str]]:
        """Return what happened, the first first, with when and by whom."""
        read: list[list[str]] = self.page.browser.execute_script(TRAIL)
        return [(" ".join(what.split()), who) for what, who in read]
