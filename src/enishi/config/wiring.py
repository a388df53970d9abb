"""Who hears what: hooks of lower rooms, answered by rooms above them."""


def connect() -> None:
    """Called once, when every room is loaded."""
