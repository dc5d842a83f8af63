"""Where a line of Chinese may end: not before a comma, not after an opening quotation mark.

Source: GB/T 15834-2011, 5.1: which marks stand neither at the head nor at the end of a line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Paragraph

OPENING = "（《〈“‘「『【〔［｛([{"
CLOSING = "，。、；：？！）》〉”’」』】〕］｝…—～％℃·,.;:?!)]}%"
# What stays together: opening marks, a word or number or one character, closing marks.
UNIT = re.compile(
    rf"[{re.escape(OPENING)}]*(?:[0-9A-Za-z@#$&*+\-./:_=\\]+|.)[{re.escape(CLOSING)}]*"
)


class ChineseParagraph(Paragraph):
    """A paragraph of one style, broken by the rules for Chinese."""

    def breakLinesCJK(self, maxWidths: list[float] | float) -> object:  # noqa: N802, N803
        """Return the lines in the form that reportlab draws."""
        if len(self.frags) != 1 or getattr(self, "_splitpara", False):
            return super().breakLinesCJK(maxWidths)
        self.height = 0
        frag = self.frags[0]
        width = maxWidths[0] if isinstance(maxWidths, list) else maxWidths
        measure = partial(stringWidth, fontName=frag.fontName, fontSize=frag.fontSize)
        # What goes on on the next sheet is broken already: its words are the lines.
        found = broken(frag.text, width, measure) if hasattr(frag, "text") else frag.words
        lines = [(width - measure(line), [line]) for line in found]
        return frag.clone(kind=0, lines=lines, ascent=frag.fontSize, descent=-0.2 * frag.fontSize)


def chinese(words: str, style: ParagraphStyle) -> ChineseParagraph:
    """Return words as a paragraph, past reportlab's reader of markup: nothing in them is markup."""
    made = ChineseParagraph("x", style)
    made.frags[0].text = words
    return made


def broken(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    """Give the lines of a text, each no wider than `width` unless one character is."""
    for paragraph in text.split("\n"):
        line = ""
        for unit in _units(paragraph, width, measure):
            if line and measure(line + unit.rstrip()) > width:
                yield line.rstrip()
                line = ""
            line += unit if line else unit.lstrip(" ")
        yield line.rstrip()


def _units(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    """Give what stays together; what is wider than a line goes character by character."""
    for unit in UNIT.findall(text):
        if measure(unit) <= width:
            yield unit
        else:
            yield from unit
