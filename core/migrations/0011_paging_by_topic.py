"""What pages about a topic is found when the topic is settled; built beside the work."""

from typing import ClassVar

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar[list[tuple[str, str]]] = [("core", "0010_fewer_indexes")]

    operations: ClassVar[list[AddIndexConcurrently]] = [
        AddIndexConcurrently(
            "notification",
            models.Index(fields=["topic"], name="notification_paging", condition=models.Q(is_urgent=True, read_at=None)),
        ),
    ]
