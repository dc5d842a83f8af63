"""Nothing personal in the log, in the database in clear, or in an address."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import MetaData, create_engine, select
from websockets.exceptions import ConnectionClosed

from tests.channels.people import Consumer, Door, Platform
from tests.channels.sockets import Socket
from tests.running import RunningServer

NAME, PHONE, IDENTITY, CARD = "欧阳不忘", "13912345671", "11010519491231002X", "6222021234567890123"
NAMED_BANK = "工商银行"
CALLER = "01088997766"
PERSONAL = (NAME, PHONE, IDENTITY, CARD, CALLER)


@pytest.fixture(scope="module")
def after_talking(server: RunningServer) -> RunningServer:
    """The server after someone has told it everything, rightly, wrongly and too fast."""
    consumer = Consumer(server).open()
    consumer.say(f"我要投诉{NAMED_BANK}，信用卡年费扣了我300块，要求退给我，卡号{CARD}")
    consumer.say(f"我叫{NAME}")
    consumer.say(PHONE)
    consumer.say(f"身份证号{IDENTITY}")
    consumer.say("对，没错")
    consumer.say("直接登记")
    consumer.turn({"key": PHONE + NAME, "text": PHONE, IDENTITY: NAME})
    consumer.turn(body=f'{{"text": "{NAME}{PHONE}"'.encode())
    consumer.ask("GET", f"/chat/conversations/{PHONE}/messages", headers=consumer.credentials)
    platform = Platform(server, call=f"call-{PHONE}", caller=CALLER)
    platform.send("start")
    platform.hear(
        f"我叫{NAME}，电话{PHONE}", nbest=[{"text": f"我叫{NAME}"}], meta={"id": IDENTITY}
    )
    platform.post({"call_id": platform.call, "turn": "x", "event": PHONE, "caller": CALLER})
    platform.send("hangup")
    Door(server).ask("GET", f"/nothing/{PHONE}?name={NAME}")
    return server


async def test_the_log_holds_nothing_personal(after_talking: RunningServer) -> None:
    consumer = Consumer(after_talking).open()
    async with Socket.of(consumer) as socket:
        await socket.hello()
        await socket.send_raw(f'{{"type": "{PHONE}", "key": "{NAME}"')
        await socket.say(f"我叫{NAME}，{PHONE}")
        with pytest.raises(ConnectionClosed):
            await socket.send_raw(PHONE * 100_000)
            await socket.receive("error")
    for secret in (*PERSONAL, consumer.token, consumer.conversation):
        assert secret not in after_talking.log


def test_no_row_of_the_database_holds_it_in_clear(after_talking: RunningServer) -> None:
    found = rows_of(after_talking)
    assert NAMED_BANK in found  # the search sees what is there
    for secret in PERSONAL:
        assert secret not in found
        assert secret.encode().hex() not in found


def test_no_byte_of_the_file_holds_it_in_clear(after_talking: RunningServer) -> None:
    files = list(after_talking.var.glob("*.db*"))
    if not files:  # PostgreSQL keeps its files to itself; its rows are searched above
        assert NAMED_BANK in rows_of(after_talking)
        return
    content = b"".join(file.read_bytes() for file in files)
    assert NAMED_BANK.encode() in content
    for secret in PERSONAL:
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            assert secret.encode(encoding) not in content


def test_our_addresses_hold_nothing_personal(server: RunningServer) -> None:
    consumer = Consumer(server).open()
    consumer.say(f"我叫{NAME}，{PHONE}")
    assert re.fullmatch(r"[A-Za-z0-9_-]{16,}", consumer.conversation)
    assert consumer.conversation not in consumer.token


def test_the_answers_show_masks(after_talking: RunningServer) -> None:
    consumer = Consumer(after_talking).open()
    consumer.say(f"我要投诉{NAMED_BANK}，信用卡年费扣了我300块，要求退给我")
    consumer.say(f"我叫{NAME}")
    consumer.say(PHONE)
    shown = "".join(message["text"] for message in consumer.history())
    assert "139****5671" in shown
    assert NAME not in shown and PHONE not in shown


def rows_of(server: RunningServer) -> str:
    """Return all tables of the database as text; bytes in hexadecimal."""
    engine = create_engine(
        server.environ["DATABASE_URL"] or f"sqlite:///{server.var / 'xiaobao.db'}", future=True
    )
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        values = [
            value
            for table in metadata.sorted_tables
            for row in connection.execute(select(table))
            for value in row
        ]
    engine.dispose()
    return "\n".join(
        bytes(v).hex() if isinstance(v, bytes | memoryview) else str(v) for v in values
    )
