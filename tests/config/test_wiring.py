"""Hooks name their answers; every name must be there."""

from typing import Any

import pytest

from enishi.people import hooks as people
from enishi.touches import hooks as touches


@pytest.mark.parametrize(
    "hook",
    [
        touches.touches_written,
        touches.may_matter_since,
        touches.housekeeping,
        people.erased,
        people.parted,
        people.taken_up,
        people.refused_on_import,
        people.written_meanwhile,
    ],
)
def test_every_answer_to_a_hook_is_there(hook: list[Any]) -> None:
    assert hook
    assert all(callable(answer.found()) for answer in hook)
