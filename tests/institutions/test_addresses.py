"""Webhooks lead to public addresses only, whatever the name says, unless a network was allowed."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from bot.institutions import addresses
from bot.institutions.addresses import Guard, checked_url, host_and_port
from bot.institutions.errors import RefusedAddress, WrongField

PUBLIC = ("8.8.8.8", "114.114.114.114", "2400:3200::1", "64:ff9b::808:808", "::ffff:8.8.8.8")
INSIDE = (
    "127.0.0.1",
    "127.8.9.10",
    "10.0.0.8",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "0.0.0.0",
    "255.255.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.1.1",
    "239.255.255.250",
    "240.0.0.1",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "ff0e::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001:db8::1",
)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_reached(address: str) -> None:
    assert Guard().allows(address)


@pytest.mark.parametrize("address", INSIDE)
def test_what_lies_inside_may_not(address: str) -> None:
    assert not Guard().allows(address)


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("10.20.1.1", True),
        ("10.21.1.1", False),
        ("::ffff:10.20.1.1", True),
        ("127.0.0.1", False),
        ("fd00:1::5", True),
        ("fd00:2::5", False),
        ("64:ff9b::a14:101", True),
    ],
)
def test_a_network_can_be_allowed(address: str, may: bool) -> None:
    assert Guard(("10.20.0.0/16", "fd00:1::/32")).allows(address) is may


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What names lead to."""
    known: dict[str, list[str]] = {}

    def look_up(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in known[host]]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", look_up)
    return known


async def test_all_addresses_of_a_name_are_judged(names: dict[str, list[str]]) -> None:
    names["bank.example"] = ["8.8.8.8", "8.8.4.4", "8.8.8.8"]
    assert await Guard().addresses("bank.example", 443) == ["8.8.8.8", "8.8.4.4"]
    names["bank.example"] = ["8.8.8.8", "10.0.0.1"]
    with pytest.raises(RefusedAddress):
        await Guard().addresses("bank.example", 443)
    with pytest.raises(socket.gaierror):
        await Guard().addresses("nowhere.example", 443)


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f.1", "127.1", "017700000001", "localhost", "ip6-localhost"]
)
async def test_other_ways_to_write_loopback_are_loopback(host: str) -> None:
    """The computer itself looks these up; whatever it makes of them is judged."""
    with pytest.raises(OSError):
        await Guard().addresses(host, 443)


@pytest.mark.parametrize(
    "url",
    [
        "https://bank.example/hooks/xiaobao",
        "https://bank.example:8443/h?channel=1",
        "https://[2400:3200::1]/h",
        "http://127.0.0.1:8080/h",
        "http://localhost/h",
        "http://[::1]:9000/",
    ],
)
def test_good_addresses(url: str) -> None:
    assert checked_url(f"  {url} ") == url


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", "missing"),
        ("https://" + "b" * 500, "too_long"),
        ("http://bank.example/h", "not_https"),
        ("http://127.0.0.2/h", "not_https"),
        ("http://10.0.0.1/h", "not_https"),
        ("https://user:secret@bank.example/h", "with_password"),
        ("https://user@bank.example/h", "with_password"),
        ("ftp://bank.example/h", "not_an_address"),
        ("file:///etc/passwd", "not_an_address"),
        ("gopher://127.0.0.1:6379/_", "not_an_address"),
        ("bank.example/h", "not_an_address"),
        ("https:///h", "not_an_address"),
        ("https://bank.example:99999/h", "not_an_address"),
        ("https://bank.example:0/h", "not_an_address"),
        ("https://bank.example/h#part", "not_an_address"),
        ("https://bank.example\\@10.0.0.1/h", "not_an_address"),
        ("https://bank.example/ h", "not_an_address"),
        ("https://bank.example/\r\nX: 1", "not_an_address"),
        ("https://银行.example/h", "not_an_address"),
        ("javascript:alert(1)", "not_an_address"),
    ],
)
def test_bad_addresses(url: str, problem: str) -> None:
    with pytest.raises(WrongField) as wrong:
        checked_url(url)
    assert (wrong.value.field, wrong.value.problem) == ("url", problem)


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("https://bank.example/h", ("bank.example", 443)),
        ("http://localhost/h", ("localhost", 80)),
        ("https://[2400:3200::1]:8443/h", ("2400:3200::1", 8443)),
    ],
)
def test_where_an_address_leads(url: str, leads: tuple[str, int]) -> None:
    assert host_and_port(url) == leads
