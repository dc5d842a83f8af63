"""Excel files, written row by row: a frozen head, widths, dates that are dates, no formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter

from bot.papers.cells import fitting
from bot.papers.columns import Column

FORMATS = {
    "moment": {"num_format": "yyyy-mm-dd hh:mm"},
    "day": {"num_format": "yyyy-mm-dd"},
    "money": {"num_format": "#,##0.00"},
    "number": {"num_format": "0"},
}
HEAD = {"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "vcenter"}
SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@contextmanager
def workbook(file: BinaryIO, title: str) -> Iterator[Any]:
    """Give a workbook that is written into `file` at the end; it names no author and no program."""
    with xlsxwriter.Workbook(file, SAFE) as book:
        book.set_properties({"title": title})
        yield book


class Sheet:
    """One sheet with a head; rows are added from the top and cannot be changed any more."""

    def __init__(self, book: Any, title: str, columns: Sequence[Column]) -> None:
        self._sheet = book.add_worksheet(title)
        self._columns = columns
        self._formats = [book.add_format(FORMATS.get(column.form, {})) for column in columns]
        self._row = 0
        for place, column in enumerate(columns):
            self._sheet.set_column(place, place, column.width)
        self._sheet.freeze_panes(1, 1)
        self._sheet.write_row(0, 0, [column.title for column in columns], book.add_format(HEAD))

    def add(self, cells: Sequence[Any]) -> None:
        """Add a row."""
        self._row += 1
        for place, cell in enumerate(cells):
            self._write(place, cell)

    def finish(self) -> None:
        """Let people sort and filter what was added."""
        self._sheet.autofilter(0, 0, max(self._row, 1), len(self._columns) - 1)

    def _write(self, place: int, cell: Any) -> None:
        form = self._formats[place]
        if cell is None:
            return
        if isinstance(cell, (datetime, date)):
            self._sheet.write_datetime(self._row, place, cell, form)
        elif isinstance(cell, (int, float, Decimal)):
            self._sheet.write_number(self._row, place, cell, form)
        else:
            self._sheet.write_string(self._row, place, fitting(cell), form)
