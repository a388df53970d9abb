"""A given name by itself, and a firm without its legal form, become keys to find somebody by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_erased_alone")]

    operations = [
        migrations.AddField("person", "part_key", models.CharField(blank=True, default="", max_length=200), preserve_default=False),
        migrations.AddField("person", "part_kana_key", models.CharField(blank=True, default="", max_length=200), preserve_default=False),
    ]
