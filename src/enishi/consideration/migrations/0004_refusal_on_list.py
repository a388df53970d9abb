"""Which list said that somebody refuses; of what is there already nobody knows any more."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consideration", "0003_refusal_carried"), ("team", "0001_initial")]

    operations = [
        migrations.AddField(
            "refusal",
            "import_run",
            models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="team.importrun"
            ),
        ),
    ]
