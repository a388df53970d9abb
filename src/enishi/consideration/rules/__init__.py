"""The gate's rules: pure values in, a verdict out. No Django, no clock, no database."""

from .explain import explain
from .judge import judge
from .packs import governing, load, pack
from .policy import Limits, Policy
from .reading import PolicyInvalid
from .returning import returned_from
from .verdict import Granted, Reason, Refused, Verdict, Wait
from .view import Evidence, Matter, PersonView, Proposal

__all__ = [
    "Evidence",
    "Granted",
    "Limits",
    "Matter",
    "PersonView",
    "Policy",
    "PolicyInvalid",
    "Proposal",
    "Reason",
    "Refused",
    "Verdict",
    "Wait",
    "explain",
    "governing",
    "judge",
    "load",
    "pack",
    "returned_from",
]
