"""`enishi gate`: what the gate would say, reserving nothing."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from enishi.cli.ask import AsJson, line_of, moment, shown
from enishi.cli.helping import Command, told
from enishi.cli.program import CLOSED, NOT_UNDERSTOOD, app, cannot, database, put_json, say_error
from enishi.kernel.words import say

if TYPE_CHECKING:
    from enishi.consideration.queries import Gathered
    from enishi.consideration.rules import Proposal, Verdict


class Channel(StrEnum):
    CALL = "call"
    TEXT = "text"
    MAIL = "mail"
    POST = "post"
    FAX = "fax"


class Purpose(StrEnum):
    SOLICIT = "solicit"
    INQUIRY = "inquiry"
    SERVICE = "service"
    REPLY = "reply"
    PROMISE = "promise"
    INTERNAL = "internal"


_PERSON = told("ID か、`find` でおひとりに決まる言葉。", "An id, or whatever `find` finds exactly one person by.")
_CHANNEL = told("連絡の方法。", "How they would be contacted.")
_AT = told("いつ(ISO、日本時間)。なければいま。", "When (ISO; Japan's clock unless it names another); now if left out.")


@app.command(
    cls=Command,
    help=told(
        "連絡してよいかを尋ねます。終了コード 0 は「よい」、3 は「まだ・いいえ」。例: enishi gate 090-1234-5678 --channel call",
        "Ask whether somebody may be contacted: exit 0 yes, 3 not yet or no. Example: enishi gate 090-1234-5678 --channel call",
    ),
)
def gate(
    person: Annotated[str, typer.Argument(help=_PERSON)],
    channel: Annotated[Channel, typer.Option(help=_CHANNEL)] = Channel.CALL,
    at: Annotated[str, typer.Option(help=_AT)] = "",
    purpose: Annotated[Purpose, typer.Option(help=told("何のために。", "What for."))] = Purpose.SOLICIT,
    as_json: AsJson = False,
) -> None:
    """Ask whether somebody may be contacted."""
    when = moment(at)
    database()
    from enishi.consideration.queries import gather

    gathered = gather(_one(person), when)
    said = [(gathered.values[asked.point], verdict) for asked, verdict in _verdicts(gathered, channel, purpose, when)]
    if as_json:
        put_json(
            {
                "person_id": gathered.person_id, "at": when.isoformat(), "channel": channel, "purpose": purpose,
                "granted": any(_word(verdict) == "granted" for _, verdict in said),
                "points": [{"value": value, **_as_json(verdict)} for value, verdict in said],
            }
        )  # fmt: skip
    for value, verdict in () if as_json else said:
        _tell(value, verdict)
    if not said and not as_json:
        _nothing_held(channel)
    if not any(_word(verdict) == "granted" for _, verdict in said):
        raise typer.Exit(CLOSED)


def _nothing_held(channel: Channel) -> None:
    from enishi.consideration.rules.names import CHANNELS
    from enishi.consideration.rules.vocabulary import Channel as Known

    name = CHANNELS[Known(channel.value)]
    say_error(say("{channel}で連絡できる先がありません。", "They hold nothing that can be reached by {channel}.", channel=name))


def _one(person: str) -> UUID:
    """The one person who is meant; several are listed and nobody is guessed."""
    from enishi.people.queries import canonical_id, find
    from enishi.people.rules import PersonIsUnknown

    try:
        return canonical_id(UUID(person))
    except PersonIsUnknown as unknown:
        cannot(unknown.text)
    except ValueError:
        found = [each for each in find(person) if each.ended_on is None]
    if not found:
        cannot(say("「{person}」は見つかりません。", "“{person}” was not found.", person=person))
    if len(found) > 1:
        for each in found:
            typer.echo(line_of(each), err=True)
        cannot(
            say("{n}人います。どなたか、ID で選んでください。", "{n} people may be meant. Choose one by id.", n=len(found)), NOT_UNDERSTOOD
        )
    return found[0].person_id


def _verdicts(gathered: "Gathered", channel: Channel, purpose: Purpose, now: datetime) -> "list[tuple[Proposal, Verdict]]":
    """For each number or address that this channel reaches; on the newest evidence there is, if the purpose needs any."""
    from enishi.consideration.rules import Proposal, judge
    from enishi.consideration.rules.choosing import proposals
    from enishi.consideration.rules.view import ANYTHING
    from enishi.consideration.rules.vocabulary import Channel as Known
    from enishi.consideration.rules.vocabulary import Purpose as What

    view = gathered.view
    evidence = next((each.evidence for each in proposals(view, ANYTHING, None) if each.purpose == purpose.value), None)
    asked = [
        Proposal(Known(channel.value), What(purpose.value), point.id, evidence=evidence)
        for point in view.points
        if not point.ended and channel.value in point.channels
    ]
    return [(each, judge(view, each, gathered.policy, now)) for each in asked]


def _word(verdict: "Verdict") -> str:
    return type(verdict).__name__.lower()


def _as_json(verdict: "Verdict") -> dict[str, Any]:
    reasons = getattr(verdict, "reasons", ())
    until = getattr(verdict, "until", None)
    told = [
        {"code": reason.code, **reason.text.as_dict(), "until": reason.until.isoformat() if reason.until else None} for reason in reasons
    ]
    return {"verdict": _word(verdict), "until": until.isoformat() if until else None, "reasons": told}


def _tell(value: str, verdict: "Verdict") -> None:
    until = getattr(verdict, "until", None)
    heading = {
        "granted": say("連絡できます。", "may be contacted now"),
        "wait": say("{until} まで待ってください。", "wait until {until}", until=_clock(until) if until else ""),
        "refused": say("連絡できません。", "may not be contacted"),
    }[_word(verdict)]
    typer.echo(f"{shown(value)}: {heading}")
    for reason in (*getattr(verdict, "reasons", ()), *getattr(verdict, "notes", ())):
        typer.echo(f"  {reason.text}")


def _clock(until: datetime) -> str:
    from enishi.cli.ask import ZONE
    from enishi.kernel import clock

    return f"{clock.local(until, ZONE):%Y-%m-%d %H:%M}"
