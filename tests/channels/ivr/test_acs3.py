"""ACS3-HMAC-SHA256: what is signed, and everything that is refused."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from bot.channels.errors import Refusal
from bot.channels.ivr.acs3 import WINDOW, Key, Signed, canonical, canonical_query, check, signature

KEY = Key("YourAccessKeyId", "YourAccessKeySecret")
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=timezone.utc)
NAMES = [
    "host",
    "x-acs-action",
    "x-acs-content-sha256",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-version",
]
EMPTY = hashlib.sha256(b"").hexdigest()


def signed(
    query: str = "ConversationId=c-1&Utterance=%E4%BD%A0+%E5%A5%BD",
    body: bytes = b"",
    names: list[str] | None = None,
    **headers: str,
) -> Signed:
    """Return a request rightly signed with the given headers."""
    values = {
        "host": "hotline.example",
        "x-acs-action": "Dialogue",
        "x-acs-content-sha256": hashlib.sha256(body).hexdigest(),
        "x-acs-date": "2026-11-21T09:00:00Z",
        "x-acs-signature-nonce": "n-1",
        "x-acs-version": "2018-06-12",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    made = Signed("POST", query, {name: [value] for name, value in values.items()}, body)
    used = names or NAMES
    return with_authorization(made, f"{signature(made, used, KEY.secret)}", ";".join(used))


def with_authorization(made: Signed, value: str, names: str = ";".join(NAMES)) -> Signed:
    line = f"ACS3-HMAC-SHA256 Credential={KEY.id},SignedHeaders={names},Signature={value}"
    return changed(made, authorization=line)


def changed(made: Signed, **headers: str) -> Signed:
    new = {name.replace("_", "-"): [value] for name, value in headers.items()}
    return Signed(made.method, made.query, {**made.headers, **new}, made.body)


def refused(made: Signed, now: datetime = NOW, key: Key = KEY) -> str:
    with pytest.raises(Refusal) as refusal:
        check(made, key, now)
    assert refusal.value.status == 401
    return refusal.value.code


def test_the_example_of_the_documentation() -> None:
    """Alibaba Cloud's page on V3 request bodies and signatures prints this result."""
    made = Signed(
        "POST",
        "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai",
        {
            "host": ["ecs.cn-shanghai.aliyuncs.com"],
            "x-acs-action": ["RunInstances"],
            "x-acs-content-sha256": [EMPTY],
            "x-acs-date": ["2023-10-26T10:22:32Z"],
            "x-acs-signature-nonce": ["3156853299f313e23d1673dc12e1703d"],
            "x-acs-version": ["2014-05-26"],
        },
        b"",
    )
    expected = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    assert signature(made, NAMES, KEY.secret) == expected


def test_the_canonical_request() -> None:
    lines = canonical(signed(body=b"a=1"), NAMES).split("\n")
    assert lines[:3] == ["POST", "/", "ConversationId=c-1&Utterance=%E4%BD%A0%20%E5%A5%BD"]
    assert lines[3] == "host:hotline.example"
    assert lines[-3:] == ["", ";".join(NAMES), hashlib.sha256(b"a=1").hexdigest()]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ""),
        ("b=2&a=1", "a=1&b=2"),
        ("a=", "a="),
        ("a=1+1", "a=1%201"),
        ("a=%7E*%2F", "a=~%2A%2F"),
        ("a=%E4%BD%A0", "a=%E4%BD%A0"),
        ("a=%ff", "a=%EF%BF%BD"),
        ("b=1&a=2&b=0", "a=2&b=0&b=1"),
    ],
)
def test_parameters_are_ordered_and_escaped(query: str, expected: str) -> None:
    assert canonical_query(query) == expected


@pytest.mark.parametrize("seconds", [-WINDOW, 0, WINDOW])
def test_good_within_the_window(seconds: int) -> None:
    assert check(signed(), KEY, NOW + timedelta(seconds=seconds)) is None


@pytest.mark.parametrize("seconds", [-WINDOW - 1, WINDOW + 1, 10**8])
def test_stale_outside_it(seconds: int) -> None:
    assert refused(signed(), NOW + timedelta(seconds=seconds)) == "stale"


@pytest.mark.parametrize("date", ["", "now", "2026-11-21", "2026-11-21T09:00:00", "1763715600"])
def test_a_date_is_a_date(date: str) -> None:
    assert refused(signed(x_acs_date=date)) == "bad_date"


CHANGES: dict[str, dict[str, Any]] = {
    "one byte of the query": {"query": "ConversationId=c-2&Utterance=%E4%BD%A0+%E5%A5%BD"},
    "a parameter more": {"query": "ConversationId=c-1&Utterance=%E4%BD%A0+%E5%A5%BD&Number=1"},
    "one byte of the body": {"body": b"x"},
    "the method": {"method": "PUT"},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_request_is_refused(change: dict[str, Any]) -> None:
    made = signed()
    parts = {"method": "POST", "query": made.query, "body": b"", **change}
    assert refused(Signed(headers=made.headers, **parts)) == "bad_signature"


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_header_is_refused(name: str) -> None:
    made = signed()
    assert refused(changed(made, **{name: made.header(name) + "0"})) == "bad_signature"


def test_a_header_given_twice_is_refused() -> None:
    made = signed()
    twice = {**made.headers, "x-acs-date": ["2026-11-21T09:00:00Z", "2026-11-21T10:00:00Z"]}
    assert refused(Signed(made.method, made.query, twice, made.body)) == "bad_signature"


@pytest.mark.parametrize(
    "name", ["host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce"]
)
def test_a_signature_must_cover_what_matters(name: str) -> None:
    names = [one for one in NAMES if one != name]
    assert refused(signed(names=names)) == "bad_authorization"


def test_another_key_is_refused() -> None:
    assert refused(signed(), key=Key(KEY.id, "other")) == "bad_signature"
    assert refused(signed(), key=Key("other", KEY.secret)) == "bad_signature"


RIGHT = signature(signed(), NAMES, KEY.secret)
LINE = f"ACS3-HMAC-SHA256 Credential={KEY.id},SignedHeaders={';'.join(NAMES)},Signature="


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("", "bad_authorization"),
        ("Basic abc", "bad_authorization"),
        (LINE, "bad_authorization"),
        (LINE + RIGHT.upper(), "bad_authorization"),
        (LINE + RIGHT + "0", "bad_authorization"),
        (LINE.replace("SHA256", "SM3") + RIGHT, "bad_authorization"),
        (LINE.replace(KEY.id, "") + RIGHT, "bad_authorization"),
        (LINE.replace("host", "host\udcff") + RIGHT, "bad_authorization"),
        ("x" * 100_000, "bad_authorization"),
        (LINE + "0" * 64, "bad_signature"),
        (LINE + RIGHT[:-1] + ("0" if RIGHT[-1] != "0" else "1"), "bad_signature"),
        (LINE.replace(KEY.id, "键") + RIGHT, "bad_signature"),
    ],
)
def test_any_other_authorization_is_refused(line: str, code: str) -> None:
    assert refused(changed(signed(), authorization=line)) == code


def test_lone_surrogates_in_a_header_are_refused_without_a_fault() -> None:
    assert refused(changed(signed(), host="\udcff")) == "bad_signature"
