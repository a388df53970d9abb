"""Diagnoses that members ask for on the desk: asked, made by a worker in a process of its own, kept, thrown away."""

from enishi.measures.actions.asking import REPORTS_KEPT, Given, ask, discard, folder_of, forget_old, page_of, stop
from enishi.measures.actions.working import work_once

__all__ = ["REPORTS_KEPT", "Given", "ask", "discard", "folder_of", "forget_old", "page_of", "stop", "work_once"]
