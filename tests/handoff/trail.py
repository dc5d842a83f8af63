"""Read the events of a handoff as a story: what cannot follow on what was before is an error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

QUEUED = ("waiting", "callback")
OPEN = (*QUEUED, "accepted")

# From which states an act may come, and into which it leads (None: it stays).
ACTS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "requested": (("",), "waiting"),
    "promised": (OPEN, "callback"),
    "waits": (("callback",), "waiting"),
    "raised": (OPEN, None),
    "left": (QUEUED, "cancelled"),
    "accepted": (QUEUED, "accepted"),
    "declined": (QUEUED, None),
    "taken_over": (("", *OPEN), "accepted"),
    "transferred": (("accepted",), "waiting"),
    "released": (("waiting",), None),
    "missed": (("accepted",), "waiting"),
    "left_behind": (("accepted",), "waiting"),
    "returned": (("accepted",), "returned"),
    "finished": (("accepted",), "done"),
    "hard": (("accepted",), None),
    "rated": (("returned", "done"), None),
}
ONLY_BY_THE_OWNER = ("transferred", "returned", "finished")


@dataclass
class Story:
    """Where the events have brought a handoff."""

    state: str = ""
    owner: str | None = None

    @property
    def is_talk(self) -> bool:
        """Tell whether a person has the conversation now."""
        return self.state == "accepted"

    def go_on(self, event: Any) -> None:
        """Follow one event; it must fit to what was before."""
        before, after = ACTS[event.kind]
        assert self.state in before, f"{event.kind} while {self.state or 'nothing'}"
        if event.kind in ONLY_BY_THE_OWNER:
            assert event.actor == f"agent:{self.owner}", f"{event.kind} by {event.actor}"
        if after is not None:
            self.state = after
        if after == "accepted":
            self.owner = event.actor.partition(":")[2]
        elif self.state in QUEUED:
            self.owner = None


def story(events: Iterable[Any]) -> Story:
    """Follow the events of one handoff from its beginning."""
    told = Story()
    for event in events:
        told.go_on(event)
    return told
