"""A ticket's whole life in real browsers: five people and a consumer, over 102 days.

The last days were counted by hand from the rules and the State Council's notice for 2026
(days off 9/25-27 and 10/1-7, make-up days Sunday 9/20 and Saturday 10/10), not by the program.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.accounts.staff import Staff
from bot.calendar.clock import SHANGHAI, to_shanghai
from bot.hotline import Hotline
from tests.browser.desk.conftest import Browsers, Moved
from tests.browser.desk.pages import SIZES, DeskPage, Shots
from tests.browser.desk.ticket_page import TicketPage, sign_in
from tests.browser.pages import ChatPage
from tests.running import RunningServer

# Registered on the Sunday on which people work for the holiday: an ordinary working day.
BEGINS = datetime(2026, 9, 20, 10, 0, tzinfo=SHANGHAI)

# 7 working days to forward it, the day itself not counted: 21, 22, 23, 24 are 1 to 4; 25-27 is the
# Mid-Autumn holiday; 28, 29, 30 are 5 to 7. The next day National Day begins.
FORWARD = "2026年9月30日"
# 1 working day to say that it has come: 10/1-7 are days off, 10/8 is the first.
ACKNOWLEDGE = "2026年10月8日"
# 15 natural days from 9/30, holidays counted: September has 30 days, so 10/15.
ANSWER = "2026年10月15日"
# 30 natural days from 9/30 (from the receipt, not from the wish): 10/30.
ANSWER_COMPLEX = "2026年10月30日"
# 30 natural days from the answer of 10/30: one day is left in October, 29 in November: 11/29, a
# Sunday. The consumer's own time does not end on a day off (Civil Code 203): Monday, 11/30.
REVIEW_REQUEST = "2026年11月30日"
# 30 natural days from 11/30: 12/30, a Wednesday.
REVIEW_DECISION = "2026年12月30日"

FINDINGS = {
    "findings": "年费三百元，系首年未达标收取。",
    "reasons": "领用合约第八条；未见短信提醒的记录。",
    "remedies": ("review", "mediation", "litigation"),
}
# What happened, when and by whom: numbers of the desk in the order of taking on.
TRAIL = [
    ("登记", "2026年9月20日 10:", "小保"),
    ("已转送机构", "2026年9月30日 16:", "坐席02 李晓"),
    ("正在处理", "2026年10月8日 9:", "工商银行"),
    ("分派到网点 杭州分行", "2026年10月8日 9:", "工商银行"),
    ("申请延期 机构答复（复杂）", "2026年10月10日 9:", "工商银行"),
    ("同意延期 机构答复（复杂）", "2026年10月10日 14:", "班长04 陈静"),
    ("机构已答复", "2026年10月30日 17:", "工商银行"),
    ("核查或调解中", "2026年11月30日 11:", "坐席02 李晓"),
    ("核查决定", "2026年12月30日 15:", "复核05 周正"),
    ("已回访", "2026年12月31日 9:", "坐席03 王芳"),
    ("已办结", "2026年12月31日 9:", "坐席03 王芳"),
]
STATES = [
    "registered",
    "forwarded",
    "in_progress",
    "answered",
    "escalated",
    "answered",
    "followed_up",
    "closed",
]

Comes = Callable[[str], DeskPage]


@pytest.fixture
def comes(browsers: Browsers, server: RunningServer, staff: dict[str, Staff]) -> Comes:
    """Somebody comes to work with a browser of their own and signs in; the next time anew."""
    pages: dict[str, DeskPage] = {}

    def came(login: str) -> DeskPage:
        if login not in pages:
            pages[login] = DeskPage(browsers(), server.url)
            pages[login].size(*SIZES["desktop"])
        sign_in(pages[login], login)
        return pages[login]

    return came


def complained(chat: ChatPage) -> str:
    """Let a consumer complain to the bot until it is registered; returns the number."""
    chat.say("我要投诉，工行信用卡乱收年费，扣了我300块，要求把钱退给我")
    chat.say("我叫王小明")
    chat.say("13800138000")
    chat.press("对，没错")
    return str(re.findall(r"\d{10}", chat.press("直接登记转办"))[0])


def it_is(moved: Moved, month: int, day: int, hour: int) -> None:
    """Let so many days pass."""
    moved.set(datetime(2026, month, day, hour, 5, tzinfo=SHANGHAI))


def test_the_life_of_a_ticket(
    chat: ChatPage, comes: Comes, moved: Moved, hotline: Hotline, shots: Shots
) -> None:
    number = complained(chat)
    desk, office = f"/desk/tickets/{number}", f"/desk/institution/tickets/{number}"
    forwarded(TicketPage(comes("li"), desk), moved)
    taken_up(TicketPage(comes("sun"), office), moved, comes, shots)
    extended(comes, desk, office, moved, shots)
    answered(TicketPage(comes("qian"), office), moved, comes)
    reviewed(comes, desk, office, moved)
    ended(TicketPage(comes("wang"), desk), moved, comes)
    read_back(TicketPage(comes("zhou"), desk), number, hotline)
    assert hotline.tickets.find(number).state == "closed"
    shots.take(comes("zhou").open(desk), "life-ticket")
    shots.take(comes("sun").open(office), "life-institution-ticket")


def forwarded(li: TicketPage, moved: Moved) -> None:
    """An agent sends it to the institution on the last day on which that is allowed."""
    assert li.open().clocks() == {"转送机构": FORWARD}
    assert li.left("转送机构") == "还有 10 天（7 个工作日）"
    it_is(moved, 9, 30, 16)
    li.page.open("/desk/duty")
    assert "sign-in" in li.page.browser.current_url  # ten days later nobody is still signed in
    sign_in(li.page, "li")
    assert li.path in li.page.open("/desk/duty").browser.page_source
    assert li.open().left("转送机构") == "就是今天"
    li.do("forward")
    assert li.clocks() == {"机构签收": ACKNOWLEDGE, "机构答复": ANSWER}
    assert li.left("机构签收") == "还有 8 天（1 个工作日）"


def taken_up(sun: TicketPage, moved: Moved, comes: Comes, shots: Shots) -> None:
    """The head office says that it has come, and gives it to a branch."""
    it_is(moved, 10, 8, 9)
    comes("sun")
    shots.take(sun.page.open("/desk/institution"), "life-institution")
    assert sun.open().clocks() == {"签收": ACKNOWLEDGE, "机构答复": ANSWER}
    sun.do("acknowledge")
    assert sun.clocks() == {"机构答复": ANSWER}
    sun.do("assign", branch="杭州分行")


def extended(comes: Comes, desk: str, office: str, moved: Moved, shots: Shots) -> None:
    """The branch asks for more time; nothing changes until somebody above grants it."""
    it_is(moved, 10, 10, 9)
    qian = TicketPage(comes("qian"), office).open()
    qian.do("ask_extension", why="要调首年消费的底单")
    assert qian.clocks() == {"机构答复": ANSWER}
    it_is(moved, 10, 10, 14)
    assert not TicketPage(comes("li"), desk).open().may("decide_extension")
    chen = TicketPage(comes("chen"), desk).open()
    shots.take(chen.page, "life-extension")
    chen.do("decide_extension", decision="granted", why="理由成立")
    assert chen.clocks() == {"机构答复（复杂）": ANSWER_COMPLEX}


def answered(qian: TicketPage, moved: Moved, comes: Comes) -> None:
    """The branch answers on the thirtieth day."""
    it_is(moved, 10, 30, 17)
    comes("qian")
    assert qian.open().left("机构答复（复杂）") == "就是今天"
    qian.do("answer", outcome="refused", **FINDINGS)
    assert qian.clocks() == {}


def reviewed(comes: Comes, desk: str, office: str, moved: Moved) -> None:
    """The consumer does not accept it, on the last day; the review decides on its last day."""
    it_is(moved, 11, 30, 11)
    li = TicketPage(comes("li"), desk).open()
    assert li.clocks() == {"消费者申请核查": REVIEW_REQUEST}
    li.do("review", reason="短信一条都没收到过")
    assert li.clocks() == {"核查决定": REVIEW_DECISION}
    assert not TicketPage(comes("qian"), office).open().may("decide_review")
    it_is(moved, 12, 30, 15)
    zhou = TicketPage(comes("zhou"), desk).open()
    assert zhou.left("核查决定") == "就是今天"
    zhou.do("decide_review", outcome="granted", paid="300", **FINDINGS)
    assert zhou.clocks() == {}


def ended(wang: TicketPage, moved: Moved, comes: Comes) -> None:
    """Somebody rings the consumer, and the ticket is closed."""
    it_is(moved, 12, 31, 9)
    comes("wang")
    assert not wang.open().may("review")  # there is one review, not two
    wang.do("follow_up", reached="yes", score="4", nps="9", words="钱收到了", by="phone")
    assert "满意度 4 分，推荐 9 分：钱收到了" in wang.page.text("main")
    wang.do("close")
    assert wang.clocks() == {}


def read_back(zhou: TicketPage, number: str, hotline: Hotline) -> None:
    """The trail on the page is what is on file, and nothing was skipped."""
    read = [(what, *when_who.split(" · ")) for what, when_who in zhou.open().trail()]
    assert [what for what, *_ in read] == [what for what, *_ in TRAIL]
    for (_, moment, who), (_, when, by) in zip(read, TRAIL, strict=True):
        assert moment.startswith(when.replace(" 9:", " 09:")) and who == by
    details = hotline.tickets.details(number)
    moves = [event for event in details.events if event.new_state != event.old_state]
    assert [event.new_state for event in moves] == STATES
    assert [event.old_state for event in moves][1:] == STATES[:-1]
    assert [to_shanghai(event.at) for event in details.events] == sorted(
        to_shanghai(event.at) for event in details.events
    )
    assert len(details.events) == len(TRAIL)
    assert all(deadline.in_time for deadline in details.deadlines if deadline.met)
    assert details.events[-1].at - details.events[0].at > timedelta(days=101)
