from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from bot.privacy.logs import MaskingFilter

ID = "11010519491231002X"


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(MaskingFilter())
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger = logging.getLogger("test.masking")
    logger.addHandler(handler)
    logger.propagate = False
    yield logger, stream
    logger.removeHandler(handler)
    logger.propagate = True


def test_message_and_arguments(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = log
    logger.warning("call 13800138000 from %s and %s", ID, {"card": "6222020200112230"})
    written = stream.getvalue()
    assert "138****8000" in written and "1101**********002X" in written
    assert "WARNING" in written
    for value in ("13800138000", ID, "6222020200112230"):
        assert value not in written


def test_tracebacks_and_stacks(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = log
    try:
        raise ValueError("no such phone: 13800138000")
    except ValueError:
        logger.exception("failed", stack_info=True)
    written = stream.getvalue()
    assert "ValueError: no such phone: 138****8000" in written
    assert "test_logs.py" in written and "Stack (most recent call last)" in written
    assert "failed" in written and 'raise ValueError("no such phone: 13800138000")' not in written


def test_texts_passed_beside_the_message() -> None:
    record = logging.makeLogRecord({"msg": "request", "path": "/?phone=13800138000", "status": 200})
    assert MaskingFilter().filter(record)
    assert vars(record)["path"] == "/?phone=138****8000" and vars(record)["status"] == 200


def test_a_call_with_the_wrong_arguments_is_logged_and_masked() -> None:
    record = logging.LogRecord("n", 20, "p", 1, "%d phones", ("13800138000",), None)
    assert MaskingFilter().filter(record)
    assert record.getMessage() == "%d phones ('138****8000',)"


def test_what_is_not_personal_is_logged_as_it_is(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = log
    logger.warning("turn %d took %.1f ms, 100%% fine", 7, 12.5)
    assert stream.getvalue() == "WARNING turn 7 took 12.5 ms, 100% fine\n"
