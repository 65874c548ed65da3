"""The six components with their weights (PermenPANRB 90/2021, Lampiran III)."""

from decimal import Decimal

from django.db import migrations

COMPONENTS = (  # number, name, weight of pemenuhan, weight of reform
    (1, "Manajemen Perubahan", "4.0", "4.0"),
    (2, "Penataan Tatalaksana", "3.5", "3.5"),
    (3, "Penataan Sistem Manajemen SDM Aparatur", "5.0", "5.0"),
    (4, "Penguatan Akuntabilitas", "5.0", "5.0"),
    (5, "Penguatan Pengawasan", "7.5", "7.5"),
    (6, "Peningkatan Kualitas Pelayanan Publik", "5.0", "5.0"),
)


def fill(apps, schema_editor):
    component = apps.get_model("plans", "Component")
    component.objects.bulk_create(
        component(number=number, name=name, weight_fulfilment=Decimal(fulfilment), weight_reform=Decimal(reform))
        for number, name, fulfilment, reform in COMPONENTS
    )


def empty(apps, schema_editor):
    apps.get_model("plans", "Component").objects.filter(number__in=[row[0] for row in COMPONENTS]).delete()


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [migrations.RunPython(fill, empty)]
