"""Questions: find somebody, read a phrase."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from enishi.cli.helping import Command, told
from enishi.cli.program import app, cannot, database, put_json
from enishi.kernel.words import say

if TYPE_CHECKING:
    from enishi.people.queries import Found

ZONE = "Asia/Tokyo"
AsJson = Annotated[bool, typer.Option("--json", help=told("JSON で答えます。", "Answer as JSON."))]
_WHAT = told(
    "番号かその下4桁、お名前、ふりがな、メール、会社名。",
    "A number or its last four digits, a name, its reading, a mail address or a firm.",
)
_NOW = told("その時刻に読んだものとします(ISO)。", "Read it as if it were this moment (ISO).")


@app.command(cls=Command, help=told("人を探します。例: enishi find 090-1234-5678", "Find people. Example: enishi find 090-1234-5678"))
def find(what: Annotated[str, typer.Argument(help=_WHAT)], as_json: AsJson = False) -> None:
    """Find people."""
    database()
    from dataclasses import asdict

    from enishi.people.queries.partly import look_for
    from enishi.people.rules import too_few_digits

    found = look_for(what)
    if as_json:
        put_json([asdict(each) for each in found])
    for each in () if as_json else found:
        typer.echo(line_of(each))
    if not found and not as_json:
        cannot(too_few_digits(what) or say("見つかりません。", "Nobody found."))


def line_of(found: "Found") -> str:
    """Somebody who was found, on one line, id first."""
    ended = str(say("({day}まで)", "(until {day})", day=found.ended_on)) if found.ended_on else ""
    parts = (str(found.person_id), f"{found.name}{found.honorific}", found.kana, shown(found.point_value), ended)
    return "  ".join(part for part in parts if part)


def shown(value: str) -> str:
    """A number as people write it; an address as it is."""
    from enishi.kernel import phones

    return phones.pretty(value) if value.startswith("+") else value


@app.command(
    cls=Command,
    help=told(
        '話し言葉の日時を読みます。例: enishi when "来週の火曜の夕方"',
        'Read a time as people say it. Example: enishi when "来週の火曜の夕方"',
    ),
)
def when(
    phrase: Annotated[str, typer.Argument(help=told("話し言葉の日時。", "A time as people say it."))],
    now: Annotated[str, typer.Option(help=_NOW)] = "",
    as_json: AsJson = False,
) -> None:
    """Read a time as people say it."""
    from enishi.kernel.when import in_words, read

    readings = read(phrase, moment(now))
    if as_json:
        put_json({"readings": [reading.as_json() for reading in readings]})
    for reading in () if as_json else readings:
        typer.echo(str(in_words(reading)))
    if not readings and not as_json:
        cannot(say("「{phrase}」は時の言葉として読めません。", "“{phrase}” cannot be read as a time.", phrase=phrase))


def moment(text: str) -> datetime:
    """`text` (ISO; without an offset it is Japan's clock) as Japan's wall clock, or the present."""
    from zoneinfo import ZoneInfo

    from enishi.kernel import clock

    if not text:
        return clock.local(clock.now(), ZONE)
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        cannot(
            say(
                "「{text}」は時刻として読めません。2026-11-24T15:00 の形で書いてください。",
                "“{text}” is no time. Write it as 2026-11-24T15:00.",
                text=text,
            )
        )
    return given.astimezone(ZoneInfo(ZONE)) if given.tzinfo else given.replace(tzinfo=ZoneInfo(ZONE))
