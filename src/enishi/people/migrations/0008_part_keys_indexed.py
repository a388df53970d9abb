"""Indexes for the new keys; in exchange, the index of clients holds only those persons who have one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0007_part_keys_filled"), ("team", "0001_initial")]

    operations = [
        migrations.AddIndex("person", models.Index(fields=["part_key"], name="person_part_key", opclasses=["varchar_pattern_ops"])),
        migrations.AddIndex(
            "person", models.Index(fields=["part_kana_key"], name="person_part_kana_key", opclasses=["varchar_pattern_ops"])
        ),
        migrations.AlterField(
            "person",
            "client",
            models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="team.client"),
        ),
        migrations.AddIndex("person", models.Index(fields=["client"], condition=models.Q(client__isnull=False), name="person_client")),
    ]
