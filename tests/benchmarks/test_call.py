"""`make call`: a whole complaint through each protocol, typed into a pipe; and what is shown."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import call
from benchmarks.callers import PHONES
from benchmarks.callers.own_hotline import SECRETS
from benchmarks.callers.phone import CallFailed, Collects, Event, Heard, Phone, Request, Site
from benchmarks.rehearsal.line import Line
from bot.phone_keys import PhoneKeys
from tests.running import ROOT, SECRET, RunningServer, running_server

KEYS = {**dict.fromkeys(SECRETS, SECRET), "XIAOBAO_ALIYUN_KEY_ID": "LTAI-for-tests"}
COMPLAINT = (
    "我要投诉浦发银行信用卡年费扣了我三百块，我要求退钱",
    "我叫王小明",
    "",
    "#13800138000",
    "1",
    "直接登记吧",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The hotline with the doors of all these protocols open."""
    with running_server(tmp_path_factory.mktemp("var"), **KEYS) as running:
        yield running


def ring(
    server: RunningServer, typed: tuple[str, ...], *options: str
) -> subprocess.CompletedProcess[str]:
    """Call the running server with the lines typed into a pipe."""
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.call", "--url", server.url, *options],
        input="".join(f"{line}\n" for line in typed),
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONUTF8": "1", **server.environ},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize("dialect", PHONES)
def test_a_whole_complaint_through_each_protocol(server: RunningServer, dialect: str) -> None:
    done = ring(server, (*COMPLAINT, "/挂"), "--dialect", dialect, "--caller", "13900139000")
    assert (done.returncode, done.stderr) == (0, "")
    assert call.HELP in done.stdout
    assert len(re.findall(r"（单号 26\d{8}）", done.stdout)) == 1
    assert "没听到" in done.stdout and "浦发银行" in done.stdout
    assert done.stdout.endswith("（您挂断了）\n")


def test_the_end_of_the_pipe_hangs_up(server: RunningServer) -> None:
    done = ring(server, ("你好",), "--elder", "--caller", "")
    assert done.returncode == 0
    assert done.stdout.endswith("（您挂断了）\n")


def test_a_wrong_secret_is_said_in_one_line(server: RunningServer) -> None:
    stranger = RunningServer(
        server.var, server.port, {**server.environ, "XIAOBAO_IVR_SECRET": "not the right secret"}
    )
    done = ring(stranger, ())
    assert done.returncode == 1
    assert done.stderr.startswith("电话打不通：401") and done.stderr.count("\n") == 1


def test_an_address_where_nobody_listens_is_an_error(tmp_path: Path) -> None:
    nobody = RunningServer(tmp_path, 9, {"XIAOBAO_VAR": str(tmp_path)})
    assert "电话打不通" in ring(nobody, ()).stderr


class Played(Phone):
    """A phone whose answers are given; it notes what happens."""

    def __init__(self, *answers: Heard) -> None:
        super().__init__(Site("http://h", "s", PhoneKeys()), self._no_post)
        self.answers, self.events = list(answers), list[Event]()

    async def _no_post(self, request: Request) -> bytes:
        return request.body

    def request(self, event: Event) -> Request:
        self.events.append(event)
        return Request("http://h", b"", {})

    def read(self, body: bytes) -> Heard:
        return self.answers.pop(0)


LISTENS = Heard("您说。", "gather", Collects(1))


async def conversation(
    *typed: str, answers: tuple[Heard, ...], level: int = 0
) -> tuple[list[Event], list[str]]:
    """Return what happened and what was shown of a call in which so much is typed."""
    phone, shown, lines = Played(*answers), list[str](), iter(typed)
    heard = await phone.begin("13800138000")
    await call.converse(phone, heard, Line(level), lambda: next(lines, None), shown.append)
    return phone.events, shown


@pytest.mark.parametrize(
    ("typed", "kind", "keys", "text"),
    [
        ("123", "dtmf", "123", ""),
        ("#123", "dtmf", "123", ""),
        ("0", "dtmf", "0", ""),
        ("#", "dtmf", "#", ""),
        ("11010119900101001*#", "dtmf", "11010119900101001*#", ""),
        ("", "noinput", "", ""),
        ("  ", "noinput", "", ""),
        ("扣了300块", "speech", "", "扣了300块"),
        ("/挂", "hangup", "", ""),
        (" /挂 ", "hangup", "", ""),
    ],
)
async def test_what_is_typed_is_done(typed: str, kind: str, keys: str, text: str) -> None:
    events, _ = await conversation(typed, answers=(LISTENS, LISTENS, LISTENS))
    assert (events[1].kind, events[1].keys, events[1].text) == (kind, keys, text)


@pytest.mark.parametrize("action", ["transfer", "hangup", "none"])
async def test_the_call_is_over_when_the_hotline_ends_it(action: str) -> None:
    end = Heard("再见。", action, transfer={"gist": "年费"} if action == "transfer" else None)
    events, shown = await conversation("你好", "还在吗", answers=(LISTENS, end))
    assert [event.kind for event in events] == ["start", "speech"]
    assert f"（{call.ENDS[action]}）" in shown
    assert ("年费" in shown[-1]) is (action == "transfer")


async def test_with_noise_it_is_shown_what_was_heard() -> None:
    story = "我要投诉浦发银行信用卡年费扣了我300块"
    events, shown = await conversation(story, answers=(LISTENS, LISTENS, LISTENS), level=2)
    spoken = events[1]
    assert spoken.text != story and spoken.confidence is not None and spoken.confidence < 1
    assert any(f"听成：{spoken.text}，把握" in line for line in shown)
    assert spoken.nbest and all(other in "".join(shown) for other in spoken.nbest)


async def test_whoever_is_told_to_wait_hears_both_in_one() -> None:
    waits = Heard("请稍等。", "wait")
    events, shown = await conversation("年费", answers=(LISTENS, waits, waits, LISTENS, LISTENS))
    kinds = [event.kind for event in events]
    assert kinds == ["start", "speech", "continue", "continue", "hangup"]
    assert shown[1] == "小保：请稍等。请稍等。您说。"


def test_number_keys_and_end_are_told() -> None:
    heard = Heard("请按键。", "gather", Collects(11, "#"), ticket="2600000000")
    assert list(call.told(heard)) == [
        "小保：请按键。",
        "  （单号 2600000000）",
        "  （可以按键，最多 11 位，# 结束）",
    ]


async def test_an_answer_of_another_protocol_is_a_failure() -> None:
    async def post(request: Request) -> bytes:
        return b"<html>no</html" if request.body or request.headers else b""

    for kind in PHONES.values():
        with pytest.raises(CallFailed, match="not an answer"):
            await kind(Site("http://h", "s" * 16, PhoneKeys()), post).begin("1")
