"""An enrolled office for the tests of the exchange."""

from __future__ import annotations

import pytest

from tests.exchange.offices import NewOffice, Pair, enrol


@pytest.fixture
def pair(new_office: NewOffice) -> Pair:
    """Office LOM, enrolled with headquarters."""
    return enrol(new_office("LOM"), new_office("HQ", role="headquarters"))
