"""Pages know which maker made them, very long ones come in parts; files know what the viewer says of them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("evidence", "0005_index_when_taken_back")]

    operations = [
        migrations.AlterModelOptions(
            name='filepage',
            options={'ordering': ['file_id', 'number', 'part'], 'verbose_name': 'halaman berkas', 'verbose_name_plural': 'halaman berkas'},
        ),
        migrations.RemoveConstraint(model_name='filepage', name='page_once_per_file'),
        migrations.AddField(
            model_name='filepage',
            name='part',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='bagian'),
        ),
        migrations.AddField(
            model_name='filepage',
            name='version',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='versi'),
        ),
        migrations.AddConstraint(
            model_name='filepage',
            constraint=models.UniqueConstraint(fields=('file', 'number', 'part'), name='page_once_per_file'),
        ),
        migrations.AddField(
            model_name='storedfile',
            name='preview_faults',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='kegagalan pratinjau'),
        ),
        migrations.AddField(
            model_name='storedfile',
            name='preview_reason',
            field=models.CharField(blank=True, max_length=12, verbose_name='keterangan pratinjau'),
        ),
        migrations.AddField(
            model_name='storedfile',
            name='preview_version',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='versi pratinjau'),
        ),
        migrations.AddField(
            model_name='storedfile',
            name='resized',
            field=models.JSONField(default=list, verbose_name='ukuran gambar semula dan kini'),
        ),
        migrations.AddField(
            model_name='storedfile',
            name='signatures',
            field=models.JSONField(default=list, verbose_name='tanda tangan elektronik'),
        ),
    ]
