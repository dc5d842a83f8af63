"""Applications that live in the process of a test."""

from __future__ import annotations

from sanic import Sanic


def forget(app: Sanic) -> None:
    """Let an application go; what Sanic keeps for all of them would hold it, and its house."""
    app.router.get.cache_clear()
    app.router.find_route_by_view_name.cache_clear()
    for blueprint in app.blueprints.values():
        blueprint.reset()
