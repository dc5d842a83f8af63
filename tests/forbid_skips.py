"""Turns skips into failures where nothing may be missing: with XIAOBAO_FORBID_SKIPS=1, as in CI.

A reason that begins with "optional:" may stand: it is for clients that others keep (a telephone
exchange, a validator), which may vanish from their mirror; pytest lists it at the end.

A pytest plugin, loaded by pyproject.toml.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import TypeVar

import pytest

OPTIONAL = "optional:"
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _without_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _without_skip((yield))


def _without_skip(report: Report) -> Report:
    allowed = hasattr(report, "wasxfail") or OPTIONAL in str(_reason(report.longrepr))
    if os.environ.get("XIAOBAO_FORBID_SKIPS") == "1" and report.skipped and not allowed:
        report.outcome = "failed"
        report.longrepr = f"skipped, but nothing may be skipped here: {_reason(report.longrepr)}"
    return report


def _reason(skip: object) -> object:
    return skip[2] if isinstance(skip, tuple) else skip
