"""What docs/eye.md shows is what the code draws and reads today."""

import re
from dataclasses import replace
from pathlib import Path

from enishi.measures.eye import BY_TEXT, NEVER, SAMPLES, live, lives, read_file, read_process, wall

DOCS = Path(__file__).parents[3] / "docs"
PICTURE = DOCS / "pictures" / "eye-wall.svg"


def picture() -> str:
    """The two samples: the first for somebody who never answers, the second for somebody who answers a text."""
    people = []
    for name, persona in (("ten-a-day", NEVER), ("considerate", BY_TEXT)):
        process = read_file(SAMPLES / f"{name}.toml")
        people.append(replace(live(process, persona).lived, who=process.name))
    return wall(*people)


def test_the_picture_is_todays() -> None:
    """If it was meant to change, run this module (python -m tests.measures.eye.test_docs) and look at what it drew."""
    assert PICTURE.read_text(encoding="utf-8") == picture()


def test_the_example_can_be_read_and_lived() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", (DOCS / "eye.md").read_text(encoding="utf-8"), re.DOTALL)
    assert [len(life.lived.moments) for life in lives(read_process(example))] == [4, 4, 5]


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
