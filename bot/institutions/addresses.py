"""Where a webhook may lead: to public addresses, and to private ones only where that was allowed.

A name is looked up, every address that it has is judged, and only those are connected to: whoever
owns the name cannot send us elsewhere between the look and the call.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from yarl import URL

from bot.institutions.errors import RefusedAddress, WrongField

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LONGEST_URL = 500
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
SCHEMES = ("https", "http")
# IPv6 forms that carry an IPv4 address which Python does not take out by itself.
NAT64 = IPv6Network("64:ff9b::/96")
NEVER_GLOBAL = (IPv6Network("64:ff9b:1::/48"), IPv4Network("192.0.0.0/24"))
LOOKUPS = ThreadPoolExecutor(4, thread_name_prefix="names")  # a slow name server stops nobody else


class Guard:
    """Judges addresses; `allowed` are private networks that this installation may reach."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed = tuple(map(ip_network, allowed))

    async def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses of a host, all of which may be reached.

        Raises RefusedAddress when one may not, OSError when there are none.
        """
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(LOOKUPS, _look_up, host, port)
        if not all(map(self.allows, found)):
            raise RefusedAddress("this name leads to an address that must not be reached")
        return found

    def allows(self, address: str) -> bool:
        """Tell whether we may connect to an address."""
        return all(map(self._allows_one, _meant_by(ip_address(address.partition("%")[0]))))

    def _allows_one(self, address: Address) -> bool:
        return _is_public(address) or any(
            address.version == network.version and address in network for network in self._allowed
        )


def checked_url(url: str) -> str:
    """Return the address of a webhook; raises WrongField.

    It must be https, without a password in it; http is for a receiver on the same computer.
    """
    url = url.strip()
    if not url:
        raise WrongField("url", "missing")
    if len(url) > LONGEST_URL:
        raise WrongField("url", "too_long")
    parts = _parsed(url)
    if parts.scheme == "http" and parts.host not in LOOPBACK_NAMES:
        raise WrongField("url", "not_https")
    if parts.user is not None or parts.password is not None:
        raise WrongField("url", "with_password")
    return url


def host_and_port(url: str) -> tuple[str, int]:
    """Return where an address leads that was checked before, as whoever connects reads it."""
    parts = URL(url)
    return parts.host or "", parts.port or 0


def _parsed(url: str) -> URL:
    plain = url.isascii() and url.isprintable() and not set(url) & set(' \\"<>^`{|}#')
    try:
        parts = URL(url)
        usable = bool(parts.host) and parts.scheme in SCHEMES and bool(parts.port)
    except ValueError:
        usable = False
    if not (plain and usable):
        raise WrongField("url", "not_an_address")
    return parts


def _look_up(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _meant_by(address: Address) -> list[Address]:
    """Return the address and what is packed inside it."""
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address in NAT64:
        return [IPv4Address(int(address) & 0xFFFFFFFF)]
    return [address, address.sixtofour] if address.sixtofour else [address]


def _is_public(address: Address) -> bool:
    never = any(address.version == one.version and address in one for one in NEVER_GLOBAL)
    return address.is_global and not address.is_multicast and not never
