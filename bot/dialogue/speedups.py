"""Remedies for what makes Rasa 3.6 slow, in one place, each with its reason.

None changes what Rasa decides: `tests/dialogue/test_speedups.py` runs the same conversations
through stock and remedied Rasa and compares the events. `benchmarks/turns.py` shows the gain.
"""

from __future__ import annotations

import functools
from graphlib import TopologicalSorter
from typing import Any

_applied = False


def apply() -> None:
    """Put all remedies in place, once per process."""
    global _applied
    if _applied:
        return
    _compile_action_schema_once()
    _cache_event_types()
    _run_graph_directly()
    _skip_debug_copies()
    _applied = True


def _compile_action_schema_once() -> None:
    """Rasa re-checks its own JSON schema for every action call; ours runs in this process."""
    import jsonschema
    from rasa.core.actions.action import RemoteAction

    validator = jsonschema.Draft202012Validator(RemoteAction.action_response_format_spec())

    def check(self: Any, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = check


def _cache_event_types() -> None:
    """`Event.resolve_by_type` walks all subclasses for every stored event."""
    from rasa.shared.core import events

    original = events.Event.resolve_by_type
    events.Event.resolve_by_type = staticmethod(functools.lru_cache(maxsize=128)(original))


def _run_graph_directly() -> None:
    """Prediction graphs are short chains; dask's scheduler costs more than their nodes."""
    from rasa.engine.runner.dask import DaskGraphRunner

    original = DaskGraphRunner.run

    def run(
        self: Any, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> Any:
        if not inputs or not targets:
            return original(self, inputs, targets)
        plans = self.__dict__.setdefault("_plans", {})
        key = tuple(targets)
        if key not in plans:
            plans[key] = _plan(self._graph_schema.minimal_graph_schema(targets).nodes)
        done: dict[str, Any] = {name: (name, value) for name, value in inputs.items()}
        for name, needs in plans[key]:
            done[name] = self._instantiated_nodes[name](*[done[need] for need in needs])
        return {target: done[target][1] for target in targets}

    DaskGraphRunner.run = run


def _plan(nodes: dict[str, Any]) -> list[tuple[str, list[str]]]:
    needs = {name: list(node.needs.values()) for name, node in nodes.items()}
    return [
        (name, needs[name]) for name in TopologicalSorter(needs).static_order() if name in needs
    ]


def _skip_debug_copies() -> None:
    """Rasa deep-copies events, slots and messages for debug lines that nobody reads."""
