"""Every drill as a telephone call, clear and noisy: `python -m benchmarks.call_drills`."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.metrics import percentile
from benchmarks.noise import SEED
from benchmarks.parsing import be_quiet
from benchmarks.rehearsal.caller import Call, Moment, play
from benchmarks.rehearsal.lengths import length_table, longest
from benchmarks.rehearsal.line import LEVEL_NAMES, LEVELS, Line
from benchmarks.rehearsal.script import Script, read_scripts
from benchmarks.rehearsal.stage import stage_for
from benchmarks.rehearsal.verdict import Verdict, judge
from benchmarks.report import aligned, percent
from bot.dialogue.engine import Agent
from bot.dialogue.training import model_for, train

ROOT = Path(__file__).parent.parent
SHOWN_LONGEST = 25


@dataclass(frozen=True)
class Played:
    """One drill at one level."""

    script: Script
    call: Call
    verdict: Verdict


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the drills and print how they ended, what failed and how long we spoke."""
    options = _parser().parse_args(arguments)
    be_quiet()
    scripts = [one for one in read_scripts() if not options.show or options.show in one.name]
    played = asyncio.run(_load_and_play(options.model, scripts, options.level, options.seed))
    if options.show:
        print(*(transcript(one, level) for level in played for one in played[level]), sep="\n")
    else:
        print(report(played))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.call_drills", description=__doc__)
    parser.add_argument("--model", type=Path, help="用这个模型，不用当前数据的模型")
    parser.add_argument("--show", metavar="名字", default="", help="只演练名字里有它的，打印全文")
    parser.add_argument("--seed", default=SEED, help="换一副耳朵：噪声的种子")
    parser.add_argument(
        "--level", type=int, nargs="+", choices=LEVELS, default=LEVELS, help="噪声，0 是清楚"
    )
    return parser


async def _load_and_play(
    model: Path | None, scripts: Sequence[Script], levels: Sequence[int], seed: int | str
) -> dict[int, list[Played]]:
    from bot.dialogue.rasa_agent import RasaAgent

    path = model or model_for(ROOT)
    agent = await RasaAgent.load(path if path.exists() else train(ROOT), ROOT / "endpoints.yml")
    return await play_all(scripts, agent, levels, seed)


async def play_all(
    scripts: Sequence[Script], agent: Agent, levels: Sequence[int] = LEVELS, seed: int | str = SEED
) -> dict[int, list[Played]]:
    """Play each drill at each level, on a clear line first: that shows how it usually goes."""
    played: dict[int, list[Played]] = {level: [] for level in levels}
    for script in scripts:
        usual = await play_one(script, agent, Line(0))
        for level in levels:
            again = level and await play_one(script, agent, Line(level, seed), usual.call)
            played[level].append(again or usual)
    return played


async def play_one(script: Script, agent: Agent, line: Line, usual: Call | None = None) -> Played:
    """Play one drill on its own stage and judge its end."""
    with stage_for(script) as stage:
        call = await play(script, stage, agent, line, usual.asked if usual else None)
        return Played(script, call, judge(script, stage, call))


def share_met(played: Sequence[Played]) -> float:
    """Return the share of calls that ended as they should, or with a person."""
    return sum(one.verdict.end != "wrong" for one in played) / len(played)


def report(played: dict[int, list[Played]]) -> str:
    """Return all figures, the failed drills and the longest turns."""
    calls = {LEVEL_NAMES[level]: [one.call for one in ones] for level, ones in played.items()}
    every = [call for ones in calls.values() for call in ones]
    return "\n".join(
        [
            _ends(played),
            "",
            *(_failed(level, one) for level in played for one in played[level] if _odd(one)),
            "",
            length_table(calls),
            "",
            *longest(every, SHOWN_LONGEST),
        ]
    )


def _ends(played: dict[int, list[Played]]) -> str:
    rows: list[tuple[str, ...]] = [
        ("", "演练", "对", "人工", "错", "对或人工%", "对%", "细节有误", "重说", "轮数中位", "最多")
    ]
    for level, ones in played.items():
        ends = [one.verdict.end for one in ones]
        turns = [float(len(one.call.moments)) for one in ones]
        counts = [len(ones), *(ends.count(end) for end in ("right", "person", "wrong"))]
        slips = sum(bool(one.verdict.slips) for one in ones)
        again = sum(moment.again for one in ones for moment in one.call.moments)
        shares = percent(share_met(ones)), percent(ends.count("right") / len(ones))
        most = f"{percentile(turns, 50):g}", f"{max(turns):g}"
        rows.append((LEVEL_NAMES[level], *map(str, counts), *shares, str(slips), str(again), *most))
    return aligned(rows)


def _odd(one: Played) -> bool:
    return one.verdict.end != "right" or bool(one.verdict.slips)


def _failed(level: int, one: Played) -> str:
    mark = {"right": "△", "person": "人", "wrong": "✗"}[one.verdict.end]
    faults = "；".join([*one.verdict.faults, *(f"（{slip}）" for slip in one.verdict.slips)])
    return f"{LEVEL_NAMES[level]} {mark} {one.script.name}：{faults}{_taken_over(one.call)}"


def _taken_over(call: Call) -> str:
    """Return at which question a person took over, and what was heard last."""
    moments = [Moment(-1, "", None, "", "", "", ""), *call.moments]
    for before, moment in pairwise(moments):
        if moment.act == "transfer":
            heard = moment.heard.text if moment.heard else moment.did
            return f"；问 {before.asked} 时，把“{moment.did}”听成“{heard}”，转了人工"
    return ""


def transcript(one: Played, level: int) -> str:
    """Return a call to be read: what was said, what was heard of it, what was answered."""
    heading = f"{'=' * 20} {one.script.name}（{LEVEL_NAMES[level]}）：{one.script.situation}"
    lines = [line for moment in one.call.moments for line in _told(moment)]
    return "\n".join([heading, *lines, _failed(level, one), ""])


def _told(moment: Moment) -> Iterator[str]:
    yield f"{'再说' if moment.again else '来电'}：{moment.did}"
    if moment.heard and moment.heard.text != moment.did:
        others = "；".join(moment.heard.others)
        yield f"  听成：{moment.heard.text}（{moment.heard.confidence:.2f}；{others}）"
    act = "" if moment.act == "gather" else f" *{moment.act}*"
    yield f"  小保：{moment.said}{act}（问：{moment.asked}）"


if __name__ == "__main__":
    raise SystemExit(main())
