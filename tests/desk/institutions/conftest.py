"""Officers of banks, one of them of a branch, and an administrator."""

from __future__ import annotations

import pytest

from tests.accounts.staff import hire
from tests.desk.house import Colleague, House
from tests.desk.institutions.people import signed_in


@pytest.fixture
def zhao(house: House) -> Colleague:
    """An officer of the head office of ICBC."""
    return house.colleague("institution", name="赵敏", institution_id="icbc")


@pytest.fixture
def sun(house: House) -> Colleague:
    """An officer of a branch of ICBC."""
    return house.colleague("institution", name="孙立", institution_id="icbc", branch="昌平支行")


@pytest.fixture
def ccb(house: House) -> Colleague:
    """An officer of another bank."""
    return house.colleague("institution", name="周平", institution_id="ccb")


@pytest.fixture
def boss(house: House) -> Colleague:
    """An administrator."""
    return signed_in(house, hire(house.hotline.accounts, "administrator", name="管理员").staff)
