"""The guard itself: what is skipped at home fails in CI, and nothing else changes."""

from __future__ import annotations

import re

import pytest

pytest_plugins = ["pytester"]

TESTS = """
import re

import pytest

def test_passes():
    pass

def test_skips():
    pytest.skip("no browser here")

@pytest.mark.skip(reason="not today")
def test_is_marked():
    pass

@pytest.mark.xfail
def test_is_known_to_fail():
    assert False
"""


def run(pytester: pytest.Pytester) -> pytest.RunResult:
    return pytester.runpytest_inprocess("-p", "tests.forbid_skips", "-p", "no:asyncio")


def outcomes(pytester: pytest.Pytester) -> dict[str, int]:
    pytester.makepyfile(TESTS)
    return run(pytester).parseoutcomes()


def test_skips_stay_skips_on_a_developers_machine(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XIAOBAO_FORBID_SKIPS", raising=False)
    assert outcomes(pytester) == {"passed": 1, "skipped": 2, "xfailed": 1}


def test_skips_are_failures_where_they_are_forbidden(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIAOBAO_FORBID_SKIPS", "1")
    assert outcomes(pytester) == {"passed": 1, "failed": 1, "errors": 1, "xfailed": 1}


def test_the_reason_is_shown(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOBAO_FORBID_SKIPS", "1")
    pytester.makepyfile(TESTS)
    shown = run(pytester).stdout.str()
    assert re.search("nothing may be skipped here: .*no browser here", shown)


def test_a_module_that_skips_itself_fails_too(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIAOBAO_FORBID_SKIPS", "1")
    pytester.makepyfile("import pytest\npytest.importorskip('a_library_that_is_not_there')")
    assert run(pytester).ret != 0


def test_a_client_that_is_gone_from_its_mirror_may_be_missing(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIAOBAO_FORBID_SKIPS", "1")
    pytester.makepyfile("import pytest\ndef test_a():\n    pytest.skip('optional: no exchange')")
    assert run(pytester).parseoutcomes() == {"skipped": 1}
