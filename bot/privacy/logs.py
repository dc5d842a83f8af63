"""Keep personal data out of the logs, whoever writes them."""

from __future__ import annotations

import logging
from typing import Any

from bot.privacy.masking import mask_for_log

_FORMATTER = logging.Formatter()
# What logging itself puts into a record; everything else was passed as `extra`.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class MaskingFilter(logging.Filter):
    """Masks message, arguments, traceback and text extras of every record; add it to handlers."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place and let it pass."""
        record.msg, record.args = mask_for_log(_message(record)), None
        if record.exc_info and not record.exc_text:
            record.exc_text = _FORMATTER.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = mask_for_log(record.exc_text)
        if record.stack_info:
            record.stack_info = mask_for_log(record.stack_info)
        for name, value in _extras(record):
            setattr(record, name, mask_for_log(value))
        return True


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        # A call with the wrong arguments must still be logged, and still be masked.
        return f"{record.msg} {record.args}"


def _extras(record: logging.LogRecord) -> list[tuple[str, Any]]:
    return [
        (name, value)
        for name, value in vars(record).items()
        if name not in _OWN and isinstance(value, str)
    ]
