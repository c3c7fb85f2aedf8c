"""Merges, and messages that stand elsewhere. Columns may be empty and their indexes cover only what was merged or moved.

Tickets and messages are many, so nothing here holds them longer than a moment: no transaction around it all, indexes
built beside the running desk, the condition first for new rows and then checked for the old ones. A column that begins
empty needs no look at the rows for its foreign key.
"""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('core', '0004_admin_words'),
        ('knowledge', '0002_admin_words'),
        ('players', '0002_admin_words'),
        ('tickets', '0007_routing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('status', models.CharField(choices=[('new', 'New'), ('open', 'In progress'), ('pending', 'Waiting for the player'), ('on_hold', 'With a specialist'), ('resolved', 'Resolved'), ('closed', 'Closed')], max_length=10)),
                ('resolved_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('waiting_since', models.DateTimeField(null=True)),
                ('follow_up_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='message',
            name='moved_to',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moved_from', to='tickets.message'),
        ),
        migrations.AddField(
            model_name='ticket',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='tickets.ticket'),
        ),
        migrations.AlterField(
            model_name='ticketlink',
            name='kind',
            field=models.CharField(choices=[('related', 'belongs to'), ('duplicate', 'says the same as'), ('follows', 'goes on from'), ('causes', 'is the cause of'), ('split', 'was split off from')], max_length=20),
        ),
        AddIndexConcurrently(
            model_name='ticket',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='ticket_merged'),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    model_name='message',
                    constraint=models.UniqueConstraint(condition=models.Q(('moved_to__isnull', False)), fields=('moved_to',), name='message_moved_once'),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    'CREATE UNIQUE INDEX CONCURRENTLY "message_moved_once" ON "tickets_message" ("moved_to_id")'
                    ' WHERE "moved_to_id" IS NOT NULL',
                    'DROP INDEX CONCURRENTLY IF EXISTS "message_moved_once"',
                ),
            ],
        ),
        AddConstraintNotValid(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('status', 'closed'), models.Q(('merged_into', models.F('id')), _negated=True)), _connector='OR'), name='ticket_merged_is_closed'),
        ),
        ValidateConstraint(model_name='ticket', name='ticket_merged_is_closed'),
        migrations.AddField(
            model_name='merge',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='merge',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='tickets.ticket'),
        ),
        migrations.AddField(
            model_name='merge',
            name='target',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.ticket'),
        ),
        migrations.AddField(
            model_name='merge',
            name='undone_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('source',), name='merge_one_at_a_time'),
        ),
    ]
