"""The figures of `make eval` in words: as a table for the terminal, by lines for the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from unicodedata import east_asian_width

SYSTEMS = {"ours": "小保", "stock": "原版 Rasa"}
SETS = {"own": "自编评测集", "real": "真实语料"}
VERSIONS = {"clean": "原文", "telephone": "电话转写", "traditional": "繁体"}
WATCHED = {"emergency": "紧急", "report_fraud": "诈骗", "request_human": "转人工"}
ENTITIES = {"institution": "机构", "amount": "金额", "date": "日期", "product": "产品"}
SHOWN_CONFUSIONS = 10


def table(measured: Mapping[str, Any]) -> str:
    """Return a compact table: one column for each set, version and system."""
    columns = {
        (name, version, system): of_system["sets"][name][version]
        for system, of_system in measured.items()
        for name in of_system["sets"]
        for version in of_system["sets"][name]
    }
    ordered = sorted(columns, key=lambda key: (list(SETS).index(key[0]), *_places(key)))
    rows = [("", *(_heading(key) for key in ordered))]
    facts = [dict(summary(columns[key])) for key in ordered]
    names = dict.fromkeys(name for column in facts for name in column)
    rows += [(name, *(column.get(name, "–") for column in facts)) for name in names]
    memory = "；".join(
        f"{SYSTEMS[system]}进程内存峰值 {found['peak_memory_mb']} MB"
        for system, found in measured.items()
    )
    return "\n".join([aligned(rows), memory, "", *_confusions(columns)])


def _places(key: tuple[str, str, str]) -> tuple[int, int]:
    return list(VERSIONS).index(key[1]), list(SYSTEMS).index(key[2])


def _heading(key: tuple[str, str, str]) -> str:
    return f"{SETS[key[0]][:2]}·{VERSIONS[key[1]][:2]}·{SYSTEMS[key[2]][:2]}"


def summary(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the main figures of one set, version and system, named and written in Chinese."""
    yield "句数（另有两可）", f"{found['rows']}（{found['ambiguous']['rows']}）"
    yield "意图准确率", percent(found["accuracy"])
    yield "两可句准确率", percent(found["ambiguous"]["accuracy"])
    yield "宏平均 F1", percent(found["macro_f1"])
    yield "是不是投诉", percent(found["complaint_or_not"])
    for intent, watched in found["watched"].items():
        yield f"{WATCHED[intent]} 召回/句数", f"{percent(watched['recall'])}/{watched['rows']}"
        yield f"{WATCHED[intent]} 误报", percent(watched["false_alarms"])
    for entity, counts in found["entities"].items():
        name = ENTITIES.get(entity, entity)
        yield f"{name} 位置 F1", percent(counts["span"]["f1"])
        yield f"{name} 取值 F1", percent(counts["value"]["f1"])
    yield "校准误差 ECE", percent(found["ece"])
    yield "再问一遍", percent(found["asked_again"])
    yield "没再问却听错", percent(found["wrong_not_asked"])
    for at in found["thresholds"]:
        yield (
            f"阈值 {at['threshold']:g} 错/再问",
            f"{percent(at['wrong_and_sure'])}/{percent(at['asked_again'])}",
        )
    yield "毫秒 p50/p95", "{p50:.1f}/{p95:.1f}".format(**found["milliseconds"])


def percent(share: float | None) -> str:
    """Write a share in percent with one decimal; a dash where there is nothing to count."""
    return "–" if share is None else f"{share * 100:.1f}"


def _confusions(columns: Mapping[tuple[str, str, str], Any]) -> Iterator[str]:
    for (name, version, system), found in columns.items():
        if version == "clean":
            worst = found["confusions"][:SHOWN_CONFUSIONS]
            yield f"{SETS[name]}，{SYSTEMS[system]}最常听错："
            yield from (f"  {c['rows']:3d}  {c['meant']} → {c['taken_for']}" for c in worst)


def aligned(rows: list[tuple[str, ...]]) -> str:
    """Put rows of cells below each other; a Chinese character is two columns wide."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _width(cell)) if first else " " * (width - _width(cell)) + cell
            for first, cell, width in zip((True, *[False] * len(row)), row, widths, strict=False)
        )
        for row in rows
    )


def _width(cell: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in cell)
