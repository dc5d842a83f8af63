"""How fast it answers, beside stock Rasa: `python -m benchmarks.turns`, or `make bench`."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path

from benchmarks import stock
from benchmarks.metrics import percentile
from benchmarks.players import SCRIPT, Played, play, sit_down
from benchmarks.report import SYSTEMS, aligned
from bot.database import Database
from bot.dialogue import training
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
AT_A_TIME = (1, 16)
ROUNDS = 4  # both sides take turns, so that what else the machine does falls on both
ACTIONS_START = 120.0  # seconds

Times = dict[tuple[str, int], Played]


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the same conversations with both sides and print their times and the ratio."""
    options = _parser().parse_args(arguments)
    models = {"ours": options.model or _our_model()}
    try:
        models["stock"] = options.stock_model or _stock_model()
    except stock.StockError as error:
        print(f"跳过原版 Rasa：{error}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as directory:
        variables = {side: Path(directory) / side for side in models}
        times = _play_all(models, variables, options.conversations)
        tickets = {side: _tickets(var) for side, var in variables.items()}
    print(table(times, tickets))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.turns", description=__doc__)
    parser.add_argument("--conversations", type=int, default=32, metavar="N", help="各谈多少场")
    parser.add_argument("--model", type=Path, help="用这个模型，不用当前数据的模型")
    parser.add_argument("--stock-model", type=Path, help="用这个原版 Rasa 模型")
    return parser


def _our_model() -> Path:
    model = training.model_for(ROOT)
    if model.exists():
        return model
    print("正在训练当前数据的模型，大约一分钟：", flush=True)
    return training.train(ROOT)


def _stock_model() -> Path:
    kept = stock.dialogue_model(ROOT)
    if kept is None:
        log = stock.CACHE / "training.log"
        print(f"正在用同样的数据训练原版 Rasa，约十几小时，只此一次；进度见 {log}", flush=True)
    return kept or stock.train(ROOT, with_dialogue=True)


def _play_all(
    models: Mapping[str, Path], variables: Mapping[str, Path], conversations: int
) -> Times:
    with ExitStack() as stack:
        pools = {}
        for side, model in models.items():
            environ = _prepared(variables[side])
            actions = stack.enter_context(_action_server(environ)) if side == "stock" else ""
            pools[side] = stack.enter_context(_process(side, model, actions, environ))
        first = 0
        times: Times = {}
        for at_a_time in AT_A_TIME:
            for numbers in (range(first, first + 1), *_rounds(first + 1, conversations)):
                for side, pool in pools.items():
                    played = pool.submit(play, numbers, at_a_time).result()
                    if numbers[0] > first:  # the first conversation warms up
                        times[side, at_a_time] = _together(times.get((side, at_a_time)), played)
            first += conversations + 1
    return times


def _rounds(first: int, conversations: int) -> list[range]:
    size = max(1, conversations // ROUNDS)
    end = first + conversations
    return [range(start, min(start + size, end)) for start in range(first, end, size)]


def _together(before: Played | None, played: Played) -> Played:
    if before is None:
        return played
    return Played(before.turns + played.turns, before.seconds + played.seconds)


def _prepared(var: Path) -> dict[str, str]:
    """Make an empty installation at `var` and return the environment that points to it."""
    named = {"XIAOBAO_VAR": str(var), "DATABASE_URL": "", "RASA_TELEMETRY_ENABLED": "false"}
    database = Database(Settings.from_environment(os.environ | named).database_url)
    database.upgrade()
    database.close()
    return named


def _tickets(var: Path) -> int:
    database = Database(f"sqlite:///{var / 'xiaobao.db'}")
    with database.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM tickets").scalar_one())


def _process(side: str, model: Path, actions: str, environ: dict[str, str]) -> ProcessPoolExecutor:
    """Return a process of its own for one side; it loads it at its first task."""
    return ProcessPoolExecutor(
        max_workers=1,
        mp_context=get_context("spawn"),
        initializer=sit_down,
        initargs=(side, model, actions, environ),
    )


@contextmanager
def _action_server(environ: Mapping[str, str]) -> Iterator[str]:
    """Run the project's actions as `rasa run actions` does and give the address of its webhook."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "rasa", "run", "actions", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/health", server)
        yield f"http://127.0.0.1:{port}/webhook"
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    begun = time.monotonic()
    while server.poll() is None and time.monotonic() - begun < ACTIONS_START:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError("the action server did not start: try `rasa run actions`")


def table(times: Times, tickets: Mapping[str, int]) -> str:
    """Return the figures of both sides and, last in each block, how many times faster ours is."""
    rows: list[tuple[str, ...]] = [("", "p50 毫秒", "p95 毫秒", "p99 毫秒", "每秒轮数")]
    for at_a_time in AT_A_TIME:
        figures = {side: _figures(times[side, at_a_time]) for side, at in times if at == at_a_time}
        for side, numbers in figures.items():
            heading = f"{SYSTEMS[side]}，同时 {at_a_time} 场"
            rows.append((heading, *(f"{number:.1f}" for number in numbers)))
        if len(figures) == 2:
            rows.append(("快几倍", *_ratios(*figures["ours"], *figures["stock"])))
    done = "，".join(f"{SYSTEMS[side]} {count} 件" for side, count in tickets.items())
    turns = len(times["ours", 1].turns)
    return f"{aligned(rows)}\n每场 {len(SCRIPT)} 轮，各 {turns} 轮；登记成工单：{done}"


def _figures(played: Played) -> tuple[float, float, float, float]:
    p50, p95, p99 = (percentile(played.turns, percent) for percent in (50, 95, 99))
    return p50, p95, p99, len(played.turns) / played.seconds


def _ratios(*numbers: float) -> tuple[str, ...]:
    ours, theirs = numbers[:4], numbers[4:]
    times = [slow / fast for fast, slow in zip(ours[:3], theirs[:3], strict=True)]
    return tuple(f"{ratio:.1f}×" for ratio in (*times, ours[3] / theirs[3]))


if __name__ == "__main__":
    raise SystemExit(main())
