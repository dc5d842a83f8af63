"""The hotline and its agent, as the conversations use them."""

from __future__ import annotations

from tests.conversation.conftest import agent, hotline, talk

__all__ = ["agent", "hotline", "talk"]
