"""From logs to a report: read, measured, held against a policy, drawn. Needs no database of ours and no set-up."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enishi.kernel.columns import Unusable
from enishi.kernel.words import Language, Text, say
from enishi.measures.queries.account import Left
from enishi.measures.queries.breaches import Judged
from enishi.measures.results import Diagnosis, Plan
from enishi.measures.rules.unread import OTHERWISE, UNREAD

if TYPE_CHECKING:
    from enishi.consideration.rules import Policy
    from enishi.measures.eye import Lived, Process
    from enishi.touches.readers import CallMapping
    from enishi.touches.relations import Touches

Tell = Callable[[Text, float], object]
TITLE = say("{name} の接続診断", "How people are reached: {name}")
_OURS = say("この机の記録", "what this desk has recorded")
_READING = say("記録を読んでいます", "Reading the log")
_NO_POLICY = say(
    "「{name}」という決めごとも、その名前のファイルもありません。ある決めごと:{packs}",
    "There is neither a policy nor a file “{name}”. Policies: {packs}",
)
_DRAWING = say("絵にしています", "Drawing what people lived through")
# Of the whole work: what reading takes, what measuring takes up to
_READ, _MEASURED = 0.5, 0.9
_STEPS = 7
# As many days as a page can show; of somebody who bore it for longer, the days that were hardest
_DAYS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be diagnosed. `paths` in order, and what the files are called if not as they lie there; none: our own ledger.

    `told`: what people are told when they inquire. `plans`: processes to compute on paper. `policy`: a shipped pack's name or a
    policy's file; empty for none. `engine`: a Spark's address; empty for the DuckDB inside.
    """

    paths: Sequence[Path]
    names: Sequence[str] = ()
    zone: str = "Asia/Tokyo"
    mapping: "CallMapping | None" = None
    kind: str = "auto"
    own_numbers: Sequence[str] = ()
    told: str = ""
    policy: str = ""
    process: "Process | None" = None
    plans: Sequence[Plan] = ()
    pseudonymise: bool = False
    engine: str = ""
    now: datetime | None = None

    @property
    def title(self) -> Text:
        """What the report is called."""
        names = self.names or [path.name for path in self.paths]
        return TITLE.format(name="、".join(names) if names else _OURS)


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of it. `lives`: who bore most, then a typical one. `notes`: what the readers had to say of the files."""

    diagnosis: Diagnosis
    lives: "tuple[Lived, ...]"
    notes: tuple[Text, ...] = ()


def examine(asked: Asked, *, tell: Tell = lambda *_: None) -> Examined:
    """Read, measure, judge. Raises `Unusable` (a file), `PolicyInvalid`, `LimitIsNotKnown` or `NoEngine`, each with a sentence."""
    policy = _policy(asked.policy)
    tell(_READING, 0.0)
    touches = _opened(asked, tell)
    with closing(touches.engine):
        table = _elsewhere(touches, asked.engine)
        diagnosis = _diagnosed(table, asked, _left(touches), policy, tell)
        tell(_DRAWING, _MEASURED)
        lives = _lives(table)
        tell(_DRAWING, 1.0)
        return Examined(diagnosis, lives, tuple(note for file in touches.account.files for note in file.notes))


def page(examined: Examined, asked: Asked, *, language: Language) -> str:
    """The report as one HTML file."""
    from enishi.kernel.words import speaking
    from enishi.measures.report import html

    with speaking(language):
        title = str(asked.title)
    return html(
        examined.diagnosis, examined.lives, language=language, title=title, told_at_inquiry=asked.told or None, process=asked.process
    )


def _opened(asked: Asked, tell: Tell) -> "Touches":
    from enishi.touches import relations

    def on_progress(share: float) -> None:
        tell(_READING, _READ * share)

    touches = _of_files(asked, on_progress) if asked.paths else _of_desk(asked.zone)
    return relations.pseudonymised(touches) if asked.pseudonymise else touches


def _of_files(asked: Asked, on_progress: Callable[[float], object]) -> "Touches":
    from enishi.touches import relations

    return relations.opened(
        asked.paths,
        zone=asked.zone,
        mapping=asked.mapping,
        kind=asked.kind,
        own_numbers=asked.own_numbers,
        on_progress=on_progress,
    )


def _of_desk(zone: str) -> "Touches":
    from django.conf import settings

    from enishi.touches import relations

    return relations.of_desk(settings.DATABASES["default"], zone=zone)


def _policy(named: str) -> "Policy | None":
    from enishi.consideration.rules import load, packs

    if not named:
        return None
    if named in packs.SHIPPED:
        return packs.pack(named)
    if not Path(named).is_file():
        raise Unusable(_NO_POLICY.format(name=named, packs=", ".join(packs.SHIPPED)))
    return load(Path(named).read_text(encoding="utf-8", errors="replace"))


def _elsewhere(touches: "Touches", address: str) -> Any:
    """The table where it is to be measured: here, or in the Spark at `address`, which reads it from a file of ours."""
    from enishi.measures.engines import spark

    if not address:
        return touches.table
    path = touches.engine.folder / "touches.parquet"
    touches.table.to_parquet(path)
    return spark(address).read_parquet(str(path))


def _left(touches: "Touches") -> Left:
    refused = {refusal.code: refusal.rows for refusal in touches.account.refusals}
    words = {code: UNREAD.get(code, OTHERWISE) for code in refused}
    return Left(doubled=touches.account.doubled, refused=refused, words=words)


def _diagnosed(table: Any, asked: Asked, left: Left, policy: "Policy | None", tell: Tell) -> Diagnosis:
    from enishi.measures.diagnosing import diagnose

    done = 0

    def told(step: Text) -> None:
        nonlocal done
        tell(step, _READ + (_MEASURED - _READ) * done / _STEPS)
        done += 1

    judged = _judged(table, policy, asked.zone) if policy else None
    return diagnose(table, zone=asked.zone, now=asked.now, left=left, policy=judged, plans=asked.plans, told=told)


def _judged(table: Any, policy: "Policy", zone: str) -> Judged:
    """Every contact that the policy would not have let out."""
    from enishi.consideration.setwise.history import breaches
    from enishi.measures.rules.breaching import BREACHES, met_as

    return Judged(
        str(policy.title), breaches(table, policy, met_as=met_as(policy), zone=zone), {code.value: name for code, name in BREACHES.items()}
    )


def _lives(table: Any) -> "tuple[Lived, ...]":
    """The days of whoever bore most of our contacts, and of whoever stands in the middle of all."""
    import ibis

    from enishi.measures.eye import MOST, TYPICAL, lived_by
    from enishi.measures.queries.keeping import shelf

    ours = table.filter((table.direction == "out") & table.person.notnull() & (table.purpose.fill_null("") != "internal"))
    with shelf() as held:
        borne = held.keep(ours.group_by("person").aggregate(contacts=ours.count()))
        people = int(borne.count().to_pyarrow().as_py())
        if not people:
            return ()
        ranked = borne.mutate(place=ibis.row_number().over(order_by=[borne.contacts, borne.person]))
        places = {people - 1: MOST, people // 2: TYPICAL}
        chosen = ranked.filter(ranked.place.isin(list(places))).to_pyarrow().to_pylist()
    lives = []
    for row in sorted(chosen, key=lambda row: -row["place"]):
        rows = table.filter(table.person == row["person"]).order_by("at").to_pyarrow().to_pylist()
        lives.append(lived_by(rows, who=places[row["place"]], **_hardest(rows)))
    return tuple(lives)


def _hardest(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The first and last of those days on which most of our contacts lie; all of them where they are few."""
    days = [row["local_at"].date() for row in rows if row["direction"] == "out"]
    begins = max(days, key=lambda first: (sum(first <= day < first + _DAYS for day in days), -first.toordinal()))
    last = max(day for day in (row["local_at"].date() for row in rows) if day < begins + _DAYS)
    return {"first": begins, "last": last}
