"""Paper: A4 sheets in Chinese, with page numbers, from paragraphs and tables."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    CondPageBreak,
    KeepTogether,
    LongTable,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
)

from bot.papers.line_breaks import chinese

FONT = "STSong-Light"  # one of the fonts that every reader of PDF has or replaces
MARGIN, FOOT = 18 * mm, 12 * mm
FRAME = 6  # what reportlab leaves free around a sheet, and in the cells of a table
WIDTH = A4[0] - 2 * MARGIN - 2 * FRAME
ROOM_FOR_A_SECTION = 35 * mm
NAME_WIDTH = 24 * mm
LONG_FACT = 24  # characters
LINE = colors.HexColor("#9AA5B1")
SHADE = colors.HexColor("#EEF2F6")
NOTHING = "—"
# What the font has no place for is shown as printers in China show a missing type.
MISSING = "〓"
BEYOND = re.compile(r"[^\u0000-\uffff]")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


@dataclass(frozen=True)
class Foot:
    """What stands at the foot of every sheet, beside its number."""

    left: str


def text(value: str, style: str = "body") -> Paragraph:
    """Return words as a paragraph, whatever signs are in them; lines stay lines."""
    clean = UNSEEN.sub("", value.replace("\r\n", "\n")).strip()
    return chinese(BEYOND.sub(MISSING, clean) or NOTHING, styles()[style])


def heading(words: str) -> tuple[Any, ...]:
    """Return the heading of a section, which never stands alone at the end of a sheet."""
    return CondPageBreak(ROOM_FOR_A_SECTION), text(words, "heading")


def facts(pairs: Sequence[tuple[str, str]]) -> LongTable:
    """Return names and values, two pairs in a row; a value that is long takes a row of its own."""
    rows: list[list[Any]] = []
    waiting: list[Any] = []
    for name, value in pairs:
        cells = [text(name, "name"), text(value)]
        is_long = len(value) > LONG_FACT or "\n" in value
        if waiting and not is_long:
            rows.append([*waiting, *cells])
            waiting = []
            continue
        rows += [waiting] if waiting else []
        rows += [cells] if is_long else []
        waiting = [] if is_long else cells
    rows += [waiting] if waiting else []
    alone = [("SPAN", (1, place), (3, place)) for place, row in enumerate(rows) if len(row) == 2]
    whole = [row + [""] * (4 - len(row)) for row in rows]
    widths = [NAME_WIDTH, WIDTH / 2 - NAME_WIDTH] * 2
    return _table(whole, widths, [*alone, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])


def table(head: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float]) -> LongTable:
    """Return a table whose head stands on every sheet; `shares` are parts of the whole width."""
    cells: list[list[Any]] = [[text(name, "name") for name in head]]
    cells += [[text(cell, "small") for cell in row] for row in rows]
    whole = sum(shares)
    shaded = [("BACKGROUND", (0, 0), (-1, 0), SHADE)]
    return _table(cells, [WIDTH * share / whole for share in shares], shaded, head_rows=1)


def together(*parts: Any) -> KeepTogether:
    """Keep parts on one sheet, if they fit on one."""
    return KeepTogether([*parts])


def gap(height: float = 3) -> Spacer:
    """Return some room, in millimetres."""
    return Spacer(1, height * mm)


def signatures(names: Sequence[str]) -> LongTable:
    """Return lines on which people sign."""
    cells = [[text(f"{name}：", "small") for name in names]]
    lines = [("LINEBELOW", (place, 0), (place, 0), 0.5, LINE) for place in range(len(names))]
    made = LongTable(cells, [WIDTH / len(names)] * len(names), rowHeights=[12 * mm], hAlign="LEFT")
    made.setStyle([("VALIGN", (0, 0), (-1, -1), "BOTTOM"), *lines])
    return made


def printed(title: str, parts: Sequence[Any], foot: Foot) -> bytes:
    """Return the parts as a PDF; its properties name nobody."""
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN + FOOT,
        title=title,
        author="",
        creator="",
        producer="",
    )
    document.build([*parts], canvasmaker=_numbered(foot))
    return file.getvalue()


@cache
def styles() -> dict[str, ParagraphStyle]:
    """Return the styles; Chinese breaks anywhere, but for signs that must not begin a line."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    body = ParagraphStyle("body", fontName=FONT, fontSize=10.5, leading=16, wordWrap="CJK")
    return {
        "body": body,
        "small": ParagraphStyle("small", body, fontSize=9, leading=13),
        "name": ParagraphStyle("name", body, fontSize=9, leading=16, textColor="#44505C"),
        "heading": ParagraphStyle(
            "heading", body, fontSize=12, leading=18, spaceBefore=9, spaceAfter=4
        ),
        "title": ParagraphStyle("title", body, fontSize=18, leading=26, alignment=TA_CENTER),
        "under": ParagraphStyle("under", body, fontSize=9.5, alignment=TA_CENTER, spaceAfter=6),
    }


def _table(
    rows: list[list[Any]], widths: list[float], more: Sequence[tuple[Any, ...]], head_rows: int = 0
) -> LongTable:
    made = LongTable(rows, widths, repeatRows=head_rows, splitInRow=1, hAlign="LEFT")
    made.setStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.4, LINE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            *more,
        ]
    )
    return made


def _numbered(foot: Foot) -> type[Canvas]:
    """Return a canvas that waits for the last sheet before it numbers them all."""

    class Numbered(Canvas):
        def __init__(self, *values: Any, **named: Any) -> None:
            super().__init__(*values, **named)
            self._sheets: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802  reportlab's name
            self._sheets.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, sheet in enumerate(self._sheets, start=1):
                self.__dict__.update(sheet)
                _draw_foot(self, foot, number, len(self._sheets))
                super().showPage()
            super().save()

    return Numbered


def _draw_foot(canvas: Canvas, foot: Foot, number: int, count: int) -> None:
    canvas.setFont(FONT, 8.5)
    canvas.setFillColor(colors.HexColor("#55606B"))
    canvas.drawString(MARGIN + FRAME, FOOT, BEYOND.sub(MISSING, foot.left))
    canvas.drawRightString(A4[0] - MARGIN - FRAME, FOOT, f"第 {number} 页 / 共 {count} 页")
