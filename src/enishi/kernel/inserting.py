"""Writing rows without composing their statement anew: a logged contact writes four, and composing takes longer than writing."""

from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

Statement = tuple[str, tuple[tuple[Any, ...], ...]]


def insert(*rows: models.Model) -> None:
    """What `row.save(force_insert=True)` does for each, without signals, and without telling a key that the database made.

    On PostgreSQL they travel together: each statement costs a way there and back.
    """
    # Looked up once: each look through Django's proxy asks which thread this is
    connection = connections[DEFAULT_DB_ALIAS]
    together = [rows] if connection.vendor == "postgresql" else [(row,) for row in rows]
    for part in together:
        statement, fields = _composed(connection.vendor, tuple(type(row) for row in part))
        values = [_value(field, row, connection) for row, own in zip(part, fields, strict=True) for field in own]
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _value(field: Any, row: models.Model, connection: Any) -> Any:
    value = field.pre_save(row, add=True)
    return None if value is None else field.get_db_prep_save(value, connection)


@lru_cache
def _composed(vendor: str, tables: tuple[type[models.Model], ...]) -> Statement:
    """One statement for a row of each, and whose fields it takes in turn. `vendor`: each engine quotes in its own way."""
    each = [_one(model) for model in tables]
    *first, last = [statement for statement, _ in each]
    before = ", ".join(f"row_{number} AS ({statement})" for number, statement in enumerate(first))
    return f"WITH {before} {last}" if before else last, tuple(fields for _, fields in each)


def _one(model: type[models.Model]) -> tuple[str, tuple[Any, ...]]:
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    fields = tuple(field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField))
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})", fields  # noqa: S608 - names of our own models
