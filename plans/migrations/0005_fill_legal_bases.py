"""Common legal bases of such decrees; the first ones are those with which a new decree starts."""

import json
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).parent / "data" / "legal_bases.json"


def texts():
    return json.loads(DATA.read_text(encoding="utf-8"))


def fill(apps, schema_editor):
    basis = apps.get_model("plans", "LegalBasis")
    basis.objects.bulk_create(basis(text=text, position=position) for position, text in enumerate(texts(), 1))


def empty(apps, schema_editor):
    apps.get_model("plans", "LegalBasis").objects.filter(text__in=texts()).delete()


class Migration(migrations.Migration):
    dependencies = [("plans", "0004_fill_layouts")]
    operations = [migrations.RunPython(fill, empty)]
