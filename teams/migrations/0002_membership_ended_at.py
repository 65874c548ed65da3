"""A role can be ended at once, whatever its period says."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("teams", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="ended_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="diakhiri pada"),
        ),
    ]
