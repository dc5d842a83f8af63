"""eSpeak NG: robotic, but free, small and always there (Debian package `espeak-ng`)."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from bot.voices.sound import for_the_line
from bot.voices.voice import CannotSpeak, pace, speakable

PROGRAM = "espeak-ng"
WORDS_A_MINUTE = 190  # of the programme's own counting; about four syllables a second
TIME_LIMIT = 10.0  # seconds; a sentence takes a tenth of one


class Espeak:
    """A voice made by rules; fit for trials and as the last resort behind recordings."""

    def __init__(self, program: str = PROGRAM) -> None:
        self._program = program

    @property
    def name(self) -> str:
        """Return the name of the one voice that is used."""
        return "espeak cmn 1"

    def speak(self, text: str, rate_percent: int = 100) -> bytes:
        """Let the programme write a file; raises CannotSpeak where it is missing or fails."""
        # Brackets in pairs would be read as phonemes.
        words = speakable(text).replace("[", " ").encode("utf-8", "ignore")
        with tempfile.TemporaryDirectory(prefix="xiaobao-voice-") as directory:
            file = Path(directory) / "said.wav"
            self._run(words, WORDS_A_MINUTE * pace(rate_percent) // 100, file)
            return for_the_line(file.read_bytes())

    def _run(self, words: bytes, speed: int, file: Path) -> None:
        command = [self._program, "-v", "cmn", "-b", "1", "-s", str(speed), "-w", str(file)]
        try:
            subprocess.run(
                [*command, "--stdin"],
                input=words,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=TIME_LIMIT,
                check=True,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise CannotSpeak(f"{self._program}: {type(error).__name__}") from error
        if not file.exists():
            raise CannotSpeak(f"{self._program} wrote nothing")
