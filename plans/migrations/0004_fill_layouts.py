"""The five layout presets; widths are millimetres of a landscape F4 page with 280 mm of text."""

import json
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).parent / "data" / "layouts.json"


def fill(apps, schema_editor):
    layout = apps.get_model("plans", "Layout")
    layout.objects.bulk_create(layout(**row) for row in json.loads(DATA.read_text(encoding="utf-8")))


def empty(apps, schema_editor):
    slugs = [row["slug"] for row in json.loads(DATA.read_text(encoding="utf-8"))]
    apps.get_model("plans", "Layout").objects.filter(slug__in=slugs, satker__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_fill_indicators")]
    operations = [migrations.RunPython(fill, empty)]
