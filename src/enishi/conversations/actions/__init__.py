"""Saying how a contact ended, with everything that follows from it, and taking it back."""

from enishi.conversations.actions.concluding import CannotConclude, LoggedOtherwise, conclude, log_call
from enishi.conversations.actions.undoing import Undone, undo

__all__ = ["CannotConclude", "LoggedOtherwise", "Undone", "conclude", "log_call", "undo"]
