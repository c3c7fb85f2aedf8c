"""Indexes for every list of living tickets and for that of programs, built while the desk goes on."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

ALIVE = models.Q(('status__in', ('new', 'open', 'pending', 'on_hold')))
INDEXES = [
    models.Index(fields=['next_due_at', 'id'], name='ticket_alive_due_first', condition=ALIVE),
    models.Index(fields=['waiting_since', 'id'], name='ticket_alive_wait', condition=ALIVE),
    models.Index(fields=['status', 'next_due_at', 'id'], name='ticket_alive_by_status', condition=ALIVE),
    models.Index(fields=['priority', 'next_due_at'], name='ticket_alive_by_priority', condition=ALIVE),
    models.Index(fields=['category', 'next_due_at'], name='ticket_alive_by_category', condition=ALIVE),
    models.Index(fields=['language', 'next_due_at'], name='ticket_alive_by_language', condition=ALIVE),
    GinIndex(fields=['signals'], name='ticket_alive_by_signal', condition=ALIVE),
    models.Index(fields=['-created_at', '-id'], name='ticket_by_creation'),
    models.Index(fields=['priority', 'id'], name='ticket_by_priority'),
]


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('tickets', '0008_merges'),
    ]

    operations = [AddIndexConcurrently(model_name='ticket', index=index) for index in INDEXES]
