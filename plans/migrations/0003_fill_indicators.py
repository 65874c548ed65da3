"""The 110 questions of the LKE: codes, weights, kinds of answer and the project's own short labels."""

import json
from decimal import Decimal
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).parent / "data" / "indicators.json"


def rows():
    """Field values of each Indicator in the order of the LKE (pemenuhan of all areas, then reform)."""
    position = 0
    for group in json.loads(DATA.read_text(encoding="utf-8")):
        area, part, _ = group["code"].split(".", 2)
        for code, answer, label in group["questions"]:
            position += 1
            yield {
                "code": code,
                "component_id": int(area),
                "part": part,
                "position": position,
                "group_code": group["code"],
                "group_name": group["name"],
                "weight": Decimal(group["weight"]),
                "answer": answer,
                "label": label,
            }


def fill(apps, schema_editor):
    indicator = apps.get_model("plans", "Indicator")
    indicator.objects.bulk_create(indicator(**row) for row in rows())


def empty(apps, schema_editor):
    apps.get_model("plans", "Indicator").objects.filter(code__in=[row["code"] for row in rows()]).delete()


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_fill_components")]
    operations = [migrations.RunPython(fill, empty)]
