"""Both doors over real HTTP: who may hand in what, and how a file is shown."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import pytest
from PIL import Image

from bot.accounts.looks import LookFilter
from bot.calendar.clock import FixedClock
from bot.channels.uploads import Uploads
from bot.dialogue.news import conversation_topic
from bot.evidence.limits import limits
from bot.evidence.views import Place
from bot.hotline import Hotline
from bot.privacy.encryption import use_cipher
from bot.settings import Settings
from tests.accounts.conftest import quick_hashes
from tests.accounts.staff import hire
from tests.evidence import files
from tests.evidence.house import Answer, House, open_house
from tests.tickets.conftest import MakeComplaint, complaint

__all__ = ["complaint", "quick_hashes"]

pytestmark = pytest.mark.usefixtures("quick_hashes")

MONDAY_MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=timezone.utc)


@pytest.fixture
def hotline(database_url: str, tmp_path: Path) -> Iterator[Hotline]:
    surroundings = {"XIAOBAO_VAR": str(tmp_path), "DATABASE_URL": database_url}
    opened = Hotline.open(Settings.from_environment(surroundings), FixedClock(MONDAY_MORNING))
    yield opened
    opened.database.close()
    use_cipher(None)


@pytest.fixture
async def house(hotline: Hotline) -> AsyncIterator[House]:
    async with open_house(hotline) as opened:
        yield opened


@dataclass
class Consumer:
    """Somebody with an open chat."""

    house: House
    conversation: str
    token: str

    async def hand_in(self, content: object, **headers: str) -> Answer:
        sent = {"Authorization": f"Bearer {self.token}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        path = f"/chat/conversations/{self.conversation}/files"
        return await self.house.ask("POST", path, content, sent)

    async def list_files(self) -> Answer:
        sent = {"Authorization": f"Bearer {self.token}"}
        return await self.house.ask(
            "GET", f"/chat/conversations/{self.conversation}/files", None, sent
        )


@pytest.fixture
def consumer(house: House) -> Consumer:
    return Consumer(house, *house.dialogue.conversations.open("chat"))


@pytest.fixture
def number(hotline: Hotline, complaint: MakeComplaint) -> str:
    ticket = hotline.tickets.register(complaint(phone="13800138000"), "bot")
    hotline.tickets.forward(ticket.number, "agent:7")
    return ticket.number


def signed_in(house: House, role: str, **particulars: str) -> dict[str, str]:
    person = hire(house.hotline.accounts, role, **particulars)  # type: ignore[arg-type]
    return house.sign_in(person.staff.login, person.password)


async def test_a_picture_from_the_chat(consumer: Consumer) -> None:
    answer = await consumer.hand_in(files.jpeg(), Content_Type="text/html")
    assert answer.status == 201
    shown = answer.json
    assert (shown["again"], shown["ticket"]) == (False, None)
    assert (shown["file"]["name"], shown["file"]["kind"]) == ("材料1.jpg", "image")
    again = await consumer.hand_in(files.jpeg())
    assert again.status == 200 and again.json["again"] and again.json["file"] == shown["file"]
    assert (await consumer.list_files()).json == {"files": [shown["file"]]}


async def test_who_looks_on_is_told_without_words(house: House, consumer: Consumer) -> None:
    heard = house.dialogue.news.follow(conversation_topic(consumer.conversation), "desk")
    await consumer.hand_in(files.jpeg())
    for _ in range(2):
        news = dict(await asyncio.wait_for(heard.__anext__(), 5))
        topic = news.pop("topic")
        here = {"kind": "file", "conversation": consumer.conversation, "person": None}
        assert topic and news == here


async def test_files_larger_than_other_requests_may_be(consumer: Consumer) -> None:
    content = files.wav(60)
    assert len(content) > 900_000
    assert (await consumer.hand_in(content)).json["file"]["size"] == len(content)

    async def in_pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(content), 60_000):
            yield content[start : start + 60_000]

    assert (await consumer.hand_in(in_pieces())).json["again"]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "file_empty"),
        (b"<html><script>alert(1)</script>", 415, "file_unknown"),
        (files.picture("GIF"), 415, "file_unknown"),
        (files.png_of_size(20_000, 20_000), 413, "file_too_many_pixels"),
        (files.jpeg()[:300], 422, "file_damaged"),
        (files.pdf_with_program(), 415, "pdf_active"),
        (files.pdf_locked(), 415, "pdf_locked"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", 415, "file_heic"),
        (files.mp4(b"vide"), 415, "file_video"),
    ],
)
async def test_what_is_refused_says_why(
    consumer: Consumer, content: bytes, status: int, code: str
) -> None:
    answer = await consumer.hand_in(content)
    assert (answer.status, answer.code) == (status, code)
    message = answer.json["error"]["message"]
    assert 10 < len(message) < 80 and re.search("请|可以", message)  # what to do instead
    assert (await consumer.list_files()).json == {"files": []}


async def test_what_is_too_large_is_not_even_read(consumer: Consumer) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(limits().file_bytes // 65_536 + 4):
            yield b"\0" * 65_536

    for content in (b"\0" * (limits().file_bytes + 1), endless()):
        try:
            answer = await consumer.hand_in(content)
        except (ConnectionError, OSError):  # the server hung up on the rest, as it may
            continue
        assert (answer.status, answer.code) == (413, "file_too_large")
    assert (await consumer.list_files()).json == {"files": []}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "x"}])
async def test_nobody_else_hands_in_or_lists(
    house: House, consumer: Consumer, headers: dict[str, str]
) -> None:
    path = f"/chat/conversations/{consumer.conversation}/files"
    for method, content in (("POST", files.jpeg()), ("GET", None)):
        answer = await house.ask(method, path, content, headers)
        assert answer.status in (401, 404)
    assert (await consumer.list_files()).json == {"files": []}


async def test_no_conversation_gives_no_hint(house: House) -> None:
    for name in ("nobody", "%2e%2e", "'; --"):
        path = f"/chat/conversations/{name}/files"
        answer = await house.ask("POST", path, files.jpeg(), {"Authorization": "Bearer x"})
        assert answer.status == 404


async def test_a_file_for_a_ticket_that_is_there_already(consumer: Consumer, number: str) -> None:
    answer = await consumer.hand_in(files.jpeg(), X_Ticket_Number=number, X_Phone_Tail="8000")
    assert (answer.status, answer.json["ticket"]) == (201, number)
    (view,) = consumer.house.hotline.evidence.of_ticket(number)
    assert (view.by, view.conversation_id) == ("consumer", consumer.conversation)


@pytest.mark.parametrize(
    ("given", "tail"),
    [
        ("", "8000"),
        (None, "8000"),
        ("2600000000", "8000"),
        ("right", "1234"),
        ("right", ""),
        ("right", "x' --"),
    ],
)
async def test_who_cannot_prove_a_ticket_hands_in_nothing(
    consumer: Consumer, number: str, given: str | None, tail: str
) -> None:
    headers = {"X_Phone_Tail": tail}
    if given is not None:
        headers["X_Ticket_Number"] = number if given == "right" else given
    answer = await consumer.hand_in(files.jpeg(), **headers)
    assert (answer.status, answer.code) == (404, "unknown_ticket")
    assert consumer.house.hotline.evidence.of_ticket(number) == ()


async def test_guessing_the_tail_ends_soon(consumer: Consumer, number: str) -> None:
    statuses = [
        (
            await consumer.hand_in(files.jpeg(), X_Ticket_Number=number, X_Phone_Tail=f"000{n}")
        ).status
        for n in range(6)
    ]
    assert statuses == [404] * 5 + [429]


async def test_a_door_that_is_full_says_so(hotline: Hotline) -> None:
    async with open_house(hotline, Uploads(most=0)) as house:
        consumer = Consumer(house, *house.dialogue.conversations.open("chat"))
        answer = await consumer.hand_in(files.jpeg())
    assert (answer.status, answer.code) == (503, "busy")
    assert answer.headers["Retry-After"] == "30"


async def test_who_sends_too_slowly_is_let_go(hotline: Hotline) -> None:
    async def slowly() -> AsyncIterator[bytes]:
        yield files.jpeg()[:100]
        await asyncio.Event().wait()

    async with open_house(hotline, Uploads(longest=0.2)) as house:
        consumer = Consumer(house, *house.dialogue.conversations.open("chat"))
        answer = await asyncio.wait_for(consumer.hand_in(slowly()), 20)
    assert (answer.status, answer.code) == (408, "too_slow")


async def test_others_are_served_while_a_large_picture_is_drawn(
    house: House, consumer: Consumer
) -> None:
    file = io.BytesIO()
    Image.effect_noise((5000, 4000), 60).save(file, "JPEG", quality=60)
    drawing = asyncio.create_task(consumer.hand_in(file.getvalue()))
    waits = []
    while not drawing.done():
        begun = asyncio.get_running_loop().time()
        await consumer.list_files()
        waits.append(asyncio.get_running_loop().time() - begun)
    assert drawing.result().status == 201
    assert len(waits) > 3


async def test_an_agent_hands_in_lists_and_looks(house: House, number: str) -> None:
    agent = signed_in(house, "agent", login="li.xiao")
    path = f"/desk/tickets/{number}/evidence"
    taken = await house.ask("POST", path, files.png((640, 320)), agent)
    assert taken.status == 201
    (shown,) = (await house.ask("GET", path, None, agent)).json["files"]
    assert shown == taken.json["file"] and shown["name"] == "材料1.png"
    whole = await house.ask("GET", shown["address"], None, agent)
    small = await house.ask("GET", shown["thumbnail"], None, agent)
    assert (whole.headers["Content-Type"], small.headers["Content-Type"]) == (
        "image/png",
        "image/jpeg",
    )
    for answer in (whole, small):
        assert answer.status == 200
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Disposition"].startswith(
            "inline; filename*=UTF-8''%E6%9D%90"
        )
    looks = house.hotline.accounts.looks(LookFilter(number=number)).looks
    assert [look.fields for look in looks] == [("evidence",), ("evidence",)]
    assert looks[0].staff.login == "li.xiao"


async def test_documents_are_given_away_not_opened(house: House, number: str) -> None:
    agent = signed_in(house, "agent")
    taken = await house.ask("POST", f"/desk/tickets/{number}/evidence", files.pdf(), agent)
    answer = await house.ask("GET", taken.json["file"]["address"], None, agent)
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.body == files.pdf()


async def test_files_of_a_conversation_and_giving_one_to_a_ticket(
    house: House, consumer: Consumer, number: str
) -> None:
    await consumer.hand_in(files.jpeg())
    agent = signed_in(house, "agent")
    path = f"/desk/conversations/{consumer.conversation}/evidence"
    (shown,) = (await house.ask("GET", path, None, agent)).json["files"]
    assert shown["ticket"] is None
    attached = await house.ask("POST", f"{shown['address']}/ticket/{number}", b"", agent)
    assert attached.json["file"]["ticket"] == number
    looks = house.hotline.accounts.looks(LookFilter(conversation=consumer.conversation)).looks
    assert len(looks) == 1


async def test_an_institution_sees_and_adds_to_its_own_only(house: House, number: str) -> None:
    ours = signed_in(house, "institution", institution_id="icbc")
    theirs = signed_in(house, "institution", institution_id="ccb")
    path = f"/desk/tickets/{number}/evidence"
    file = (await house.ask("POST", path, files.jpeg(), ours)).json["file"]
    waiting = house.hotline.evidence.take(Place("consumer", "talk-9"), files.pdf()).file
    assert (await house.ask("GET", file["address"], None, ours)).status == 200
    for asked in (path, file["address"], file["thumbnail"], f"/desk/evidence/{waiting.id}"):
        assert (await house.ask("GET", asked, None, theirs)).status == 404
    assert (await house.ask("GET", f"/desk/evidence/{waiting.id}", None, ours)).status == 404
    assert (await house.ask("POST", path, files.pdf(), theirs)).status == 404
    assert len(house.hotline.evidence.of_ticket(number)) == 1
    assert len(house.hotline.accounts.looks().looks) == 1  # what was refused was not seen


async def test_what_staff_send_needs_the_token_of_the_page(house: House, number: str) -> None:
    agent = signed_in(house, "agent")
    path = f"/desk/tickets/{number}/evidence"
    bare = {"Cookie": agent["Cookie"]}
    for headers in (
        bare,
        {**bare, "X-CSRF-Token": "wrong"},
        {**bare, "Content-Type": "multipart/form-data; boundary=x"},
    ):
        assert (await house.ask("POST", path, files.jpeg(), headers)).status == 403
    assert house.hotline.evidence.of_ticket(number) == ()


@pytest.mark.parametrize("id", ["0" * 32, "x", "..%2f..", "1 or 1=1"])
async def test_files_that_there_are_not(house: House, id: str) -> None:
    agent = signed_in(house, "agent")
    for path in (f"/desk/evidence/{id}", f"/desk/evidence/{id}/thumbnail"):
        assert (await house.ask("GET", path, None, agent)).status == 404
