"""Diagnoses of logs: files given, the report watched while it is made, read, taken away. For managers: it tells of members too."""

from pathlib import Path
from typing import Any, cast
from uuid import UUID

from csp.decorators import csp_replace
from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from enishi.consideration.rules import packs
from enishi.desk.entry import Form
from enishi.desk.queries import team
from enishi.desk.views.doors import DeskRequest, manager_only, told_where
from enishi.kernel import clock
from enishi.kernel.columns import Unusable
from enishi.kernel.words import Text, language, say
from enishi.measures import actions
from enishi.measures.answers import from_json
from enishi.measures.models import Report
from enishi.measures.report import summary

_SHOWN = 20
_LONGEST_TOLD = 2000
_MOVING = {Report.State.WAITING, Report.State.RUNNING}
# The page of a report brings its own style and pictures along, and nothing of it may run or reach out
_SEALED = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "sandbox": [""],
    "frame-ancestors": ["'none'"],
}


@manager_only
@require_http_methods(["GET", "POST"])
def reports(request: DeskRequest) -> HttpResponse:
    """Where logs are given, and the reports made before."""
    if request.method == "POST":
        return told_where(request, _asked(request))
    made = Report.objects.select_related("asked_by").defer("answer", "page_ja", "page_en").order_by("-created_at")[:_SHOWN]
    page = {"place": "reports", "reports": made, "packs": [(name, packs.pack(name).title) for name in packs.SHIPPED]}
    return render(request, "desk/reports.html", page)


def _asked(request: DeskRequest) -> HttpResponseRedirect:
    given = [cast(TemporaryUploadedFile, each) for each in request.FILES.getlist("file")]
    form = Form(request.POST, clock.now(), team.zone())
    if form.choice("whose", {"", "ours"}, "") != "ours" and not given:
        messages.error(request, str(say("ファイルを選んでください。", "Please choose a file.")))
        return redirect("reports")
    try:
        report = actions.ask(
            files=[actions.Given(Path(each.temporary_file_path()), each.name or "log") for each in given],
            told=request.POST.get("told", "").strip()[:_LONGEST_TOLD],
            policy=form.choice("policy", {"", *packs.SHIPPED}, ""),
            tries=request.POST.get("tries", "")[:_LONGEST_TOLD],
            by_id=request.user.id,
            now=form.now,
        )
    except (Unusable, OSError) as wrong:
        text = getattr(wrong, "text", None) or say("ファイルを読めません。もう一度お試しください。", "The file cannot be read. Try again.")
        messages.error(request, str(text))
        return redirect("reports")
    return redirect("report", report_id=report.id)


@manager_only
@require_GET
def one(request: DeskRequest, report_id: UUID) -> HttpResponse:
    """One report: how far it is, or what it found and where to read it."""
    return render(request, "desk/report.html", {"place": "reports", **_state(_report(report_id))})


@manager_only
@require_GET
def state(request: DeskRequest, report_id: UUID) -> HttpResponse:
    """The part that moves. Writes nothing."""
    return render(request, "desk/parts/report_state.html", _state(_report(report_id)))


def _report(report_id: UUID) -> Report:
    return get_object_or_404(Report.objects.select_related("asked_by"), pk=report_id)


def _state(report: Report) -> dict[str, Any]:
    is_done = report.state == Report.State.DONE
    return {
        "report": report,
        "is_moving": report.state in _MOVING,
        "step": Text(**report.step) if report.step else None,
        "problem": Text(**report.problem) if report.problem else None,
        "found": summary(from_json(report.answer), language()) if is_done else (),
    }


@csp_replace(_SEALED)
@manager_only
@require_GET
def page(request: DeskRequest, report_id: UUID) -> HttpResponse:
    """The report itself, in the reader's language; `?save` to keep it as a file."""
    report = get_object_or_404(Report, pk=report_id, state=Report.State.DONE)
    answer = HttpResponse(actions.page_of(report, language()), headers={"Cache-Control": "no-store"})
    if "save" in request.GET:
        answer["Content-Disposition"] = f'attachment; filename="{_name(report)}.html"'
    return answer


@manager_only
@require_GET
def figures(request: DeskRequest, report_id: UUID) -> HttpResponse:
    """The same as JSON."""
    report = get_object_or_404(Report, pk=report_id, state=Report.State.DONE)
    headers = {"Content-Disposition": f'attachment; filename="{_name(report)}.json"', "Cache-Control": "no-store"}
    return HttpResponse(report.answer, content_type="application/json", headers=headers)


def _name(report: Report) -> str:
    return f"diagnosis-{report.created_at:%Y-%m-%d}"


@manager_only
@require_POST
def stop(request: DeskRequest, report_id: UUID) -> HttpResponse:
    """Make it no more."""
    if actions.stop(report_id=report_id):
        messages.success(request, str(say("やめました。お預かりしたファイルは消しました。", "Stopped. The files we kept are gone.")))
    return redirect("report", report_id=report_id)


@manager_only
@require_POST
def discard(request: DeskRequest, report_id: UUID) -> HttpResponse:
    """Throw it away."""
    if actions.discard(report_id=report_id):
        messages.success(request, str(say("報告書を消しました。", "The report is gone.")))
    return redirect("reports")
