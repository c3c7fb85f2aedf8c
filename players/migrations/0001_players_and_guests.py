import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_people_games_events'),
    ]

    operations = [
        migrations.CreateModel(
            name='Player',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(blank=True, default='', max_length=64)),
                ('nickname', models.CharField(blank=True, default='', max_length=80)),
                ('email', models.EmailField(blank=True, default='', max_length=254)),
                ('locale', models.CharField(blank=True, default='', max_length=16)),
                ('jurisdiction', models.CharField(blank=True, default='', max_length=8)),
                ('real_name_status', models.CharField(choices=[('none', 'not verified'), ('in_progress', 'in progress'), ('verified', 'verified'), ('failed', 'failed'), ('manual_review', 'manual review')], default='none', max_length=16)),
                ('birth_date', models.DateField(blank=True, null=True)),
                ('vip', models.PositiveSmallIntegerField(default=0)),
                ('tier', models.CharField(choices=[('T0', 'T0'), ('T1', 'T1'), ('T2', 'T2'), ('T3', 'T3')], default='T0', max_length=2)),
                ('kind', models.CharField(choices=[('visitor', 'visitor'), ('prospect', 'prospect'), ('registered', 'registered'), ('payer', 'paying player'), ('vip', 'VIP'), ('lapsed', 'lapsed player')], default='registered', max_length=12)),
                ('is_guest', models.BooleanField(default=False)),
                ('notes', models.TextField(blank=True, default='')),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('event_seq', models.PositiveIntegerField(default=0)),
                ('game', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='players', to='core.game')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='players', to='core.region')),
            ],
            options={
                'indexes': [models.Index(fields=['created_at', 'id'], name='player_by_age'), models.Index(models.F('game'), django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='player_by_email')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('uid', ''), _negated=True), fields=('game', 'uid'), name='player_uid_once'), models.CheckConstraint(condition=models.Q(models.Q(('is_guest', True), ('uid', '')), models.Q(('is_guest', False), models.Q(('uid', ''), _negated=True)), _connector='OR'), name='player_guest_has_no_uid'), models.CheckConstraint(condition=models.Q(('tier__in', ['T0', 'T1', 'T2', 'T3'])), name='player_tier_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['visitor', 'prospect', 'registered', 'payer', 'vip', 'lapsed'])), name='player_kind_known'), models.CheckConstraint(condition=models.Q(('real_name_status__in', ['none', 'in_progress', 'verified', 'failed', 'manual_review'])), name='player_real_name_known')],
            },
        ),
    ]
