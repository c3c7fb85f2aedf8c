from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("core", "0006_notification_preferences"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="event",
            index=models.Index(
                fields=["actor_id", "at"],
                name="event_solved_by",
                condition=models.Q(("actor_kind", "agent"), ("name", "ticket.resolved")),
            ),
        ),
    ]
