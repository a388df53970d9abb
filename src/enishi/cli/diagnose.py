"""`enishi diagnose`: from a call log to a report, without a server and without a database."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from enishi.cli.helping import Command, told
from enishi.cli.program import CANNOT, app, cannot, django, say_error
from enishi.kernel.words import Text, language, say

if TYPE_CHECKING:
    from enishi.measures.examining import Asked, Examined, Tell
    from enishi.measures.eye import Process
    from enishi.touches.readers import CallMapping

_INTERRUPTED = 130


_FILES = told(
    "通話の履歴(CSV、Parquet、Android の XML、Asterisk、Twilio)。なければ自分たちの台帳。",
    "Call logs: CSV, Parquet, Android XML, Asterisk, Twilio. None: our own.",
)
_OUTPUT = told("報告の書き先(HTML)。", "Write the report here (HTML).")
_FIGURES = told("数字の書き先(JSON)。- なら標準出力。", "Write the figures here (JSON); - for standard output.")
_POLICY = told("この決めごとに外れた数を数えます。パックの名か TOML。", "Count breaches of this policy: a pack's name or a TOML file.")
_PROCESS = told("相手の側から見てみる進め方(TOML)。", "A planned process (TOML) to look at from the other side.")
_TRY = told('紙の上で試す進め方: "text, call*2 13-18"。', 'A plan to compute on paper: "text, call*2 13-18".')
_TOLD = told("お問い合わせの方に、連絡について伝えていること。", "What people are told of your contacts when they inquire.")
_MAP = told('列の読み方: "発信日時=at,相手=number"。', 'Columns as you read them: "発信日時=at,相手=number".')
_OWN = told("自社の番号。誰がかけたかの列がないとき。", "A number of ours, where no column says who called.")
_CLOCK = told("履歴の時計の時間帯。", "Whose clock the log shows.")
_HASHED = told("どこに書くときも、番号と名前を鍵付きの符号に替えます。", "Keyed hashes instead of numbers and names in every output.")
_ENGINE = told(
    "組み込みの DuckDB の代わりに、この Apache Spark で数えます(spark://…、local[*])。",
    "Measure on this Apache Spark (spark://…, local[*]) instead of embedded DuckDB.",
)


@app.command(
    cls=Command,
    help=told(
        "通話の履歴を診断します。例: enishi diagnose calls.csv -o report.html",
        "Diagnose a call log. Example: enishi diagnose calls.csv -o report.html",
    ),
)
def diagnose(
    files: Annotated[list[Path] | None, typer.Argument(help=_FILES)] = None,
    *,
    output: Annotated[Path | None, typer.Option("-o", "--output", help=_OUTPUT)] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help=_FIGURES)] = None,
    policy: Annotated[str, typer.Option(help=_POLICY)] = "",
    process: Annotated[Path | None, typer.Option(help=_PROCESS)] = None,
    tries: Annotated[list[str] | None, typer.Option("--try", help=_TRY)] = None,
    told: Annotated[str, typer.Option(help=_TOLD)] = "",
    columns: Annotated[str, typer.Option("--map", help=_MAP)] = "",
    own: Annotated[list[str] | None, typer.Option("--own", help=_OWN)] = None,
    zone: Annotated[str, typer.Option(help=_CLOCK)] = "Asia/Tokyo",
    pseudonymise: Annotated[bool, typer.Option("--pseudonymise", help=_HASHED)] = False,
    engine: Annotated[str, typer.Option(help=_ENGINE)] = "",
) -> None:
    """Diagnose a call log."""
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
