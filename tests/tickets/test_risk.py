from __future__ import annotations

from decimal import Decimal

import pytest

from bot.tickets.risk import risk_level


@pytest.mark.parametrize(
    ("amount", "intent", "emotion", "words", "level"),
    [
        (None, "complain_service", "calm", "排队太久", 1),
        (Decimal("49999.99"), "complain_wealth", None, "", 1),
        (Decimal(50000), "complain_wealth", None, "", 2),
        (Decimal(200000), "complain_wealth", None, "", 3),
        (None, "report_fraud", "calm", "", 3),
        (None, "complain_collection", "calm", "", 2),
        (None, "complain_service", "furious", "", 2),
        (None, "complain_service", "desperate", "", 3),
        (None, "complain_collection", "calm", "逼得我不想活了", 3),
        (None, "complain_service", "calm", "再不解決我就曝光", 2),
        (Decimal(10), "complain_wealth", "calm", "这是我的养老钱", 2),
        (None, "complain_service", "unheard-of", "\ud800", 1),
    ],
)
def test_the_gravest_sign_counts(
    amount: Decimal | None, intent: str, emotion: str | None, words: str, level: int
) -> None:
    assert risk_level(amount, intent, emotion, words) == level
