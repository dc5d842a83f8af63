"""The figures of `make eval` as one HTML page that a manager can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from benchmarks.pictures import confusion_matrix, reliability_curve
from benchmarks.report import SETS, SHOWN_CONFUSIONS, SYSTEMS, VERSIONS, percent, summary
from bot.data_files import read_yaml

_HERE = Path(__file__).parent


def page(measured: Mapping[str, Any]) -> str:
    """Return the page; it loads nothing from anywhere and contains no utterance."""
    sets = next(iter(measured.values()))["sets"]
    sections = "\n".join(_section(name, measured) for name in sets)
    template = Template((_HERE / "page.html").read_text(encoding="utf-8"))
    return template.substitute(sections=sections)


def _section(name: str, measured: Mapping[str, Any]) -> str:
    found = {system: of_system["sets"][name] for system, of_system in measured.items()}
    names: dict[str, str] = read_yaml(_HERE / "intents.yml")
    clean = found["ours"]["clean"]
    bins = {system: versions["clean"]["calibration"] for system, versions in found.items()}
    parts = [
        f"<h2>{SETS[name]}</h2>",
        _summary(found),
        "<h3>把握和实际相符吗</h3>",
        reliability_curve(bins, SYSTEMS),
        "<h3>什么听成了什么（原文）</h3>",
        _wide(confusion_matrix(clean, names)),
        "<h3>最常听错的</h3>",
        _confusions(clean, names),
        "<h3>每种来意听出了多少</h3>",
        _recalls(found, names),
    ]
    return "\n".join(parts)


def _summary(found: Mapping[str, Any]) -> str:
    columns = [
        (f"{VERSIONS[version]}<br>{SYSTEMS[system]}", dict(summary(found[system][version])))
        for version in VERSIONS
        for system in found
    ]
    names = dict.fromkeys(name for _, facts in columns for name in facts)
    rows = ((name, *(facts.get(name, "–") for _, facts in columns)) for name in names)
    return _table(["", *(heading for heading, _ in columns)], rows)


def _confusions(found: Mapping[str, Any], names: Mapping[str, str]) -> str:
    worst = found["confusions"][:SHOWN_CONFUSIONS]
    rows = ((names[c["meant"]], names[c["taken_for"]], str(c["rows"])) for c in worst)
    return _table(["原意", "听成", "句数"], rows)


def _recalls(found: Mapping[str, Any], names: Mapping[str, str]) -> str:
    def rows() -> Iterator[tuple[str, ...]]:
        for intent, entry in found["ours"]["clean"]["recall"].items():
            shares = (found[s]["clean"]["recall"][intent]["recall"] for s in found)
            yield names[intent], str(entry["rows"]), *map(percent, shares)

    return _table(["来意", "句数", *(SYSTEMS[system] for system in found)], rows())


def _table(headings: list[str], rows: Any) -> str:
    head = "".join(f"<th>{heading}</th>" for heading in headings)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return _wide(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def _wide(content: str) -> str:
    return f'<div class="wide">{content}</div>'
