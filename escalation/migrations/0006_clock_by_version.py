from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("escalation", "0005_work_orders"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="clock",
            index=models.Index(
                fields=["game", "policy_version"],
                name="clock_by_version",
                condition=models.Q(("ended_at__isnull", True)),
            ),
        ),
    ]
