"""The new keys of everybody who is there already, a few thousand at a time, so that a large register is never held for long.

Each batch commits by itself; begun again after a stop, it writes the same.
"""

from typing import Any

from django.db import migrations, transaction

from enishi.kernel.database import from_id
from enishi.people.rules import search_keys

_BATCH = 2_000
_WRITE = "UPDATE people_person SET part_key = %s, part_kana_key = %s WHERE id = %s"


def fill(apps: Any, schema_editor: Any) -> None:
    people = apps.get_model("people", "Person").objects.order_by("id").values_list("id", "name", "kana")
    batch = list(people[:_BATCH])
    while batch:
        keys = [(search_keys(name, reading), person) for person, name, reading in batch]
        with transaction.atomic(), schema_editor.connection.cursor() as cursor:
            cursor.executemany(_WRITE, [(key.part, key.part_kana, from_id(person)) for key, person in keys if key.part or key.part_kana])
        batch = list(people.filter(id__gt=batch[-1][0])[:_BATCH])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("people", "0006_part_keys")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
