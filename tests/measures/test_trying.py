"""Plans as people write them."""

import pytest

from enishi.kernel.columns import Unusable
from enishi.measures.results import Plan
from enishi.measures.rules.trying import MOST_STEPS, plan_of


@pytest.mark.parametrize(
    ("text", "steps", "hours"),
    [
        ("call", ("call",), None),
        ("SMS, 電話, 電話 13-18", ("text", "call", "call"), (13, 18)),
        ("sms、電話＊２　１３〜１８", ("text", "call", "call"), (13, 18)),
        ("text → call*3 → mail", ("text", "call", "call", "call", "mail"), None),
        ("電話×2 9時-24時", ("call", "call"), (9, 24)),
        ("手紙, ファックス, メール 10:00-12:00", ("post", "fax", "mail"), (10, 12)),
    ],
)
def test_a_plan_is_read(text: str, steps: tuple[str, ...], hours: tuple[int, int] | None) -> None:
    assert plan_of(text) == Plan(steps, hours)


@pytest.mark.parametrize(
    "text", ["", " , ", "telepathy", "call*0", "call 18-13", "call 10-25", "call 10", "call; text", "x", "*2", "10-12"]
)
def test_what_is_no_plan_is_said(text: str) -> None:
    with pytest.raises(Unusable) as refused:
        plan_of(text)
    assert "手順" in refused.value.text.ja


def test_nobody_plans_so_much() -> None:
    assert len(plan_of(f"call*{MOST_STEPS}").steps) == MOST_STEPS
    with pytest.raises(Unusable):
        plan_of(f"call*{MOST_STEPS}, text")
