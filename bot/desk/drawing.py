"""Pieces of a page are drawn one at a time, so that nobody's words wait behind many of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

BREATH = 0.002  # seconds between two pieces, in which everything else that came in is done


@asynccontextmanager
async def one_at_a_time(app: Any) -> AsyncIterator[None]:
    """Wait until no other piece is being drawn; forty pages may ask for theirs at once."""
    if not hasattr(app.ctx, "drawing"):
        app.ctx.drawing = asyncio.Lock()
    async with app.ctx.drawing:
        yield
        await asyncio.sleep(BREATH)
