"""The recipient's eye: days on the telephone as the person at the other end lives them, from a log or from a plan, drawn as SVG."""

from .asking import Asked, ask, assumptions, lives
from .living import BY_TEXT, NEVER, SECOND, Life, Persona, live
from .moments import MOST, TYPICAL, Lived, Ring, Written, hardest_day, lived_by
from .phone import lock_screen, recent_calls
from .process import Process
from .reading import SAMPLES, ProcessInvalid, read_file, read_process
from .saying import finding
from .thread import days
from .wall import wall

__all__ = [
    "BY_TEXT",
    "MOST",
    "NEVER",
    "SAMPLES",
    "SECOND",
    "TYPICAL",
    "Asked",
    "Life",
    "Lived",
    "Persona",
    "Process",
    "ProcessInvalid",
    "Ring",
    "Written",
    "ask",
    "assumptions",
    "days",
    "finding",
    "hardest_day",
    "live",
    "lived_by",
    "lives",
    "lock_screen",
    "read_file",
    "read_process",
    "recent_calls",
    "wall",
]
