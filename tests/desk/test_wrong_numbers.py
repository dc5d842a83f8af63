"""Numbers in addresses that no row can have are unknown, not an error of ours."""

from __future__ import annotations

import pytest

from tests.desk.house import Colleague


@pytest.mark.parametrize("number", ["0", "-1", "2147483648", "9" * 30])
@pytest.mark.parametrize("deed", ["accept", "decline"])
async def test_handoffs_that_there_cannot_be(li: Colleague, number: str, deed: str) -> None:
    answer = await li.do(f"/desk/handoffs/{number}/{deed}", why="busy")
    assert (answer.status, answer.code) == (404, "unknown_handoff"), answer.text
