from django.db import migrations, models

_WHEN = """
UPDATE promises_promise SET began_at = COALESCE((SELECT at FROM touches_touch WHERE touches_touch.id = made_from_id), made_at)
"""


class Migration(migrations.Migration):
    dependencies = [("promises", "0002_initial")]

    operations = [
        migrations.AddField("promise", "began_at", models.DateTimeField(null=True)),
        migrations.RunSQL(_WHEN, migrations.RunSQL.noop),
        migrations.AlterField("promise", "began_at", models.DateTimeField()),
        migrations.AddIndex(
            "promise",
            models.Index(fields=["began_at"], condition=models.Q(kept_at=None, withdrawn_at=None), name="promise_open_began"),
        ),
    ]
