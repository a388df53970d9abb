"""Whom the API knows of in these tests, and the program that asks."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from enishi.kernel import clock

if TYPE_CHECKING:
    from tests.api.caller import Caller
    from tests.cast import Cast


@pytest.fixture
def them() -> "Cast":
    # Models cannot be imported yet when pytest reads this file
    from tests import cast

    return cast.assemble(now=clock.now() - timedelta(days=40))


@pytest.fixture
def sato(them: "Cast") -> "Caller":
    from tests.api.caller import caller

    return caller(them.members["sato"])
