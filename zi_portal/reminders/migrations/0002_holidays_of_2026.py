"""Holidays and collective leave of 2026 by the joint decree of three ministers of 19 September 2025."""

from datetime import date

from django.db import migrations

# Keputusan Bersama Menteri Agama, Menteri Ketenagakerjaan, dan Menteri PANRB Nomor 1497 Tahun 2025, Nomor 2 Tahun 2025,
# dan Nomor 5 Tahun 2025; https://setneg.go.id/baca/index/inilah_skb_3_menteri_libur_nasional_dan_cuti_bersama_2026
NATIONAL = {
    (1, 1): "Tahun Baru 2026 Masehi",
    (1, 16): "Isra Mikraj Nabi Muhammad saw.",
    (2, 17): "Tahun Baru Imlek 2577 Kongzili",
    (3, 19): "Hari Suci Nyepi (Tahun Baru Saka 1948)",
    (3, 21): "Idulfitri 1447 Hijriah",
    (3, 22): "Idulfitri 1447 Hijriah",
    (4, 3): "Wafat Yesus Kristus",
    (4, 5): "Kebangkitan Yesus Kristus (Paskah)",
    (5, 1): "Hari Buruh Internasional",
    (5, 14): "Kenaikan Yesus Kristus",
    (5, 27): "Iduladha 1447 Hijriah",
    (5, 31): "Hari Raya Waisak 2570 BE",
    (6, 1): "Hari Lahir Pancasila",
    (6, 16): "1 Muharam Tahun Baru Islam 1448 Hijriah",
    (8, 17): "Proklamasi Kemerdekaan",
    (8, 25): "Maulid Nabi Muhammad saw.",
    (12, 25): "Kelahiran Yesus Kristus",
}
COLLECTIVE_LEAVE = {
    (2, 16): "Cuti bersama Tahun Baru Imlek 2577 Kongzili",
    (3, 18): "Cuti bersama Hari Suci Nyepi (Tahun Baru Saka 1948)",
    (3, 20): "Cuti bersama Idulfitri 1447 Hijriah",
    (3, 23): "Cuti bersama Idulfitri 1447 Hijriah",
    (3, 24): "Cuti bersama Idulfitri 1447 Hijriah",
    (5, 15): "Cuti bersama Kenaikan Yesus Kristus",
    (5, 28): "Cuti bersama Iduladha 1447 Hijriah",
    (12, 24): "Cuti bersama Kelahiran Yesus Kristus",
}


def add(apps, schema_editor):
    """Add the days that nobody has entered yet."""
    Holiday = apps.get_model("reminders", "Holiday")  # noqa: N806 -- a model
    for names, collective_leave in ((NATIONAL, False), (COLLECTIVE_LEAVE, True)):
        for (month, day), name in names.items():
            fields = {"name": name, "collective_leave": collective_leave}
            Holiday.objects.get_or_create(day=date(2026, month, day), defaults=fields)


def remove(apps, schema_editor):
    """Remove the days as they were added; what was changed since stays."""
    Holiday = apps.get_model("reminders", "Holiday")  # noqa: N806 -- a model
    for (month, day), name in (NATIONAL | COLLECTIVE_LEAVE).items():
        Holiday.objects.filter(day=date(2026, month, day), name=name).delete()


class Migration(migrations.Migration):
    dependencies = [("reminders", "0001_notices")]

    operations = [migrations.RunPython(add, remove)]
