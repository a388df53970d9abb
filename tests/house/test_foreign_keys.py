"""Import-linter cannot see a foreign key written as a string, nor a migration's dependency: here they are walked."""

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.test.utils import isolate_apps

from tests.house.source import floors, room_of

# Django's own apps and other makers' stand below every room of ours.
BELOW = -1


def floor(module: str) -> int:
    room = room_of(module)
    return BELOW if room is None else floors()[room]


def goes_up(source: str, target: str) -> bool:
    """Whether a reference between two modules leaves its own room for one that is not lower."""
    return room_of(source) != room_of(target) and floor(target) >= floor(source)


def upward_references(every_model: Iterable[type[models.Model]]) -> Iterator[str]:
    for model in every_model:
        if room_of(model.__module__) is None:
            continue
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many, *model._meta.private_fields]:
            yield from fault_of(model, field)


def fault_of(model: type[models.Model], field: Any) -> Iterator[str]:
    name = f"{model.__module__}.{model.__name__}.{field.name}"
    if isinstance(field, GenericForeignKey):
        yield f"{name} can point anywhere, so nobody can say that it points down"
        return
    targets = [field.related_model, getattr(field.remote_field, "through", None)] if field.is_relation else []
    for target in targets:
        if isinstance(target, str) or (target is not None and goes_up(model.__module__, target.__module__)):
            yield f"{name} points up to {target if isinstance(target, str) else target._meta.label}"


def upward_dependencies(migrations: dict[tuple[str, str], Any], module_of: dict[str, str]) -> Iterator[str]:
    """`module_of`: an app's label to the module that it lives in."""
    for (label, name), migration in migrations.items():
        if room_of(module_of[label]) is None:
            continue
        needed = [other for other, _ in migration.dependencies if other != "__setting__"]
        for other in needed:
            if goes_up(module_of[label], module_of[other]):
                yield f"migration {label}.{name} depends on {other}, which is not below it"
        for other, _ in migration.run_before:
            yield f"migration {label}.{name} pushes itself before {other}; let the higher room depend on the lower"


def test_every_reference_goes_down() -> None:
    assert list(upward_references(apps.get_models(include_auto_created=True))) == []


def test_every_migration_depends_downward() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    module_of = {config.label: config.name for config in apps.get_app_configs()}
    assert list(upward_dependencies(loader.disk_migrations, module_of)) == []


def test_every_room_with_models_has_been_walked() -> None:
    walked = {room_of(model.__module__) for model in apps.get_models()} - {None}
    assert {"team", "people", "touches", "promises", "consideration"} <= walked


@isolate_apps("enishi.people", "enishi.touches")
def test_a_foreign_key_upward_is_found() -> None:
    class Above(models.Model):  # noqa: DJ008 - it lives for one test
        __module__ = "enishi.touches.models"

        class Meta:
            app_label = "touches"

    class Below(models.Model):  # noqa: DJ008 - it lives for one test
        __module__ = "enishi.people.models"
        above = models.ForeignKey(Above, on_delete=models.PROTECT)
        many = models.ManyToManyField(Above)
        anything = GenericForeignKey()

        class Meta:
            app_label = "people"

    faults = list(upward_references([Below]))
    assert len(faults) == 3
    assert "enishi.people.models.Below.above points up to touches.Above" in faults
    assert list(upward_references([Above])) == []


@pytest.mark.parametrize(
    ("label", "dependencies", "run_before", "faults"),
    [
        ("people", [("touches", "0001_initial")], [], 1),
        (
            "people",
            [("team", "0001_initial"), ("people", "0001_initial"), ("auth", "0001_initial"), ("__setting__", "AUTH_USER_MODEL")],
            [],
            0,
        ),
        ("people", [], [("touches", "0001_initial")], 1),
        ("desk", [("api", "0001_initial")], [], 1),
        ("auth", [("people", "0001_initial")], [], 0),
    ],
)
def test_a_dependency_upward_is_found(label: str, dependencies: list[Any], run_before: list[Any], faults: int) -> None:
    module_of = {room: f"enishi.{room}" for room in floors()} | {"auth": "django.contrib.auth"}
    migration = SimpleNamespace(dependencies=dependencies, run_before=run_before)
    assert len(list(upward_dependencies({(label, "0002_x"): migration}, module_of))) == faults
