"""A server for every file of tests, colleagues with accounts, and a browser for each of them.

A file may name the moment at which its clock `BEGINS`, and override `profile`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service

from bot.accounts.staff import Staff
from bot.calendar.clock import SHANGHAI
from bot.hotline import Hotline
from bot.privacy.encryption import use_cipher
from bot.settings import Settings
from tests.accounts.staff import hire
from tests.browser.conftest import BROWSERS, DRIVERS, FLAGS, _find
from tests.browser.desk.pages import DeskPage, Shots
from tests.browser.pages import ChatPage
from tests.running import CLOCK, MovedClock, RunningServer, running_server

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)

Browsers = Callable[[], webdriver.Chrome]


class Moved:
    """The server's clock, which this test moves."""

    def __init__(self, file: Path, moment: datetime) -> None:
        self.file = file
        self.set(moment)

    def set(self, moment: datetime) -> None:
        """Let it be this moment."""
        span = moment - datetime.now(timezone.utc)
        self.file.write_text(str(span.total_seconds()))

    def move(self, span: timedelta) -> None:
        """Put the clock on by so much."""
        self.file.write_text(str(float(self.file.read_text()) + span.total_seconds()))


@pytest.fixture(scope="module")
def moved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Moved:
    """It is Monday, ten o'clock, unless the file says otherwise."""
    moment = getattr(request.module, "BEGINS", MONDAY)
    return Moved(tmp_path_factory.mktemp("clock") / "moved", moment)


@pytest.fixture(scope="module")
def profile() -> str:
    """Which hotline it is."""
    return "nfra-12378"


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, moved: Moved, profile: str
) -> Iterator[RunningServer]:
    """The hotline, running, at the moment that the clock shows."""
    environ = {CLOCK: str(moved.file), "XIAOBAO_PROFILE": profile}
    with running_server(tmp_path_factory.mktemp("desk"), **environ) as running:
        yield running


@pytest.fixture(scope="module")
def hotline(server: RunningServer, moved: Moved) -> Iterator[Hotline]:
    """The same hotline seen from this process, to make accounts and to look at what was stored."""
    opened = Hotline.open(Settings.from_environment(server.environ), MovedClock(moved.file))
    yield opened
    opened.database.close()
    use_cipher(None)


@pytest.fixture(scope="module")
def staff(hotline: Hotline) -> dict[str, Staff]:
    """Everybody who works here or for an institution, by login; all have the same password."""
    skills = tuple(skill.name for skill in hotline.profile.handoff.skills)
    return {
        login: hire(hotline.accounts, role, login, name, **particulars).staff
        for login, role, name, particulars in (
            ("li", "agent", "李晓", {"skills": skills}),
            ("wang", "agent", "王芳", {"skills": skills}),
            ("chen", "supervisor", "陈静", {"skills": skills}),
            ("zhou", "reviewer", "周正", {}),
            ("guan", "administrator", "管平", {}),
            ("sun", "institution", "孙敏", {}),
            ("qian", "institution", "钱宁", {"branch": "杭州分行"}),
        )
    }


@pytest.fixture
def browsers(tmp_path: Path) -> Iterator[Browsers]:
    """Gives headless Chromiums, each with a fresh profile; skipped where there is none."""
    program, driver = _find(BROWSERS), _find(DRIVERS)
    if not program or not driver:
        pytest.skip("no browser here: install chromium and chromedriver (chromium-driver)")
    with ExitStack() as open_ones:

        def another() -> webdriver.Chrome:
            return open_ones.enter_context(_chromium(program, driver, tmp_path))

        yield another


@contextmanager
def _chromium(program: str, driver: str, directory: Path) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = program
    profile = directory / f"browser-{len(list(directory.iterdir()))}"
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = webdriver.Chrome(options=options, service=Service(driver))
    try:
        yield chrome
    finally:
        with suppress(WebDriverException):  # one of them may have been killed
            chrome.quit()


@pytest.fixture
def at_desk(
    browsers: Browsers, server: RunningServer, hotline: Hotline, staff: dict[str, Staff]
) -> Callable[[str], DeskPage]:
    """Opens the desk for somebody who has signed in before."""

    def opened(login: str) -> DeskPage:
        token = hotline.accounts.sign_in_vouched(login).token
        return DeskPage(browsers(), server.url).with_session(token)

    return opened


@pytest.fixture
def chat(browsers: Browsers, server: RunningServer) -> ChatPage:
    """A consumer's page."""
    return ChatPage(browsers(), f"{server.url}/").open()


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Shots:
    """Where pictures are kept for people to look at: never in the repository."""
    return Shots.in_temporary_place(tmp_path_factory)
