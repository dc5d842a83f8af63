"""What a person sees while Rasa trains: the step it is at and the seconds it took so far."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from time import monotonic
from types import TracebackType

READING = "读取数据"
# What Rasa says when a step begins; the steps come in the order that its graph chooses.
SIGNS = {
    "Starting to train component 'RulePolicy'": "检查规则",
    "Starting to train component": "训练意图",
    "model is trained and saved": "打包",
}
TICK_SECONDS = 0.5


class Progress:
    """Follows Rasa's output; use it as a context around the training.

    On a terminal one line counts the seconds of each step; elsewhere each step is a plain line.
    """

    def __init__(self, show: Callable[[str], object] | None = None) -> None:
        self._show = show or _print
        self._ticking = show is None and sys.stdout.isatty()
        self._step = READING
        self._began = self._step_began = monotonic()
        self._done = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Progress:
        self._began = self._step_began = monotonic()
        if self._ticking:
            self._ticker.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        if self._ticking:
            self._ticker.join()
        self._finish_step()

    def saw(self, line: str) -> str:
        """Take one line of Rasa's output and hand it back."""
        step = next((step for sign, step in SIGNS.items() if sign in line), self._step)
        if step != self._step:
            self._finish_step()
            self._step, self._step_began = step, monotonic()
        return line

    def _finish_step(self) -> None:
        start, end = ("\r", "\033[K") if self._ticking else ("", "")
        self._show(f"{start}  {self._step} {monotonic() - self._step_began:.0f} 秒{end}\n")

    def _tick(self) -> None:
        while not self._done.wait(TICK_SECONDS):
            now = monotonic()
            text = f"{now - self._step_began:.0f} 秒（共 {now - self._began:.0f} 秒）"
            self._show(f"\r  {self._step}… {text}\033[K")


def _print(text: str) -> None:
    print(text, end="", flush=True)
