"""Plans that were imported get the name of their file; backwards nothing is taken away but the column itself."""

from django.db import migrations


def fill(apps, schema_editor):
    """Write each upload's file name into its plan."""
    uploads = apps.get_model("plans", "WorkbookImport").objects.exclude(plan=None)
    plans = apps.get_model("plans", "Plan").objects
    for plan_pk, file_name in uploads.order_by("pk").values_list("plan", "file_name"):
        plans.filter(pk=plan_pk).update(source_name=file_name)


class Migration(migrations.Migration):

    dependencies = [("plans", "0012_file_of_origin")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
