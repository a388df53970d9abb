"""Logs as one canonical table for whoever measures: the Ibis form of the readers, on an embedded DuckDB imported when it is needed."""

from enishi.touches.relations.account import Account, FileAccount, Refusal, RefusedSample
from enishi.touches.relations.desk import of_desk
from enishi.touches.relations.opening import Touches, opened
from enishi.touches.relations.pseudonyms import pseudonymised

__all__ = ["Account", "FileAccount", "Refusal", "RefusedSample", "Touches", "of_desk", "opened", "pseudonymised"]
