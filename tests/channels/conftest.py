"""A running server for all tests of the doors, and those who come to its doors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import desk_door
from tests.channels.people import Consumer, Platform
from tests.databases import KINDS, new_database
from tests.running import RunningServer, in_service_hours, running_server


@pytest.fixture(scope="session", params=KINDS)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    """The hotline, running; on each kind of database."""
    var = tmp_path_factory.mktemp("var")
    with new_database(request.param, var) as url, running_server(var, url) as running:
        yield running


@pytest.fixture(scope="session", params=KINDS)
def staffed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    """The hotline, running in service hours, with a door for people at the desk."""
    var = tmp_path_factory.mktemp("staffed")
    command, surroundings = desk_door.command(), in_service_hours(var)
    with (
        new_database(request.param, var) as url,
        running_server(var, url, command, **surroundings) as running,
    ):
        yield running


@pytest.fixture
def still_up(server: RunningServer) -> Iterator[None]:
    """After the test the server answers, and has met nothing that it did not expect."""
    known = len(server.log)
    yield
    assert server.answers()
    news = server.log[known:]
    assert "Traceback" not in news, news[:3000]


@pytest.fixture
def consumer(server: RunningServer) -> Consumer:
    """Someone who has just opened a chat."""
    return Consumer(server).open()


@pytest.fixture
def platform(server: RunningServer) -> Platform:
    """A telephone platform whose call has just begun."""
    platform = Platform(server)
    platform.send("start")
    return platform
