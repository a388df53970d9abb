"""`enishi doctor`: what is wrong with this install, and what to do about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import typer

from enishi.cli.ask import AsJson
from enishi.cli.helping import Command, told
from enishi.cli.program import CANNOT, app, django, put_json
from enishi.kernel.words import Text, say

_ROOM_BYTES = 1 << 30
_OLDEST_POSTGRES = 150_000
_WORKER_LATE = timedelta(minutes=2)
_AHEAD = timedelta(minutes=5)
_BUILT = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how it stands, or what to do."""

    name: str
    ok: bool
    text: Text


def _good(name: str, ja: str, en: str, **fields: object) -> Finding:
    return Finding(name, True, say(ja, en, **fields))


def _bad(name: str, ja: str, en: str, **fields: object) -> Finding:
    return Finding(name, False, say(ja, en, **fields))


@app.command(
    cls=Command,
    help=told(
        "このインストールを調べます。どこか悪ければ終了コード 1。例: enishi doctor --json",
        "Look this install over; exit 1 if anything is wrong. Example: enishi doctor --json",
    ),
)
def doctor(as_json: AsJson = False) -> None:
    """Look this install over."""
    found = list(_findings())
    healthy = all(each.ok for each in found)
    if as_json:
        put_json({"ok": healthy, "checks": [{"name": each.name, "ok": each.ok, **each.text.as_dict()} for each in found]})
    for each in () if as_json else found:
        typer.echo(f"{'○' if each.ok else '×'} {each.text}")
    if not healthy:
        raise typer.Exit(CANNOT)


def _findings() -> Iterator[Finding]:
    from django.db import Error

    from enishi.kernel.environment import EnvironmentWrong

    try:
        django()
    except EnvironmentWrong as wrong:
        yield Finding("settings", False, Text(str(wrong), str(wrong)))
        return
    yield from (look() for look in (_home, _keys, _room, _time))
    for look in _IN_THE_DATABASE:
        try:
            finding = look()
        except Error as error:
            yield _unreachable(error)
            return
        yield finding
        if finding.name in _GROUND and not finding.ok:
            return


def _unreachable(error: Exception) -> Finding:
    why = (str(error).strip().splitlines() or [""])[0]
    return _bad(
        "database",
        "データベースに届きません。動いているか、ENISHI_DATABASE_URL が正しいかを確かめてください:{why}",
        "The database cannot be reached. See that it runs and that ENISHI_DATABASE_URL is right: {why}",
        why=why,
    )


def _home() -> Finding:
    from pathlib import Path

    from django.conf import settings

    if Path(settings.HOME).stat().st_mode & _OTHERS:
        return _bad(
            "home",
            "データの置き場所にほかの利用者が入れます。`chmod 700 {path}` としてください。",
            "Other users can enter the folder of the data. Run: chmod 700 {path}",
            path=settings.HOME,
        )
    return _good(
        "home", "データは {path} にあり、持ち主だけが入れます。", "The data are in {path}; only their owner can enter.", path=settings.HOME
    )


def _keys() -> Finding:
    from pathlib import Path

    from django.conf import settings

    path = Path(settings.HOME) / "keys.json"
    mode = path.stat().st_mode
    if mode & _OTHERS:
        return _bad(
            "keys",
            "鍵のファイルをほかの利用者が読めます。`chmod 600 {path}` としてください。",
            "Other users can read the keys. Run: chmod 600 {path}",
            path=path,
        )
    return _good("keys", "鍵のファイルは持ち主だけが読めます。", "Only their owner can read the keys.")


def _room() -> Finding:
    import shutil

    from django.conf import settings

    free = shutil.disk_usage(settings.HOME).free
    gigabytes = f"{free / (1 << 30):.1f}"
    if free < _ROOM_BYTES:
        return _bad(
            "disk",
            "{home} の空きが {free} GB しかありません。1 GB 以上空けてください。",
            "Only {free} GB are free at {home}. Make room for at least 1 GB.",
            home=settings.HOME,
            free=gigabytes,
        )
    return _good("disk", "空き容量は {free} GB です。", "{free} GB are free.", free=gigabytes)


def _time() -> Finding:
    from enishi.kernel import clock

    now = clock.now()
    if now < _BUILT:
        return _bad("clock", "時計が{now}を指しています。合わせてください。", "The clock says {now}. Set it right.", now=now.date())
    return _good("clock", "時計は{now}(UTC)です。", "The clock says {now} (UTC).", now=f"{now:%Y-%m-%d %H:%M}")


def _database() -> Finding:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("SELECT sqlite_version()")
            return _good("database", "SQLite {version} を使っています。", "SQLite {version} is in use.", version=cursor.fetchone()[0])
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
        number, version = cursor.fetchone()
    if number < _OLDEST_POSTGRES:
        return _bad(
            "database",
            "PostgreSQL {version} は古すぎます。15 以降にしてください。",
            "PostgreSQL {version} is too old. Use 15 or later.",
            version=version,
        )
    return _good("database", "PostgreSQL {version} を使っています。", "PostgreSQL {version} is in use.", version=version)


def _migrated() -> Finding:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return _bad(
            "migrations",
            "データベースが整っていません(未適用 {n} 件)。`enishi serve` を一度始めてください。",
            "The database is not up to date ({n} migrations wait). Start `enishi serve` once.",
            n=len(waiting),
        )
    return _good("migrations", "データベースは最新の形です。", "The database is up to date.")


def _pragmas() -> Finding:
    from django.db import connection

    wanted = {"journal_mode": "wal", "foreign_keys": 1, "recursive_triggers": 1}
    if connection.vendor == "postgresql":
        return _encoding()
    with connection.cursor() as cursor:
        wrong = [name for name, value in wanted.items() if cursor.execute(f"PRAGMA {name}").fetchone()[0] != value]
    if wrong:
        return _bad(
            "pragmas",
            "SQLite の設定が外れています({names})。{path} があるディスクで WAL が使えるか確かめてください。",
            "SQLite does not keep our settings ({names}). See that the disk of {path} can do WAL (network folders cannot).",
            names=", ".join(wrong),
            path=connection.settings_dict["NAME"],
        )
    return _good("pragmas", "SQLite の設定は揃っています。", "SQLite keeps our settings.")


def _encoding() -> Finding:
    from django.db import connection

    with connection.cursor() as cursor:
        encoding = cursor.execute("SHOW server_encoding").fetchone()[0]
    if encoding != "UTF8":
        return _bad(
            "pragmas",
            "データベースの文字コードが {encoding} です。UTF8 で作り直してください。",
            "The database's encoding is {encoding}. Make it anew in UTF8.",
            encoding=encoding,
        )
    return _good("pragmas", "文字コードは UTF8 です。", "The encoding is UTF8.")


def _triggers() -> Finding:
    from django.db import connection

    from enishi.touches import triggers

    if missing := triggers.missing(connection):
        return _bad(
            "ledger",
            "台帳を守るトリガーがありません({names})。`enishi serve` を始め直すと戻ります。",
            "Triggers that guard the ledger are missing ({names}). Starting `enishi serve` again puts them back.",
            names=", ".join(missing),
        )
    return _good("ledger", "台帳は書き換えから守られています。", "The ledger is guarded.")


def _refusal_key() -> Finding:
    from django.conf import settings

    from enishi.people.models import ContactPoint

    ours = settings.REFUSAL_KEY_ID
    others = ContactPoint.objects.exclude(refusal_key_id=ours)
    if count := others.count():
        theirs = sorted(set(others.values_list("refusal_key_id", flat=True)[:_LOOKED_AT]))
        return _bad(
            "refusal-key",
            "お断りを見分ける鍵が替わっています。いまの鍵は「{ours}」ですが、連絡先{count}件は鍵「{theirs}」で作られています。" + _LOST_JA,
            "The key by which refusals are recognised has changed: it is “{ours}” now, but {count} numbers and addresses were "
            "written with “{theirs}”. " + _LOST_EN,
            ours=ours,
            count=count,
            theirs="」「".join(theirs),
        )
    if not _same_key():
        return _bad(
            "refusal-key",
            "お断りを見分ける鍵の名前「{ours}」は同じですが、鍵の中身が替わっています。" + _LOST_JA,
            "The key by which refusals are recognised still goes by “{ours}”, but it is another key. " + _LOST_EN,
            ours=ours,
        )
    return _good("refusal-key", "お断りを見分ける鍵は合っています。", "The key by which refusals are recognised is right.")


def _same_key() -> bool:
    """Does our key give the hashes that stand in the database, of numbers that are still there to be hashed again?"""
    from django.conf import settings

    from enishi.people.models import ContactPoint
    from enishi.people.rules import refusal_hash

    points = ContactPoint.objects.filter(erased_at=None).order_by("id").values_list("kind", "value", "refusal_hash")[:_LOOKED_AT]
    return all(refusal_hash(kind=kind, value=value, key=settings.REFUSAL_KEY) == kept for kind, value, kept in points)


_LOOKED_AT = 20
_LOST_JA = (
    "このままでは、お断りのあと消去した方の番号がまた取り込まれても見分けられず、連絡してしまいます。"
    "元の keys.json を戻すか、ENISHI_KEY_REFUSAL と ENISHI_KEY_REFUSAL_ID を元に戻してください。"
)
_LOST_EN = (
    "As it is, somebody who refused and was erased is not recognised when their number comes in again, and would be contacted. "
    "Put the old keys.json back, or ENISHI_KEY_REFUSAL and ENISHI_KEY_REFUSAL_ID as they were."
)


def _policy() -> Finding:
    from enishi.consideration.queries import chosen_policy
    from enishi.consideration.rules import PolicyInvalid

    try:
        policy = chosen_policy()
    except PolicyInvalid as invalid:
        return _bad(
            "policy",
            "選ばれている決めごとが読めません。設定の画面で選び直してください:{why}",
            "The chosen policy cannot be read. Choose one anew in the settings: {why}",
            why=invalid.problems[0],
        )
    return _good("policy", "決めごとは「{title}」です。", "The policy is “{title}”.", title=policy.title)


def _worker() -> Finding:
    from django.db.models import Q

    from enishi.kernel import clock
    from enishi.team.models import ImportRun

    late = clock.now() - _WORKER_LATE
    waiting = Q(state=ImportRun.State.WAITING, created_at__lt=late, rows_done=0)
    abandoned = Q(state=ImportRun.State.RUNNING) & (Q(leased_until=None) | Q(leased_until__lt=late))
    if count := ImportRun.objects.filter(waiting | abandoned).count():
        return _bad(
            "worker",
            "取り込みが{n}件、誰にも進められずに待っています。`enishi serve` か `enishi work` を動かしてください。続きから進みます。",
            "{n} imports wait and nobody works on them. Run `enishi serve` or `enishi work`; they go on from where they stood.",
            n=count,
        )
    return _good("worker", "待たされている取り込みはありません。", "No import is left waiting.")


def _ledger_time() -> Finding:
    from enishi.kernel import clock
    from enishi.touches.models import Touch

    latest = Touch.objects.order_by("-id").values_list("recorded_at", flat=True).first()
    if latest is not None and latest > clock.now() + _AHEAD:
        return _bad(
            "ledger-clock",
            "台帳に未来の時刻({latest})で記録されたものがあります。時計を確かめてください。",
            "The ledger holds something recorded in the future ({latest}). See that the clock is right.",
            latest=f"{latest:%Y-%m-%d %H:%M}",
        )
    return _good("ledger-clock", "台帳の時刻と時計は合っています。", "The clock agrees with the ledger.")


_GROUND = {"database", "migrations"}
_IN_THE_DATABASE: tuple[Callable[[], Finding], ...] = (
    _database,
    _migrated,
    _pragmas,
    _triggers,
    _refusal_key,
    _policy,
    _worker,
    _ledger_time,
)
