"""Who may serve whom: skills, colleagues by name, and anybody when nobody better is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.handoff_profile import GENERAL, HandoffProfile


@dataclass(frozen=True)
class Pool:
    """The agents for one skill together: how many conversations they can have, and have free.

    `rivals` are the skills that wait for the same agents; None: all of them, as nobody is there.
    """

    rivals: frozenset[str] | None
    hands: int
    free: int


@dataclass(frozen=True)
class Crew:
    """The agents who are ready now: their skills by their ids, and how many they can take.

    `places` counts all conversations that they could have at a time, `taken` those they have.
    """

    skills: Mapping[str, frozenset[str]]
    places: Mapping[str, int]
    taken: Mapping[str, int]

    @classmethod
    def of(cls, agents: Iterable[Any], taken: Mapping[str, int]) -> Crew:
        """Build from the rows of those who are ready, and how many conversations each has."""
        ready = list(agents)
        return cls(
            skills={agent.id: frozenset(agent.skills) for agent in ready},
            places={agent.id: agent.capacity for agent in ready},
            taken={agent.id: taken.get(agent.id, 0) for agent in ready},
        )

    def serving(self, skill: str) -> frozenset[str]:
        """Return who serves a skill: everybody serves the general one."""
        return frozenset(
            agent for agent, skills in self.skills.items() if skill == GENERAL or skill in skills
        )

    def pool(self, skill: str) -> Pool:
        """Return who will serve a skill, as those who wait for it see them."""
        serving = self.serving(skill)
        hands = sum(self.places[agent] for agent in serving)
        taken = sum(self.taken[agent] for agent in serving)
        rivals = frozenset({skill, GENERAL}).union(*(self.skills[agent] for agent in serving))
        return Pool(rivals if serving else None, hands, max(0, hands - taken))

    def serves(self, agent: str, row: Any, now: datetime, profile: HandoffProfile) -> bool:
        """Tell whether an agent may take this one: by name, by skill, or as nobody else can."""
        if row.reserved_for and now < row.waiting_since + profile.offer:
            return bool(row.reserved_for == agent)
        serving = self.serving(row.skill)
        if agent in serving:
            return True
        return not serving and now - row.waiting_since >= profile.any_agent_after
