"""Bringing files in: contact lists and logs, previewed, taken in chunk by chunk, accounted for row by row.

`prepare` → (`preview`, `change_mapping`) → `start` → `carry_on`, by a worker or a command. See docs/ledger.md.
"""

from enishi.touches.imports.forgetting import REPORTS_KEPT, forget, forget_reports
from enishi.touches.imports.formats import WHOSE, Preview, preview
from enishi.touches.imports.pipeline import End, Progress, carry_on
from enishi.touches.imports.report import FATES, Verdict, count_noted, noted_rows, report_csv, report_rows
from enishi.touches.imports.runs import NotNow, abandon, change_mapping, forget_files, next_free, prepare, same_file, start, stop

__all__ = [
    "FATES",
    "REPORTS_KEPT",
    "WHOSE",
    "End",
    "NotNow",
    "Preview",
    "Progress",
    "Verdict",
    "abandon",
    "carry_on",
    "change_mapping",
    "count_noted",
    "forget",
    "forget_files",
    "forget_reports",
    "next_free",
    "noted_rows",
    "prepare",
    "preview",
    "report_csv",
    "report_rows",
    "same_file",
    "start",
    "stop",
]
