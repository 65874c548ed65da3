"""Usual orders by a row's own columns: none of them joins another table, so that a lock takes these rows alone."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0002_search_index'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='evidencereview',
            options={'ordering': ['evidence_id', 'pk'], 'verbose_name': 'riwayat bukti', 'verbose_name_plural': 'riwayat bukti'},
        ),
        migrations.AlterModelOptions(
            name='evidencerevision',
            options={'ordering': ['evidence_id', 'number'], 'verbose_name': 'revisi bukti', 'verbose_name_plural': 'revisi bukti'},
        ),
        migrations.AlterModelOptions(
            name='evidenceuse',
            options={'ordering': ['evidence_id', 'pk'], 'verbose_name': 'kegunaan bukti', 'verbose_name_plural': 'kegunaan bukti'},
        ),
        migrations.AlterModelOptions(
            name='filepage',
            options={'ordering': ['file_id', 'number'], 'verbose_name': 'halaman berkas', 'verbose_name_plural': 'halaman berkas'},
        ),
        migrations.AlterModelOptions(
            name='pagenote',
            options={'ordering': ['revision_id', 'page', 'pk'], 'verbose_name': 'catatan halaman', 'verbose_name_plural': 'catatan halaman'},
        ),
        migrations.AlterModelOptions(
            name='requirementchange',
            options={'ordering': ['requirement_id', 'pk'], 'verbose_name': 'perubahan dokumen yang diminta', 'verbose_name_plural': 'perubahan dokumen yang diminta'},
        ),
        migrations.AlterModelOptions(
            name='uploaditem',
            options={'ordering': ['batch_id', 'pk'], 'verbose_name': 'berkas unggahan', 'verbose_name_plural': 'berkas unggahan'},
        ),
        migrations.AlterModelOptions(
            name='uploadpart',
            options={'ordering': ['item_id', 'number'], 'verbose_name': 'bagian unggahan', 'verbose_name_plural': 'bagian unggahan'},
        ),
    ]
