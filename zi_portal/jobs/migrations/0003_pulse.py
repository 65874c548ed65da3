from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0002_job_pauses_and_cancelling'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pulse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=90, unique=True, verbose_name='nama')),
                ('started_at', models.DateTimeField(verbose_name='dimulai')),
                ('at', models.DateTimeField(verbose_name='terakhir terlihat')),
                ('stopped_at', models.DateTimeField(null=True, verbose_name='berhenti')),
            ],
            options={
                'verbose_name': 'tanda hidup',
                'verbose_name_plural': 'tanda hidup',
                'ordering': ['name'],
            },
        ),
    ]
