"""Keys of a telephone as it sends them (RFC 4733), in the file format that SIPp plays."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from zlib import crc32

EVENTS = "0123456789*#"
PAYLOAD = 101
HELD, APART = 8, 20  # packets of 20 ms: how long a key is held, and from one key to the next
ENDS = 3  # the end of a key is told three times
TICKS = 160  # of the telephone's clock in 20 ms


def capture(keys: str, batch: int) -> bytes:
    """Return a capture (pcap) of keys pressed one after the other; batches have own sources."""
    header = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    source = crc32(f"{batch} {keys}".encode())
    packets = enumerate(_events(keys))
    return header + b"".join(
        _record(time, _rtp(number, begun, source, event))
        for number, (time, begun, event) in packets
    )


def duration_ms(keys: str) -> int:
    """Return how long it takes to press them."""
    return len(keys) * APART * 20


def _events(keys: str) -> Iterator[tuple[int, int, bytes]]:
    """Give for each packet: its time in ms, the clock when the key went down, the event."""
    for place, key in enumerate(keys):
        start = place * APART
        for packet in range(HELD + ENDS):
            ended = packet >= HELD
            length = min(packet + 1, HELD) * TICKS
            event = struct.pack("!BBH", EVENTS.index(key), 0x80 * ended | 10, length)
            yield (start + packet) * 20, (start + 1) * TICKS, event


def _rtp(number: int, begun: int, source: int, event: bytes) -> bytes:
    return struct.pack("!BBHII", 0x80, PAYLOAD, number + 1, begun, source) + event


def _record(time_ms: int, rtp: bytes) -> bytes:
    loopback = bytes([127, 0, 0, 1])
    udp = struct.pack("!HHHH", 6000, 6000, 8 + len(rtp), 0) + rtp
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0) + loopback * 2
    frame = bytes(12) + b"\x08\x00" + ip + udp
    seconds, rest = divmod(time_ms, 1000)
    return struct.pack("<IIII", seconds, rest * 1000, len(frame), len(frame)) + frame
