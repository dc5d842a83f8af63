"""The ledger (台账) as a file: CSV for programs, Excel for people, from the same rows."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Iterator
from typing import Any

from bot.papers.cells import as_text, plain
from bot.papers.columns import Column, columns
from bot.papers.ledger_rows import LedgerRow, LedgerRows
from bot.papers.ledger_values import value_of
from bot.papers.sheets import Sheet, workbook
from bot.tickets.filter import Filter

BOM = "\ufeff"  # without it Excel reads UTF-8 as something else
TITLE = "台账"
MOST_ROWS = 200_000  # of an Excel file; beyond that nobody opens it


class TooManyRows(ValueError):
    """A ledger has more rows than fit into an Excel file (`most`): narrow it, or take the CSV."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} rows")
        self.most = most


class Ledger:
    """Writes ledgers; share one between all threads.

    With `personal` there are names, numbers and narratives in it: the caller has looked at the role
    and written the look into the audit.
    """

    def __init__(self, rows: LedgerRows) -> None:
        self._rows = rows

    def count(self, wanted: Filter) -> int:
        """Return how many rows a ledger would have; raises WrongInput."""
        return self._rows.count(wanted)

    async def csv(self, wanted: Filter, *, personal: bool = False) -> AsyncIterator[bytes]:
        """Give the file piece by piece (UTF-8); each is read beside the loop."""
        pieces = self._csv(wanted, columns(personal=personal))
        while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
            yield piece

    async def excel(self, wanted: Filter, *, personal: bool = False) -> bytes:
        """Return the file, written beside the loop; raises TooManyRows, WrongInput."""
        return await asyncio.to_thread(self._excel, wanted, columns(personal=personal))

    def _csv(self, wanted: Filter, shown: tuple[Column, ...]) -> Iterator[bytes]:
        yield _lines([[column.title for column in shown]], BOM)
        for page in self._pages(wanted, shown):
            yield _lines([[as_text(cell) for cell in _cells(row, shown)] for row in page])

    def _excel(self, wanted: Filter, shown: tuple[Column, ...]) -> bytes:
        if self.count(wanted) > MOST_ROWS:
            raise TooManyRows(MOST_ROWS)
        file = io.BytesIO()
        with workbook(file, TITLE) as book:
            sheet = Sheet(book, TITLE, shown)
            for page in self._pages(wanted, shown):
                for row in page:
                    sheet.add(_cells(row, shown))
            sheet.finish()
        return file.getvalue()

    def _pages(self, wanted: Filter, shown: tuple[Column, ...]) -> Iterator[list[LedgerRow]]:
        return self._rows.pages(wanted, personal=any(column.personal for column in shown))


def _cells(row: LedgerRow, shown: tuple[Column, ...]) -> list[Any]:
    return [plain(value_of(row, column.name), column) for column in shown]


def _lines(rows: list[list[str]], begin: str = "") -> bytes:
    lines = io.StringIO(begin)
    lines.seek(0, io.SEEK_END)
    csv.writer(lines).writerows(rows)
    return lines.getvalue().encode("utf-8", "ignore")
