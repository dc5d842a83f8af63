"""The hotline and its agent in this process, beside the running server of the doors."""

from __future__ import annotations

from tests.conversation.conftest import agent, hotline

__all__ = ["agent", "hotline"]
