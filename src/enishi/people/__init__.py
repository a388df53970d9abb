"""Whom we know: persons, the numbers and addresses they held and when, households, employers, who looks after whom."""
