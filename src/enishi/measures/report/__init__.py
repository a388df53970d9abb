"""The report: from a diagnosis to one page that a manager can put before the board."""

from enishi.measures.report.page import html, summary

__all__ = ["html", "summary"]
