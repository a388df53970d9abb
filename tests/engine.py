"""Which database the tests run on, and databases of their own for the programs they start.

ENISHI_TEST_ENGINE=sqlite (the default) or postgres. Every run, and every worker of a run, has a home folder and a database
named after its process, so that several runs on one machine never meet.
"""

import os
import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

CHECKOUT = Path(__file__).resolve().parent.parent
ADDRESS = CHECKOUT / ".testbed" / "pg" / "address"
SETTINGS = "enishi.config.settings"
ENGINE = os.environ.get("ENISHI_TEST_ENGINE", "sqlite")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
# Workers inherit the run's folder from the process that started them.
ROOT = Path(os.environ.get("ENISHI_TEST_ROOT") or tempfile.mkdtemp(prefix="enishi-tests-"))
RUN = ROOT.name.rpartition("-")[2].lower()
HOME = ROOT / WORKER
DATABASE = f"enishi_{RUN}_{WORKER}"
KEPT = {"ENISHI_TEST_ENGINE", "ENISHI_TEST_ROOT"}
KEYS = {
    "ENISHI_KEY_SECRET": "a key for tests alone, long enough that Django does not complain",
    "ENISHI_KEY_REFUSAL": "a refusal key for tests alone",
    "ENISHI_KEY_REFUSAL_ID": "test",
}


def surround() -> None:
    """Put the tests' surroundings into the environment; before Django reads it."""
    if ENGINE not in {"sqlite", "postgres"}:
        raise pytest.UsageError(f"ENISHI_TEST_ENGINE is '{ENGINE}'; it can be sqlite or postgres.")
    os.environ.update(ENISHI_TEST_ROOT=str(ROOT), **plain_environment(HOME), **KEYS)
    for name in set(os.environ) - set(plain_environment(HOME)) - set(KEYS) - KEPT:
        if name.startswith("ENISHI_"):
            del os.environ[name]
    HOME.mkdir(parents=True, exist_ok=True)
    if ENGINE == "postgres":
        os.environ["ENISHI_DATABASE_URL"] = url(DATABASE)
    _load_settings()


def _load_settings() -> None:
    """Now, and not by name in the environment: a worker inherits that, and would read the settings before its own home is set."""
    if settings.configured:
        raise pytest.UsageError("Django's settings were read before the tests chose a home and a database. Unset DJANGO_SETTINGS_MODULE.")
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    assert settings.DATABASES
    del os.environ["DJANGO_SETTINGS_MODULE"]


def plain_environment(home: Path) -> dict[str, str]:
    """What every program of ours that the tests start finds in its environment."""
    return {"ENISHI_HOME": str(home), "PYTHONUNBUFFERED": "1"}


def url(database: str) -> str:
    if not ADDRESS.exists():
        raise pytest.UsageError("PostgreSQL for the tests is not running. Start it with: tools/testbed up")
    return f"postgres://enishi@{ADDRESS.read_text().strip()}/{database}"


def make_database(name: str) -> str:
    """A new empty PostgreSQL database; its address."""
    _maintain(f'CREATE DATABASE "{name}"')
    return url(name)


def drop_database(name: str) -> None:
    _maintain(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def end_connections(name: str) -> None:
    """Threads that a test left behind hold connections, and PostgreSQL drops no database in use."""
    with psycopg.connect(url("postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


def clear_away() -> None:
    """At the end of the run, by the process that began it."""
    if WORKER == "main":
        shutil.rmtree(ROOT, ignore_errors=True)


def _maintain(statement: str) -> None:
    with psycopg.connect(url("postgres"), autocommit=True) as connection:
        connection.execute(statement.encode())
