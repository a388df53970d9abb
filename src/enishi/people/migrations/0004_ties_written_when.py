"""When it was written down that somebody works or lives there; of what is there already nobody knows any more."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_found_by_part")]

    operations = [
        migrations.AddField("employment", "created_at", models.DateTimeField(default=django.utils.timezone.now), preserve_default=False),
        migrations.AddField(
            "householdmember", "created_at", models.DateTimeField(default=django.utils.timezone.now), preserve_default=False
        ),
    ]
