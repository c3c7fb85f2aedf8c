"""What becomes of a work order is said with the resolve; the column that kept a decision is read by nothing any more.

It stays in the table, with a default of the database, so that processes of the former version can go on beside it; a
later version drops it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("escalation", "0006_clock_by_version"),
    ]

    operations = [
        migrations.AlterField(
            model_name="workorder",
            name="ends_with_ticket",
            field=models.BooleanField(default=False, db_default=False),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField(model_name="workorder", name="ends_with_ticket")],
        ),
    ]
