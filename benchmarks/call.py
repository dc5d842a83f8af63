"""Ring the hotline in the terminal: `make call`, or `python -m benchmarks.call`."""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from benchmarks.callers import PHONES
from benchmarks.callers.own_hotline import HotlineDown, own_hotline, site_at
from benchmarks.callers.phone import CallFailed, Heard, Phone, Site
from benchmarks.callers.wire import wire
from benchmarks.noise import SEED
from benchmarks.rehearsal.line import LEVELS, Line
from bot.dialogue.training import TrainingError
from bot.settings import SettingsError

HELP = "打字就是说话；数字或 #123 是按键；空行是不出声；/挂 或 Ctrl-D 挂断。"
HANG_UP = "/挂"
_KEYS = re.compile(r"#?([0-9*#]+)")
ENDS = {"transfer": "转人工了", "hangup": "小保挂断了", "none": "现在由人工接听"}

Read = Callable[[], str | None]
"""Return what is typed next, None for the end of it."""
Show = Callable[[str], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Make one call and return 0, or 1 when the hotline did not answer as it should."""
    options = _parser().parse_args(arguments)
    try:
        with _site(options) as site:
            asyncio.run(_ring(site, options))
    except (CallFailed, HotlineDown, SettingsError, TrainingError) as error:
        print(f"电话打不通：{error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.call", description=__doc__)
    parser.add_argument("--dialect", choices=PHONES, default="turn", help="走哪种平台的协议")
    parser.add_argument(
        "--noise",
        type=int,
        choices=LEVELS,
        default=0,
        help="噪声：0 清楚，1 有时听错，2 总听错",
    )
    parser.add_argument("--seed", default=SEED, help="换一副耳朵：噪声的种子")
    parser.add_argument("--caller", default="13800138000", metavar="号码", help="空的就是隐藏号码")
    parser.add_argument("--elder", action="store_true", help="平台说来电的是老年人")
    parser.add_argument("--url", help="打给这个已启动的热线，不另起一个；密钥从环境和 var/ 里取")
    parser.add_argument("--model", type=Path, help="另起时用这个模型，不用当前数据的模型")
    return parser


def _site(options: argparse.Namespace) -> AbstractContextManager[Site]:
    if options.url:
        return nullcontext(site_at(options.url))
    print("正在启动一个热线，打完就收掉……", flush=True)
    return own_hotline(options.model)


async def _ring(site: Site, options: argparse.Namespace) -> None:
    line = Line(options.noise, options.seed)
    async with wire(keep=False) as post:
        phone = PHONES[options.dialect](site, post)
        print(HELP, flush=True)
        heard = await phone.begin(options.caller, elder=options.elder)
        await converse(phone, heard, line, _typed, lambda text: print(text, flush=True))


async def converse(phone: Phone, heard: Heard, line: Line, read: Read, show: Show) -> None:
    """Go on with a call until one of both sides ends it."""
    for number in range(sys.maxsize):
        for text in told(heard):
            show(text)
        if heard.action != "gather":
            return
        typed = read()
        if typed is None or typed.strip() == HANG_UP:
            await phone.hang_up()
            show("（您挂断了）")
            return
        heard = await _do(phone, typed.strip(), line, number, show)


async def _do(phone: Phone, typed: str, line: Line, number: int, show: Show) -> Heard:
    if not typed:
        return await phone.silence()
    if keys := _KEYS.fullmatch(typed):
        return await phone.press(keys[1])
    transcript = line.hear(typed, str(number), opens=number == 0)
    if line.level:
        others = "，".join(transcript.others)
        show(f"  （听成：{transcript.text}，把握 {transcript.confidence:.2f}；也可能是：{others}）")
    return await phone.say(transcript.text, transcript.confidence, transcript.others)


def told(heard: Heard) -> Iterator[str]:
    """Yield the lines to show of an answer."""
    if heard.words:
        yield f"小保：{heard.words}"
    if heard.ticket:
        yield f"  （单号 {heard.ticket}）"
    if heard.collects and heard.collects.max_digits > 1:
        end = f"，{heard.collects.end_key} 结束" if heard.collects.end_key else ""
        yield f"  （可以按键，最多 {heard.collects.max_digits} 位{end}）"
    if heard.action in ENDS:
        yield f"（{ENDS[heard.action]}）"
    if heard.transfer:
        yield f"  （同事看到：{json.dumps(heard.transfer, ensure_ascii=False)}）"


def _typed() -> str | None:
    """Read a line; what comes through a pipe is shown as if it had been typed."""
    try:
        typed = input("您：")
    except (EOFError, KeyboardInterrupt):
        print()
        return None
    if not sys.stdin.isatty():
        print(typed)
    return typed


if __name__ == "__main__":
    raise SystemExit(main())
