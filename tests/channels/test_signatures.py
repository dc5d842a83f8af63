"""Signatures of telephone platforms."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.channels.errors import Refusal
from bot.channels.signatures import WINDOW, check, sign

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=timezone.utc)
STAMP = str(int(NOW.timestamp()))
BODY = '{"call_id": "一"}'.encode()


def test_a_signature_made_by_hand() -> None:
    # printf '1700000000.{}' | openssl dgst -sha256 -hmac secret
    made = "b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163"
    assert sign("secret", "1700000000", b"{}") == f"v1={made}"


@pytest.mark.parametrize("seconds", [-WINDOW, -1, 0, 1, WINDOW])
def test_good_within_the_window(seconds: int) -> None:
    moment = NOW + timedelta(seconds=seconds)
    assert check("s", STAMP, sign("s", STAMP, BODY), BODY, moment) is None


@pytest.mark.parametrize("seconds", [-WINDOW - 1, WINDOW + 1, 10**8])
def test_stale_outside_it(seconds: int) -> None:
    with pytest.raises(Refusal, match="stale"):
        check("s", STAMP, sign("s", STAMP, BODY), BODY, NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "v1=",
        sign("other", STAMP, BODY),
        sign("s", STAMP, BODY + b" "),
        sign("s", str(int(STAMP) + 1), BODY),
        sign("s", STAMP, BODY).upper(),
        sign("s", STAMP, BODY).removeprefix("v1="),
        sign("s", STAMP, BODY) + "0",
        "v1=\udcff",
    ],
)
def test_any_other_signature_is_refused(signature: str) -> None:
    with pytest.raises(Refusal, match="bad_signature"):
        check("s", STAMP, signature, BODY, NOW)


@pytest.mark.parametrize("stamp", ["", "now", "-1", "+1", "1.5", " 1", "１", "٣", "9" * 13, "1\n"])
def test_a_timestamp_is_whole_seconds(stamp: str) -> None:
    with pytest.raises(Refusal, match="bad_timestamp"):
        check("s", stamp, sign("s", stamp, BODY), BODY, NOW)
