from __future__ import annotations

from bot.language.script import to_simplified

# Full-width letters, digits and brackets to ASCII, capitals to small: one character for one.
_NARROW = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_SMALL = {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def fold(text: str) -> str:
    """Return the text as names are compared: simplified, half-width, ASCII in small letters.

    The length never changes, so a place in the folded text is the same place in the original.
    """
    return to_simplified(text).translate(_NARROW).translate(_SMALL)


def touches_word(text: str, start: int, end: int) -> bool:
    """Say whether text[start:end] is only part of a longer word in ASCII letters or digits."""
    return _joined(text[start - 1 : start], text[start]) or _joined(
        text[end - 1], text[end : end + 1]
    )


def _joined(left: str, right: str) -> bool:
    return bool(left and right) and (left + right).isascii() and (left + right).isalnum()
