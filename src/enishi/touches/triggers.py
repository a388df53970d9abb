"""What keeps the ledger append-only in the database itself, whoever writes to it and however."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("touches_touch", "touches_touchoutcome")
REFUSAL = "The ledger is append-only: a correction is another outcome."
_FUNCTION = "touches_ledger_refuse"


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger that is missing in its place; tables that do not exist (yet) are passed over."""
    wanting = set(missing(connection))
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        if wanting and connection.vendor == "postgresql":
            cursor.execute(_postgres_function())
        for table in TABLES:
            if table in present:
                for name, statements in _triggers(connection, table).items():
                    if name in wanting:
                        for statement in statements:
                            cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that should guard the ledger and do not; on SQLite also the setting that REPLACE needs."""
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRES_FOUND if connection.vendor == "postgresql" else _SQLITE_FOUND)
        found = {row[0] for row in cursor.fetchall()}
        wanting = [name for table in TABLES for name in _triggers(connection, table) if name not in found]
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA recursive_triggers")
            if not cursor.fetchone()[0]:
                wanting.append("recursive_triggers")
    return wanting


def names(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, ...]]:
    """Table → the names of the triggers that guard it on this engine."""
    return {table: tuple(_triggers(connection, table)) for table in TABLES}


def _triggers(connection: BaseDatabaseWrapper, table: str) -> dict[str, tuple[str, ...]]:
    """Name → the statements that make it."""
    if connection.vendor == "postgresql":
        return dict(_postgres(table, event) for event in ("update", "delete", "truncate"))
    return dict(_sqlite(table, event) for event in ("update", "delete"))


# A trigger that somebody switched off (tgenabled 'D'), or that replication may pass ('O'), does not guard.
_POSTGRES_FOUND = """
    SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE tgname LIKE 'touches_%_never_%' AND tgenabled = 'A' AND pg_class.relnamespace = current_schema()::regnamespace
"""
_SQLITE_FOUND = "SELECT name FROM sqlite_master WHERE type = 'trigger'"


def _postgres(table: str, event: str) -> tuple[str, tuple[str, ...]]:
    name = f"{table}_never_{event}"
    return name, (
        # FOR EACH STATEMENT: costs nothing per row, and an update that happens to find no row is refused as well.
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {event.upper()} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {_FUNCTION}()",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    )


def _postgres_function() -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"
    )


def _sqlite(table: str, event: str) -> tuple[str, tuple[str, ...]]:
    name = f"{table}_never_{event}"
    return name, (f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",)
