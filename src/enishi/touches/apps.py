from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class TouchesConfig(AppConfig):
    name = "enishi.touches"
    label = "touches"

    def ready(self) -> None:
        # The one signal we use: AlterField on SQLite rebuilds a table and drops its triggers without a word.
        post_migrate.connect(_guard_ledger, sender=self, dispatch_uid="enishi.touches.triggers")


def _guard_ledger(*, using: str, **_: Any) -> None:
    from enishi.touches import triggers

    triggers.install(connections[using])
