"""Somebody's browser: keeps cookies, and sends the forms of the pages that it has got."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from tests.accounts.staff import PASSWORD
from tests.desk.house import Answer, House

TOKEN = re.compile(r'<input type="hidden" name="csrf" value="([0-9a-f]{64})">')
FORM = "application/x-www-form-urlencoded"


@dataclass
class Browser:
    """One browser; redirections are shown, not followed."""

    house: House
    address: str = "192.0.2.1"
    cookies: dict[str, str] = field(default_factory=dict)
    shown: str = ""  # the page that was got last

    async def get(self, path: str, **headers: str) -> Answer:
        """Open a page."""
        answer = await self._ask("GET", path, None, headers)
        self.shown = answer.text
        return answer

    async def post(self, path: str, **fields: str) -> Answer:
        """Send a form with the token of the page that is shown."""
        return await self.post_without_token(path, csrf=self.token, **fields)

    async def post_without_token(self, path: str, **fields: str) -> Answer:
        """Send a form as a foreign page would."""
        answer = await self._ask("POST", path, urlencode(fields), {"Content-Type": FORM})
        if answer.text:
            self.shown = answer.text
        return answer

    async def sign_in(self, login: str, password: str = PASSWORD, **fields: str) -> Answer:
        """Open the sign-in page and send it."""
        await self.get("/desk/sign-in")
        return await self.post("/desk/sign-in", login=login, password=password, **fields)

    @property
    def token(self) -> str:
        """Return the token of the form that is shown."""
        found = TOKEN.search(self.shown)
        assert found, f"no form in:\n{self.shown[:2000]}"
        return found[1]

    async def _ask(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        sent = {"Accept": "text/html", "X-Forwarded-For": self.address, **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = await self.house.ask(method, path, body, sent)
        for name, morsel in set_cookies(answer).items():
            if morsel["max-age"] == "0":
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value
        return answer


def set_cookies(answer: Answer) -> SimpleCookie:
    """Return the cookies that an answer sets, with their attributes."""
    found: SimpleCookie = SimpleCookie()
    headers: Any = answer.headers
    for header in headers.getall("Set-Cookie", []):
        found.load(header)
    return found
