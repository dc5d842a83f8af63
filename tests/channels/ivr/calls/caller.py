"""Callers: SIPp, which speaks SIP and RTP as a telephone does."""

from __future__ import annotations

import audioop
import subprocess
import wave
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote
from xml.dom.minidom import Document, Element, getDOMImplementation

from bot.voices.espeak import Espeak
from tests.channels.ivr.calls.keys import capture, duration_ms
from tests.channels.ivr.calls.pbx import Pbx

IMPATIENCE = 40  # keys
LONGEST_CALL = 240  # seconds
QUIET = b"\xd5" * 16_000  # two seconds of it, in A-law, so that the end of speech is noticed
OFFER = """v=0
o=- 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [auto_media_port] RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-16
"""


@dataclass
class Caller:
    """What one caller does, step by step; `run` makes the call."""

    directory: Path
    number: str = "13812345678"
    words: list[str] = field(default_factory=list)
    steps: list[tuple[str, str]] = field(default_factory=list)
    speaks_ms: int = 0  # how long the last words take

    def says(self, text: str) -> Caller:
        """Speak once it is the caller's turn."""
        self.words.append(text)
        return self._then(("listen", ""), ("play", str(self._spoken(text))))

    def presses(self, keys: str, *, after: int | None = None) -> Caller:
        """Press keys on one's turn, or so many milliseconds after the step before."""
        first = ("listen", "") if after is None else ("pause", str(after))
        file = self.directory / f"keys-{len(self.steps)}.pcap"
        file.write_bytes(capture(keys, len(self.steps)))
        return self._then(first, ("press", str(file)), ("pause", str(duration_ms(keys))))

    def keeps_pressing(self, key: str) -> Caller:
        """Press a key again and again from the beginning of the call on."""
        file = self.directory / "impatience.pcap"
        file.write_bytes(capture(key * IMPATIENCE, 0))
        return self._then(("press", str(file)))

    def listens(self) -> Caller:
        """Wait for one's turn."""
        return self._then(("listen", ""))

    def hangs_up(self, *, after: int = 0) -> Caller:
        """End the call."""
        return self._then(("pause", str(after)), ("hang up", ""))

    def is_hung_up_on(self) -> Caller:
        """Wait until the other side ends the call."""
        return self._then(("wait for the end", ""))

    def run(self, pbx: Pbx, extension: str, *, calls: int = 1, per_second: int = 1) -> str:
        """Make the call, or several like it; return what SIPp reports, or fail."""
        file = self.directory / f"scenario-{self.number}-{len(self.steps)}.xml"
        file.write_bytes(scenario(self.steps, self.number, self.words))
        command = ["sipp", f"127.0.0.1:{pbx.port}", "-sf", str(file), "-s", extension]
        command += ["-i", "127.0.0.1", "-mi", "127.0.0.1", "-m", str(calls), "-r", str(per_second)]
        command += ["-l", str(calls)]  # else none beyond a limit of its own at the same time
        command += ["-timeout", f"{LONGEST_CALL}s", "-timeout_error", "-trace_err", "-nostdin"]
        done = subprocess.run(
            command, cwd=self.directory, capture_output=True, text=True, timeout=LONGEST_CALL + 30
        )
        errors = "".join(log.read_text() for log in self.directory.glob("*_errors.log"))
        assert done.returncode == 0, (errors or done.stdout)[-3000:]
        return done.stdout

    def _then(self, *steps: tuple[str, str]) -> Caller:
        self.steps.extend(steps)
        return self

    def _spoken(self, text: str) -> Path:
        """Return a file of the words in A-law, with quiet after them."""
        file = self.directory / f"words-{len(self.words)}.wav"
        file.write_bytes(Espeak().speak(text))
        with wave.open(str(file)) as sound:
            line = audioop.lin2alaw(sound.readframes(sound.getnframes()), 2)
        self.speaks_ms = len(line) // 8
        file.with_suffix(".alaw").write_bytes(line + QUIET)
        return file.with_suffix(".alaw")


def scenario(steps: Sequence[tuple[str, str]], number: str, words: Sequence[str]) -> bytes:
    """Return the steps of a call as SIPp reads them."""
    implementation = getDOMImplementation()
    assert implementation is not None
    page = implementation.createDocument(None, "scenario", None)
    root = page.documentElement
    root.setAttribute("name", "a caller")
    said = "|".join(quote(one) for one in words)
    invite = _message("INVITE", number, 1, OFFER, f"X-Words: {said}")
    _send(page, root, invite)
    for code in ("100", "180", "183"):
        _tag(page, root, "recv", response=code, optional="true")
    _tag(page, root, "recv", response="200", rrs="true")
    _send(page, root, _message("ACK", number, 1), retrans=False)
    for step, value in steps:
        _step(page, root, step, value, number)
    return page.toxml(encoding="utf-8")


def _step(page: Document, root: Element, step: str, value: str, number: str) -> None:
    if step == "pause":
        _tag(page, root, "pause", milliseconds=value)
    elif step == "listen":
        _tag(page, root, "recv", request="MESSAGE")
        _send(page, root, _ok(), retrans=False)
    elif step == "hang up":
        _send(page, root, _message("BYE", number, 2))
        _tag(page, root, "recv", response="200")
    elif step == "wait for the end":
        _tag(page, root, "recv", request="BYE")
        _send(page, root, _ok(), retrans=False)
    else:
        _sound(page, root, step, value)


def _sound(page: Document, root: Element, step: str, value: str) -> None:
    action = _tag(page, _tag(page, root, "nop"), "action")
    if step == "press":
        _tag(page, action, "exec", play_pcap_audio=value)
    else:
        _tag(page, action, "exec", rtp_stream=f"{value},1,8,PCMA/8000")


def _tag(page: Document, parent: Element, name: str, **attributes: str) -> Element:
    tag = page.createElement(name)
    for attribute, value in attributes.items():
        tag.setAttribute(attribute, value)
    parent.appendChild(tag)
    return tag


def _send(page: Document, root: Element, message: str, *, retrans: bool = True) -> None:
    tag = _tag(page, root, "send", **({"retrans": "500"} if retrans else {}))
    tag.appendChild(page.createCDATASection("\n" + message))


def _message(method: str, number: str, sequence: int, body: str = "", *headers: str) -> str:
    first = method == "INVITE"
    target = "sip:[service]@[remote_ip]:[remote_port]"
    lines = [
        f"{method} {target if first else '[next_url]'} SIP/2.0",
        "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]",
        f"From: <sip:{number}@[local_ip]:[local_port]>;tag=[pid]caller[call_number]",
        f"To: <{target}>" + ("" if first else "[peer_tag_param]"),
        "Call-ID: [call_id]",
        f"CSeq: {sequence} {method}",
        f"Contact: <sip:{number}@[local_ip]:[local_port]>",
        "Max-Forwards: 70",
        *headers,
        *(["Content-Type: application/sdp"] if body else []),
        "Content-Length: [len]" if body else "Content-Length: 0",
    ]
    return "\n".join([*lines, "", body])


def _ok() -> str:
    lines = ["SIP/2.0 200 OK", "[last_Via:]", "[last_From:]", "[last_To:]", "[last_Call-ID:]"]
    return "\n".join([*lines, "[last_CSeq:]", "Content-Length: 0", "", ""])
