"""Secret addresses of calendars, of a person or of an office; of their tokens only the hashes."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0008_search_what_is_asked'),
        ('teams', '0003_deleted_copies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_sha256', models.CharField(max_length=64, unique=True, verbose_name='sidik token')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dibuat')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='dicabut')),
                ('content_sha256', models.CharField(blank=True, max_length=64, verbose_name='sidik isi')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='isi berubah')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dibuat oleh')),
                ('satker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calendar_feeds', to='teams.satker', verbose_name='satker')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feeds', to=settings.AUTH_USER_MODEL, verbose_name='pengguna')),
            ],
            options={
                'verbose_name': 'alamat kalender',
                'verbose_name_plural': 'alamat kalender',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('satker__isnull', True), ('user__isnull', False)), models.Q(('satker__isnull', False), ('user__isnull', True)), _connector='OR'), name='feed_is_of_a_person_or_of_an_office', violation_error_message='Alamat kalender milik seorang pengguna atau satu satker.'), models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('user',), name='feed_of_a_person_once_at_a_time'), models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('satker',), name='feed_of_an_office_once_at_a_time')],
            },
        ),
    ]
