"""The parts of our VoiceXML documents."""

from __future__ import annotations

import json
from xml.etree.ElementTree import Element, SubElement

from bot.channels.messages import Collect, PhoneAnswer, Said

FIELDS = (
    "call_id",
    "turn",
    "event",
    "speech",
    "confidence",
    "digits",
    "caller",
    "callee",
)
NAMES = ("call_id", "turn", "event", "speech", "confidence", "digits")
HERE = "vxml"  # relative to the document, so that it holds behind any proxy
PATIENCE = "8s"  # then the caller is put through to a person
SILENCE = "60s"
# The recogniser's grammar for free speech; the name differs from maker to maker.
DICTATION = "builtin:speech/transcribe"
KEYS = "0123456789*"
NOT_CONNECTED = "人工的线路这会儿接不通，请您过一会儿再打过来。"


def document(voice: str, call: str, turn: int, collect: Collect | None) -> Element:
    """Return a document without forms: its properties, its variables, what it does on errors."""
    root = Element(
        "vxml", {"version": "2.1", "xmlns": "http://www.w3.org/2001/vxml", "xml:lang": voice}
    )
    for name, value in _properties(collect).items():
        SubElement(root, "property", {"name": name, "value": value})
    values = {"call_id": call, "turn": str(turn)}
    for name in NAMES:
        SubElement(root, "var", {"name": name, "expr": _script(values.get(name, ""))})
    _submit(SubElement(root, "catch", {"event": "connection.disconnect.hangup"}), "hangup")
    SubElement(SubElement(root, "catch", {"event": "connection.disconnect.transfer"}), "exit")
    SubElement(SubElement(root, "error"), "goto", {"next": "#person"})
    return root


def listening(answer: PhoneAnswer) -> Element:
    """Return a form that says its words and waits for speech or keys."""
    form = Element("form", {"id": "turn"})
    field = SubElement(form, "field", {"name": "heard"})
    SubElement(field, "grammar", {"src": DICTATION, "mode": "voice"})
    field.append(_key_grammar(answer.collect.max_digits if answer.collect else 1))
    _prompts(field, answer)
    _submit(SubElement(field, "noinput"), "noinput")
    _submit(SubElement(field, "nomatch"), "nomatch")
    _heard(SubElement(field, "filled"))
    return form


def silence(answer: PhoneAnswer) -> Element:
    """Return a form that listens without a word: a person has the call."""
    form = listening(answer)
    SubElement(form[0], "property", {"name": "timeout", "value": SILENCE})
    return form


def moment(answer: PhoneAnswer) -> Element:
    """Return a form that says its words and comes straight back."""
    form = Element("form", {"id": "turn"})
    block = SubElement(form, "block")
    _prompts(block, answer)
    _submit(block, "continue")
    return form


def goodbye(answer: PhoneAnswer) -> Element:
    """Return a form that says its words and ends the call."""
    form = Element("form", {"id": "turn"})
    block = SubElement(form, "block")
    _prompts(block, answer)
    SubElement(block, "disconnect")
    return form


def person(answer: PhoneAnswer | None, agents: str) -> Element:
    """Return a form that puts the caller through; what is known travels in `aai`."""
    form = Element("form", {"id": "person"})
    if answer:
        _prompts(SubElement(form, "block"), answer)
    known = json.dumps(answer.transfer or {}) if answer else "{}"
    destination = agents if ":" in agents else f"tel:{agents}"
    attributes = {"name": "person", "dest": destination, "type": "blind", "aai": known}
    transfer = SubElement(form, "transfer", attributes)
    failed = SubElement(
        transfer, "error"
    )  # whatever it is: the document's own would come back here
    SubElement(failed, "prompt", {"bargein": "false"}).text = NOT_CONNECTED
    SubElement(failed, "disconnect")
    return form


def _properties(collect: Collect | None) -> dict[str, str]:
    values = {"inputmodes": "dtmf voice", "fetchtimeout": PATIENCE, "confidencelevel": "0.0"}
    if collect:
        values |= {
            "timeout": f"{collect.timeout_s:g}s",
            "interdigittimeout": f"{collect.between_keys_s:g}s",
            "completetimeout": f"{collect.end_silence_ms}ms",
            "termchar": collect.end_key or "",
        }
    return values


def _prompts(parent: Element, answer: PhoneAnswer) -> None:
    for said in answer.say:
        _prompt(parent, said, answer)


def _prompt(parent: Element, said: Said, answer: PhoneAnswer) -> None:
    prompt = SubElement(parent, "prompt", {"bargein": "true" if said.interruptible else "false"})
    manner = {"rate": f"{answer.rate_percent / 100:g}"} if answer.rate_percent != 100 else {}
    if answer.loud:
        manner["volume"] = "loud"
    (SubElement(prompt, "prosody", manner) if manner else prompt).text = said.text


def _key_grammar(most: int) -> Element:
    """Return a grammar of keys; the builtin one of digits has no star, which is an X to us."""
    grammar = Element("grammar", {"mode": "dtmf", "version": "1.0", "root": "keys"})
    rule = SubElement(grammar, "rule", {"id": "keys", "scope": "public"})
    several = SubElement(rule, "item", {"repeat": f"1-{most}"})
    keys = SubElement(several, "one-of")
    for key in KEYS:
        SubElement(keys, "item").text = key
    return grammar


def _heard(filled: Element) -> None:
    """Tell keys from speech, and submit them."""
    choice = SubElement(filled, "if", {"cond": "heard$.inputmode == 'dtmf'"})
    _assign(choice, "digits", "heard$.utterance")
    _assign(choice, "event", "'dtmf'")
    SubElement(choice, "else")
    _assign(choice, "speech", "heard$.utterance")
    _assign(choice, "confidence", "heard$.confidence")
    _assign(choice, "event", "'speech'")
    _submit(filled)


def _submit(parent: Element, event: str = "") -> None:
    if event:
        _assign(parent, "event", f"'{event}'")
    SubElement(parent, "submit", {"next": HERE, "method": "post", "namelist": " ".join(NAMES)})


def _assign(parent: Element, name: str, expression: str) -> None:
    SubElement(parent, "assign", {"name": name, "expr": expression})


def _script(text: str) -> str:
    """Return the text as ECMAScript spells it."""
    return json.dumps(text)
