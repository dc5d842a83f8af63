"""Inline SVG for the page of `make eval`: a confusion matrix and a reliability curve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

CELL = 22
LABELS = 150  # room for the names on both sides
CURVE = 320
MARGIN = 48
COLOURS = {"ours": "#0b6e4f", "stock": "#b45309"}


def confusion_matrix(found: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Draw what was meant (rows) against what was understood (columns), in shares of the row."""
    counts = _counts(found)
    meant = [intent for intent in names if intent in found["recall"]]
    guessed = [name for name in names if any(column == name for _, column in counts)]
    width, height = 1.5 * LABELS + CELL * len(guessed), LABELS + CELL * len(meant)
    marks = [
        *_row_names([names[intent] for intent in meant]),
        *_column_names([names[intent] for intent in guessed]),
        *_cells(counts, meant, guessed, found, names),
    ]
    return _svg(width, height, "混淆矩阵：行是原意，列是听成的意思", marks)


def _counts(found: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    right = {
        (intent, intent): round(entry["recall"] * entry["rows"])
        for intent, entry in found["recall"].items()
    }
    wrong = {(c["meant"], c["taken_for"]): c["rows"] for c in found["confusions"]}
    return {pair: rows for pair, rows in {**right, **wrong}.items() if rows}


def _row_names(names: Sequence[str]) -> Iterator[str]:
    for place, name in enumerate(names):
        y = LABELS + CELL * place + 15
        yield f'<text x="{LABELS - 6}" y="{y}" text-anchor="end">{escape(name)}</text>'


def _column_names(names: Sequence[str]) -> Iterator[str]:
    for place, name in enumerate(names):
        x, y = LABELS + CELL * place + 15, LABELS - 6
        yield f'<text transform="translate({x} {y}) rotate(-60)">{escape(name)}</text>'


def _cells(
    counts: Mapping[tuple[str, str], int],
    meant: Sequence[str],
    guessed: Sequence[str],
    found: Mapping[str, Any],
    names: Mapping[str, str],
) -> Iterator[str]:
    for (row, column), rows in counts.items():
        x, y = LABELS + CELL * guessed.index(column), LABELS + CELL * meant.index(row)
        total = found["recall"][row]["rows"]
        shade = f"fill-opacity:{0.15 + 0.85 * rows / total:.2f}"
        colour = COLOURS["ours"] if row == column else "#b91c1c"
        ink = "#fff" if rows / total > 0.5 else "#111"
        title = escape(f"{names[row]} 听成 {names[column]}：{rows}/{total}")
        yield (
            f"<g><title>{title}</title>"
            f'<rect x="{x}" y="{y}" width="{CELL - 1}" height="{CELL - 1}" fill="{colour}" '
            f'style="{shade}"/><text x="{x + CELL / 2 - 0.5}" y="{y + 15}" text-anchor="middle" '
            f'fill="{ink}">{rows}</text></g>'
        )


def reliability_curve(
    bins: Mapping[str, Sequence[Mapping[str, Any]]], names: Mapping[str, str]
) -> str:
    """Draw accuracy over confidence for each system; the dashed line is a perfectly honest one."""
    marks = [*_axes(), f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" class="honest"/>']
    for place, (system, of_system) in enumerate(bins.items()):
        colour = COLOURS[system]
        line = "L".join(f"{_x(b['confidence']):.1f} {_y(b['accuracy']):.1f}" for b in of_system)
        marks.append(f'<path d="M{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        marks += [_point(b, colour) for b in of_system]
        y = MARGIN + 16 + 18 * place
        marks.append(
            f'<text x="{_x(0.04)}" y="{y}" fill="{colour}">● {escape(names[system])}</text>'
        )
    side = CURVE + 2 * MARGIN
    return _svg(side, side, "可靠性曲线：自信程度与实际正确率", marks)


def _axes() -> Iterator[str]:
    yield f'<rect x="{MARGIN}" y="{MARGIN}" width="{CURVE}" height="{CURVE}" class="frame"/>'
    for tenth in range(0, 11, 2):
        share = tenth / 10
        yield f'<text x="{_x(share)}" y="{_y(0) + 18}" text-anchor="middle">{tenth * 10}%</text>'
        yield f'<text x="{_x(0) - 6}" y="{_y(share) + 4}" text-anchor="end">{tenth * 10}%</text>'
    yield f'<text x="{_x(0.5)}" y="{_y(0) + 38}" text-anchor="middle">它自己说有多大把握</text>'
    yield f'<text x="{_x(0)}" y="{MARGIN - 12}">实际答对多少</text>'


def _point(found: Mapping[str, Any], colour: str) -> str:
    x, y = _x(found["confidence"]), _y(found["accuracy"])
    radius = min(3 + found["rows"] ** 0.5 / 2, 10)
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}" fill-opacity="0.7">'
        f"<title>{found['rows']} 句：把握 {found['confidence']:.0%}，答对 {found['accuracy']:.0%}"
        "</title></circle>"
    )


def _x(share: float) -> float:
    return MARGIN + CURVE * share


def _y(share: float) -> float:
    return MARGIN + CURVE * (1 - share)


def _svg(width: float, height: float, title: str, marks: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>{"".join(marks)}</svg>'
    )
