from __future__ import annotations

import pytest

from bot.directory.directory import Directory


@pytest.fixture(scope="session")
def directory() -> Directory:
    return Directory.load()
