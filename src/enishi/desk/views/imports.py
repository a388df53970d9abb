"""Bringing files in: drop, look at how it will be read, start, watch, read the report."""

import io
import tempfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from enishi.desk.entry import Form
from enishi.desk.queries import imports as queries
from enishi.desk.queries import team
from enishi.desk.rules.bringing import accounted, columns_of, mapping_from, read_as
from enishi.desk.views.doors import DeskRequest, member_only, told_where
from enishi.kernel import clock
from enishi.kernel.columns import Unusable
from enishi.kernel.words import say
from enishi.people.readers import FIELDS as CONTACT_FIELDS
from enishi.team.models import Client, ImportRun, Member
from enishi.touches import imports as bring
from enishi.touches.imports import NotNow
from enishi.touches.readers import FIELDS as CALL_FIELDS

_RUNS_SHOWN = 20
_SHOWN = 200
_SAMPLE = 6
_MOVING = {ImportRun.State.WAITING, ImportRun.State.RUNNING}


@member_only
@require_http_methods(["GET", "POST"])
def imports(request: DeskRequest) -> HttpResponse:
    """Where a file is dropped, and the files brought in before."""
    if request.method == "POST":
        return told_where(request, _received(request))
    clients = Client.objects.filter(ended_on=None).order_by("kana", "name")
    page = {"place": "imports", "runs": queries.runs(clock.now(), _RUNS_SHOWN), "clients": clients}
    return render(request, "desk/imports.html", page)


def _received(request: DeskRequest) -> HttpResponseRedirect:
    given = request.FILES.get("file")
    if given is None:
        messages.error(request, str(say("ファイルを選んでください。", "Please choose a file.")))
        return redirect("imports")
    path = Path(cast(TemporaryUploadedFile, given).temporary_file_path())
    form = Form(request.POST, clock.now(), team.zone())
    try:
        run = bring.prepare(
            path=path,
            file_name=given.name or "file",
            by_id=request.user.id,
            now=form.now,
            kind=form.choice("kind", {"auto", *ImportRun.Kind.values}, "auto"),
            client_id=form.one_of("client", Client.objects.all()),
        )
    except (Unusable, OSError, ValueError) as wrong:
        text = getattr(wrong, "text", None) or say("ファイルを読めません。もう一度お試しください。", "The file cannot be read. Try again.")
        messages.error(request, f"{given.name}: {text}")
        return redirect("imports")
    return redirect("import", run_id=run.id)


@member_only
@require_GET
def one(request: DeskRequest, run_id: UUID) -> HttpResponse:
    """A file: before it starts how it will be read, then how far it is, then what became of every row."""
    run = get_object_or_404(ImportRun.objects.select_related("started_by", "client"), pk=run_id)
    page: dict[str, Any] = {"place": "imports", **_state(run)}
    if run.state == ImportRun.State.PREVIEW:
        if not Path(run.path).exists():
            bring.abandon(run_id=run.id)
            messages.error(request, str(_GONE))
            return redirect("imports")
        page.update(_preview(run))
        return render(request, "desk/import_preview.html", page)
    return render(request, "desk/import_run.html", page)


@member_only
@require_GET
def state(request: DeskRequest, run_id: UUID) -> HttpResponse:
    """How far it is; asked for again whenever something moved. Writes nothing."""
    run = get_object_or_404(ImportRun.objects.select_related("started_by", "client"), pk=run_id)
    return render(request, "desk/parts/import_state.html", _state(run))


_GONE = say(
    "お預かりしたファイルは、日がたったため消してあります。もう一度お選びください。",
    "We kept that file for some days and threw it away. Please choose it again.",
)


def _state(run: ImportRun) -> dict[str, Any]:
    is_over = run.state not in _MOVING
    refused = bring.report_rows(run_id=run.id, fates=("refused",)) if is_over and run.refused_rows else iter(())
    noted = bring.count_noted(run_id=run.id) if is_over else 0
    return {
        "run": run,
        "is_moving": not is_over,
        "percent": int(100 * run.bytes_done / run.bytes_total) if run.bytes_total else 0,
        "refused": list(islice(refused, _SHOWN)),
        "shown": _SHOWN,
        "noted": _noted(run) if noted else [],
        "noted_rows": noted,
        "accounted": accounted(rows=run.rows_done, created=run.created_rows, matched=run.matched_rows, refused=run.refused_rows),
        "withheld": queries.withheld(run.id) if is_over and run.kind == ImportRun.Kind.TOUCHES else 0,
        "problem": say(run.problem["ja"], run.problem["en"]) if run.problem else None,
    }


def _noted(run: ImportRun) -> list[dict[str, Any]]:
    """The first rows that were taken with a note, and whose page tells the rest."""
    people = run.kind == ImportRun.Kind.CONTACTS
    first = islice(bring.noted_rows(run_id=run.id), _SHOWN)
    return [{"line": row.line, "notes": row.warnings, "person_id": UUID(row.id) if people and row.id else None} for row in first]


def _preview(run: ImportRun) -> dict[str, Any]:
    seen = bring.preview(run=run)
    fields = CONTACT_FIELDS if run.kind == ImportRun.Kind.CONTACTS else CALL_FIELDS
    before = bring.same_file(run)
    return {
        "seen": seen.seen,
        "columns": columns_of(seen.seen.headers, seen.mapping),
        "fields": [(field.name, field.label) for field in fields],
        "sample": seen.seen.sample[:_SAMPLE],
        "read_as": [read_as(record, team.zone()) for record in seen.records[:_SAMPLE]],
        "trouble": seen.problem,
        "mapping": seen.mapping,
        "before": before,
        "members": Member.objects.filter(is_active=True).order_by("kana", "name"),
    }


@member_only
@require_POST
def change(request: DeskRequest, run_id: UUID) -> HttpResponseBase:
    """Read the columns otherwise."""
    run = get_object_or_404(ImportRun, pk=run_id)
    kind = request.POST.get("kind", "")
    try:
        if kind in ImportRun.Kind.values and kind != run.kind:
            # Another kind has other fields: found anew from the headers
            _found_anew(run, kind)
        else:
            bring.change_mapping(run_id=run_id, mapping=mapping_from(request.POST.dict(), _headers(run), run.mapping))
    except (Unusable, NotNow) as wrong:
        messages.error(request, str(wrong.text))
    if request.POST.get("do") == "start" and not messages.get_messages(request):
        return start(request, run_id)
    return redirect("import", run_id=run_id)


def _headers(run: ImportRun) -> Sequence[str]:
    return bring.preview(run=run, limit=0).seen.headers


def _found_anew(run: ImportRun, kind: str) -> None:
    from enishi.touches import readers

    seen = readers.detect(Path(run.path), kind="contacts" if kind == ImportRun.Kind.CONTACTS else "touches")
    bring.change_mapping(run_id=run.id, mapping=seen.mapping.as_dict() if seen.mapping else {}, kind=kind)


@member_only
@require_POST
def start(request: DeskRequest, run_id: UUID) -> HttpResponse:
    """Begin, or go on from where it stood."""
    try:
        bring.start(run_id=run_id)
    except NotNow as wrong:
        messages.error(request, str(wrong.text))
    return redirect("import", run_id=run_id)


@member_only
@require_POST
def stop(request: DeskRequest, run_id: UUID) -> HttpResponse:
    """Take in no more for now; what was taken in stays."""
    bring.stop(run_id=run_id)
    return redirect("import", run_id=run_id)


@member_only
@require_POST
def abandon(request: DeskRequest, run_id: UUID) -> HttpResponse:
    """It was only looked at: nothing of it is kept."""
    if bring.abandon(run_id=run_id):
        messages.success(request, str(say("取りやめました。何も取り込んでいません。", "Cancelled. Nothing was taken in.")))
    return redirect("imports")


@member_only
@require_GET
def report(request: DeskRequest, run_id: UUID) -> FileResponse:
    """What became of every row, as a spreadsheet opens it."""
    run = get_object_or_404(ImportRun, pk=run_id)
    only = request.GET.get("only", "")
    kept = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when the last byte is sent
    words = io.TextIOWrapper(kept, encoding="utf-8-sig", newline="")
    bring.report_csv(run_id=run.id, out=words, fates=("refused",) if only == "refused" else (), noted=only == "noted")
    words.flush()
    words.detach()
    kept.seek(0)
    return FileResponse(kept, as_attachment=True, filename=f"{Path(run.file_name).stem}-report.csv", content_type="text/csv")
