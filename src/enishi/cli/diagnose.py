"""`enishi diagnose`: from a call log to a report, without a server and without a database."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from enishi.cli.program import CANNOT, app, cannot, django, say_error
from enishi.kernel.words import Text, language, say

if TYPE_CHECKING:
    from enishi.measures.examining import Asked, Examined, Tell
    from enishi.measures.eye import Process
    from enishi.touches.readers import CallMapping

_INTERRUPTED = 130


@app.command()
def diagnose(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Call logs: CSV, Parquet, Android XML, Asterisk, Twilio. None: our own.")
    ] = None,
    *,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write the report here (HTML).")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures here (JSON); - for standard output.")] = None,
    policy: Annotated[str, typer.Option(help="Count breaches of this policy: a pack's name or a TOML file.")] = "",
    process: Annotated[Path | None, typer.Option(help="A planned process (TOML) to look at from the other side.")] = None,
    tries: Annotated[list[str] | None, typer.Option("--try", help='A plan to compute on paper: "text, call*2 13-18".')] = None,
    told: Annotated[str, typer.Option(help="What people are told of your contacts when they inquire.")] = "",
    columns: Annotated[str, typer.Option("--map", help='Columns as you read them: "発信日時=at,相手=number".')] = "",
    own: Annotated[list[str] | None, typer.Option("--own", help="A number of ours, where no column says who called.")] = None,
    zone: Annotated[str, typer.Option(help="Whose clock the log shows.")] = "Asia/Tokyo",
    pseudonymise: Annotated[
        bool, typer.Option("--pseudonymise", help="Keyed hashes instead of numbers and names in every output.")
    ] = False,
    engine: Annotated[str, typer.Option(help="Measure on this Apache Spark (spark://…, local[*]) instead of embedded DuckDB.")] = "",
) -> None:
    """Diagnose a call log. Example: enishi diagnose calls.csv -o report.html"""
    from enishi.measures.examining import Asked, examine
    from enishi.measures.rules.trying import plan_of

    if not files:
        django()
    with _faults_said():
        asked = Asked(
            paths=files or (),
            zone=zone,
            mapping=_mapping(files or [], columns),
            own_numbers=own or (),
            told=told,
            policy=policy,
            process=_process(process),
            plans=[plan_of(each) for each in tries or ()],
            pseudonymise=pseudonymise,
            engine=engine,
        )
        with _progress() as tell:
            examined = examine(asked, tell=tell)
        _write(examined, asked, output, json_file)


@contextmanager
def _faults_said() -> Generator[None]:
    """Whatever is wrong with what was given is a sentence, and nothing is written."""
    from enishi.consideration.rules import PolicyInvalid
    from enishi.consideration.setwise.limits import LimitIsNotKnown
    from enishi.kernel.columns import Unusable
    from enishi.measures.engines import NoEngine
    from enishi.measures.eye import ProcessInvalid

    try:
        yield
    except (Unusable, LimitIsNotKnown) as fault:
        cannot(fault.text)
    except NoEngine as fault:
        cannot(fault.sentence)
    except (PolicyInvalid, ProcessInvalid) as fault:
        for problem in fault.problems:
            say_error(problem)
        raise typer.Exit(CANNOT) from None
    except OSError as fault:
        why = fault.strerror or str(fault)
        cannot(say("「{file}」を開けません({why})。", "“{file}” cannot be opened ({why}).", file=fault.filename or "", why=why))
    except KeyboardInterrupt:
        cannot(say("やめました。何も書き出していません。", "Stopped. Nothing was written."), _INTERRUPTED)


def _mapping(files: list[Path], columns: str) -> "CallMapping | None":
    """What was found of the first table, and what was said of it."""
    from enishi.touches import readers

    if not columns or not files:
        return None
    found = readers.detect(files[0], kind="touches").mapping
    base = found if isinstance(found, readers.CallMapping) else readers.CallMapping.from_dict({}, readers.FIELDS)
    return readers.parse_map(columns, base)


def _process(path: Path | None) -> "Process | None":
    from enishi.measures.eye import read_file

    return read_file(path) if path else None


@contextmanager
def _progress() -> "Generator[Tell]":
    """A bar on standard error, gone again at the end, with what is being done."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)

        def tell(step: Text, share: float) -> None:
            bar.update(task, description=str(step), completed=share)

        yield tell


def _write(examined: "Examined", asked: "Asked", output: Path | None, json_file: Path | None) -> None:
    """Whole files or none: what is written beside is put in its place at the end."""
    from enishi.measures.answers import as_json
    from enishi.measures.examining import page
    from enishi.measures.report import summary

    answer = as_json(examined.diagnosis)
    if output:
        _put(output, page(examined, asked, language=language()))
    if json_file and str(json_file) != "-":
        _put(json_file, answer)
    for note in examined.notes:
        say_error(note)
    for sentence in [answer] if str(json_file) == "-" else summary(examined.diagnosis, language()):
        typer.echo(sentence)


def _put(path: Path, text: str) -> None:
    beside = path.with_name(path.name + ".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
