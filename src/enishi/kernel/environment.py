"""What this install reads from its surroundings, typed, with a clear sentence when something is wrong."""

import json
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from enishi.kernel.words import say


class EnvironmentWrong(RuntimeError):
    """A setting of this install cannot be used; the message says which and what to do."""


def home() -> Path:
    """Where this install keeps its data: `ENISHI_HOME`, else `~/.enishi`."""
    path = Path(os.environ.get("ENISHI_HOME") or Path.home() / ".enishi").expanduser().resolve()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def database(folder: Path) -> dict[str, Any]:
    """Django's DATABASES entry from `ENISHI_DATABASE_URL` (postgres://user:password@host:port/name), else SQLite in `folder`."""
    url = os.environ.get("ENISHI_DATABASE_URL", "")
    if not url:
        return _sqlite(folder)
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise EnvironmentWrong(
            str(
                say(
                    "ENISHI_DATABASE_URL が読めません。postgres://利用者@ホスト:ポート/データベース名 の形で書いてください。",
                    "ENISHI_DATABASE_URL cannot be read. Write it as postgres://user@host:port/name.",
                )
            )
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        # Our questions take a millisecond; compiling one takes fifty, and PostgreSQL compiles whatever it estimates to be costly.
        # Planning one takes longer than answering it: what was asked twice on a connection is planned once.
        "OPTIONS": {"options": "-c jit=off", "server_side_binding": True, "prepare_threshold": 2} | _wished(parts.query),
    }


def _wished(query: str) -> dict[str, Any]:
    """Behind a pooler that lends a connection for a transaction only, what was prepared is somewhere else the next time."""
    options: dict[str, Any] = dict(parse_qsl(query))
    return options | ({"prepare_threshold": None} if options.get("prepare_threshold") == "never" else {})


def _sqlite(folder: Path) -> dict[str, Any]:
    return {
        "ENGINE": "enishi.kernel.db.sqlite",
        "NAME": folder / "enishi.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # IMMEDIATE: a transaction that will write says so when it begins, or two of them deadlock at the upgrade.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            # recursive_triggers: without it INSERT OR REPLACE deletes ledger rows past their trigger.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
                "PRAGMA cache_size=-65536; PRAGMA mmap_size=2147418112; PRAGMA temp_store=MEMORY;"
            ),
        },
    }


def keys(folder: Path) -> dict[str, str]:
    """The install's secrets: from the environment where given, else made once and kept in `folder`/keys.json, readable by us alone.

    `secret`: Django's signing key. `refusal`: the HMAC key of refusal hashes, `refusal_id` its id. They are kept out of the database
    and must be kept out of its backups: whoever has both can try every telephone number against the hashes.
    """
    found = _keys_file(folder / "keys.json")
    for name in found:
        found[name] = os.environ.get(f"ENISHI_KEY_{name.upper()}", found[name])
    return found


def _keys_file(path: Path) -> dict[str, str]:
    if not path.exists():
        made = {"secret": secrets.token_urlsafe(48), "refusal": secrets.token_urlsafe(48), "refusal_id": secrets.token_hex(4)}
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump(made, out)
        try:
            # link, not rename: of two processes that start together, the first one's keys stay
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return dict(json.loads(path.read_text()))
