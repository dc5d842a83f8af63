"""Let a trained model read texts: through the whole pipeline, in a process of its own."""

from __future__ import annotations

import asyncio
import logging
import resource
import time
import warnings
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

FALLBACK = "nlu_fallback"
WARM_UP = ("你好", "我要投诉", "信用卡被多扣了年费")


@dataclass(frozen=True)
class Guess:
    """One entity that a model found."""

    entity: str
    start: int
    end: int
    value: str


@dataclass(frozen=True)
class Understood:
    """What a model made of one text.

    `intent` is the best real one, also where the pipeline fell back; `asked_again` tells that.
    """

    intent: str
    confidence: float
    asked_again: bool
    entities: tuple[Guess, ...]
    milliseconds: float


@dataclass(frozen=True)
class Readings:
    """All texts as understood, and the largest memory of the process that did it (MB)."""

    understood: list[Understood]
    peak_memory: float


def read_all(model: Path, texts: Sequence[str], *, remedied: bool) -> Readings:
    """Read the texts one at a time; `remedied` puts the project's speed-ups of Rasa in place.

    In a process of its own, because the speed-ups change Rasa itself.
    """
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_read_all, model, list(texts), remedied).result()


def _read_all(model: Path, texts: list[str], remedied: bool) -> Readings:
    return asyncio.run(_read_with(_load(model, remedied), texts))


def _load(model: Path, remedied: bool) -> Any:
    be_quiet()
    from rasa.core.agent import Agent

    from bot.dialogue import speedups

    if remedied:
        speedups.apply()
    return Agent.load(model_path=str(model))


def be_quiet() -> None:
    """Keep Rasa's and TensorFlow's debug output and warnings out of the way, and of the times."""
    warnings.showwarning = lambda *_, **__: None  # libraries take filters back
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    logging.disable(logging.WARNING)


async def _read_with(agent: Any, texts: list[str]) -> Readings:
    for text in WARM_UP:
        await agent.parse_message(text)
    understood = []
    for text in texts:
        begun = time.perf_counter()
        reading = await agent.parse_message(text)
        understood.append(_understood(reading, (time.perf_counter() - begun) * 1000))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Readings(understood, peak_memory=peak)


def _understood(reading: Mapping[str, Any], milliseconds: float) -> Understood:
    said = reading.get("intent") or {}
    ranking = [said, *reading.get("intent_ranking", ())]
    real = [entry for entry in ranking if entry.get("name") not in (None, FALLBACK)]
    best: Mapping[str, Any] = max(real, key=lambda entry: entry["confidence"], default={})
    return Understood(
        intent=best.get("name", FALLBACK),
        confidence=float(best.get("confidence", 0.0)),
        asked_again=said.get("name") in (None, FALLBACK),
        entities=tuple(
            Guess(found["entity"], found["start"], found["end"], str(found["value"]))
            for found in reading.get("entities", ())
        ),
        milliseconds=milliseconds,
    )
