"""A voice and what it has said before."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.voices.sounds import Sounds
from bot.voices.voice import CannotSpeak, Voice

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Speaker:
    """Makes each sound once; sounds go by their names."""

    voice: Voice
    sounds: Sounds

    def said(self, text: str, rate_percent: int) -> str | None:
        """Return the name of a sound that was made before, or None."""
        name = self.sounds.name_of(self.voice.name, rate_percent, text)
        return name if self.sounds.find(name) is not None else None

    def say(self, text: str, rate_percent: int) -> str | None:
        """Return the name of a sound, made now if need be, or None where that fails.

        It may take a second: call it from a worker thread.
        """
        name = self.said(text, rate_percent)
        if name is not None:
            return name
        name = self.sounds.name_of(self.voice.name, rate_percent, text)
        try:
            self.sounds.put(name, self.voice.speak(text, rate_percent))
        except (CannotSpeak, OSError) as error:
            log.warning("nothing to play: %s", error)
            return None
        return name
