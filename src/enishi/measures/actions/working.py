"""Making a report that waits: in a process of its own, so that a long log neither fills nor stops the worker."""

import contextlib
import json
import os
import select
import shutil
import subprocess
import threading
import zlib
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any, cast
from uuid import UUID

from django.db.models import Q, QuerySet

from enishi.kernel.children import surroundings
from enishi.kernel.live import publish
from enishi.kernel.words import say
from enishi.measures.actions.asking import folder_of
from enishi.measures.aside import ANSWER, PAGES, WORDS, Job
from enishi.measures.models import Report
from enishi.measures.rules.trying import plans_in
from enishi.team.actions import the_team

State = Report.State
_LEASE = timedelta(seconds=30)
_LOOK_SECONDS = 2.0


def work_once(worker_id: UUID, stop: threading.Event, now_fn: Callable[[], datetime]) -> bool:
    """Make the report that has waited longest, if there is one; whether there was. For `touches.hooks.work`."""
    report = _claimed(worker_id, now_fn())
    if report is None:
        return False
    making = _Making(report, worker_id, now_fn)
    with _begun(report) as process:
        end = making.watched(process, stop)
    if end is not None:
        making.leave(end)
    publish(f"report:{report.pk}")
    return True


def _claimed(worker_id: UUID, now: datetime) -> Report | None:
    """Compare and set: of several workers that try, one gets it."""
    found = _free(now).order_by("created_at").values_list("id", flat=True).first()
    if found is None:
        return None
    taken = _free(now).filter(pk=found).update(state=State.RUNNING, lease=worker_id, leased_until=now + _LEASE, percent=0, step=None)
    return Report.objects.get(pk=found) if taken else None


def _free(now: datetime) -> QuerySet[Report]:
    abandoned = Q(state=State.RUNNING) & (Q(leased_until=None) | Q(leased_until__lt=now))
    return Report.objects.filter(Q(state=State.WAITING) | abandoned)


@contextlib.contextmanager
def _begun(report: Report) -> "Generator[subprocess.Popen[bytes]]":
    folder = folder_of(report.pk)
    given = sorted((path for path in folder.glob("*") if path.stem.isdecimal()), key=lambda path: int(path.stem)) if folder.exists() else []
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    names, plans, zone = report.file_names.splitlines(), plans_in(report.tries), the_team().zone
    job = Job([str(path) for path in given], names, report.told, report.policy, plans, zone, str(folder))
    # What it lays aside while it works goes with the folder, however it ends
    environment = surroundings() | {"TMPDIR": str(folder)}
    with subprocess.Popen(WORDS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:  # noqa: S603 - our own
        try:
            with contextlib.suppress(BrokenPipeError), cast(IO[bytes], process.stdin) as to:
                to.write(json.dumps(job._asdict()).encode())
            yield process
        finally:
            process.kill()


@dataclass(frozen=True, slots=True)
class _Making:
    """One report, as long as this worker holds it."""

    report: Report
    worker_id: UUID
    now_fn: Callable[[], datetime]

    def watched(self, process: "subprocess.Popen[bytes]", stop: threading.Event) -> dict[str, Any] | None:
        """Pass on what it says until it ends. What becomes of the report; None if it is not ours any more."""
        lines = _Lines(cast(IO[bytes], process.stdout))
        problem: dict[str, str] | None = None
        while (said := lines.next(_LOOK_SECONDS)) is not None:
            if stop.is_set():
                return {"state": State.WAITING}
            if not self._renewed(said):
                return None
            problem = said.get("problem", problem)
        if process.wait() == 0:
            return _made(self.report) | {"finished_at": self.now_fn()}
        return {"state": State.FAILED, "problem": problem or _FAULT.as_dict(), "finished_at": self.now_fn()}

    def _renewed(self, said: dict[str, Any]) -> bool:
        told = {name: said[name] for name in ("step", "percent") if name in said}
        if not self._ours().update(leased_until=self.now_fn() + _LEASE, **told):
            return False
        if told:
            publish(f"report:{self.report.pk}")
        return True

    def leave(self, end: dict[str, Any]) -> None:
        """Say what became of it."""
        if self._ours().update(lease=None, leased_until=None, **end) and end["state"] != State.WAITING:
            # Copies of people's numbers that nobody reads must not lie about
            shutil.rmtree(folder_of(self.report.pk), ignore_errors=True)

    def _ours(self) -> QuerySet[Report]:
        return Report.objects.filter(pk=self.report.pk, lease=self.worker_id, state=State.RUNNING)


def _made(report: Report) -> dict[str, Any]:
    folder = folder_of(report.pk)
    pages = {f"page_{language}": zlib.compress((folder / name).read_bytes()) for language, name in PAGES.items()}
    answer = (folder / ANSWER).read_text("utf-8")
    return {"state": State.DONE, "percent": 100, "step": None, "answer": answer, **pages}


class _Lines:
    """The lines that a process prints, each one JSON; an empty one now and then while it is silent, None behind the last."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self._rest = out.fileno(), b""

    def next(self, seconds: float) -> dict[str, Any] | None:
        while b"\n" not in self._rest:
            if not select.select([self._out], [], [], seconds)[0]:
                return {}
            block = os.read(self._out, 1 << 16)
            if not block:
                return None
            self._rest += block
        line, _, self._rest = self._rest.partition(b"\n")
        said: dict[str, Any] = json.loads(line)
        return said


_FAULT = say(
    "診断の途中で思わぬ不具合が起きました。もう一度お試しください。", "Something went wrong that should not have. Please try again."
)
