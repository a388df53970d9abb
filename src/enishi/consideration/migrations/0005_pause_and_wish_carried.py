import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consideration", "0004_refusal_on_list"),
    ]

    operations = [
        migrations.AddField(
            model_name=of,
            name="carried_from",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="carried", to=f"consideration.{of}"
            ),
        )
        for of in ("pause", "wish")
    ]
