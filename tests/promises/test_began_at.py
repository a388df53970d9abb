"""An install that was there before promises knew when they began."""

from collections.abc import Iterator

import pytest
from django.db import connection, migrations
from django.db.migrations.executor import MigrationExecutor

from enishi.promises import actions
from enishi.promises.models import Promise
from tests.promises.scene import NOW, Scene, ago

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, AFTER = "0002_initial", "0003_began_at"


def migrate(to: str) -> None:
    MigrationExecutor(connection).migrate([("promises", to)])


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    yield
    migrate(AFTER)


def test_what_is_owed_began_when_it_was_said() -> None:
    scene = Scene()
    ring = scene.rings(ago(hours=7))
    plain = scene.owes(now=ago(hours=5))
    moved = actions.move(promise_id=scene.owes().id, from_at=NOW, due_at=NOW, phrase="", by_id=None, now=ago(hours=1))
    migrate(BEFORE)
    migrate(AFTER)
    assert Promise.objects.get(made_from=ring).began_at == ring.at == ago(hours=7)
    assert Promise.objects.get(id=plain.id).began_at == ago(hours=5)
    assert Promise.objects.get(id=moved.id).began_at == ago(hours=1)


def test_a_change_that_was_cut_short_is_made_when_the_desk_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    Scene().rings(ago(hours=7))
    migrate(BEFORE)

    def cut_short(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(migrations.AlterField, "database_forwards", cut_short)
        with pytest.raises(KeyboardInterrupt):
            migrate(AFTER)
    migrate(AFTER)
    assert Promise.objects.get().began_at == ago(hours=7)
