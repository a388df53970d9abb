"""What changes about people. Each action owns its transaction and writes to the canonical person of whomever it is given."""

from enishi.people.actions.erasing import erase
from enishi.people.actions.holdings import end_holding, hold_point, know_point, let_go, reopen_holding
from enishi.people.actions.merging import merge, undo_merge
from enishi.people.actions.persons import PersonFields, add_person, edit_person, log_read
from enishi.people.actions.ties import (
    Handed,
    assign,
    employ,
    end_assignment,
    end_employment,
    hand_back_people,
    hand_over_people,
    join_household,
    leave_household,
    reopen_employment,
)

__all__ = [
    "Handed",
    "PersonFields",
    "add_person",
    "assign",
    "edit_person",
    "employ",
    "end_assignment",
    "end_employment",
    "end_holding",
    "erase",
    "hand_back_people",
    "hand_over_people",
    "hold_point",
    "join_household",
    "know_point",
    "leave_household",
    "let_go",
    "log_read",
    "merge",
    "reopen_employment",
    "reopen_holding",
    "undo_merge",
]
