"""What a diagnosis is published as: the names that programs read it by."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from enishi.measures.answers import json_schema

PUBLISHED = Path(__file__).parent.parent.parent / "docs" / "diagnosis.schema.json"


def inside(schema: dict[str, Any], path: str) -> dict[str, Any]:
    """The part of the schema at a path such as `reach.hazard[].rate`."""
    here = schema
    for word in path.replace("[]", ".[]").split("."):
        while "$ref" in here:
            here = schema["$defs"][here["$ref"].rsplit("/", 1)[1]]
        here = here["items"] if word == "[]" else here["properties"][word]
    return here


@pytest.mark.parametrize(
    "path",
    ["reach.people_tried", "reach.people_reached", "reach.share", "burden", "response", "strain", "breaches", "rows", "what_if"]
    + [f"reach.hazard[].{name}" for name in ("attempt", "tried", "reached", "rate", "low", "high")],
)
def test_the_schema_holds_what_programs_read(path: str) -> None:
    assert inside(json_schema(), path)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_what_is_published_is_what_is_written() -> None:
    """`python -m tests.measures.test_answers` publishes it anew."""
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == json_schema()


@pytest.mark.parametrize("sample", ["ten-a-day", "considerate"])
def test_the_samples_follow_it(sample: str) -> None:
    told = json.loads((PUBLISHED.parent / "samples" / f"{sample}.json").read_text(encoding="utf-8"))
    jsonschema.validate(told, json_schema())


if __name__ == "__main__":
    PUBLISHED.write_text(json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
