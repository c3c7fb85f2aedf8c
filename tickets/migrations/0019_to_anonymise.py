"""The index by which closed tickets are found whose span is over, built while the desk goes on."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("tickets", "0018_anonymised"),
    ]

    operations = [
        AddIndexConcurrently(
            "ticket",
            models.Index(
                condition=models.Q(("anonymised_at__isnull", True), ("status", "closed")),
                fields=["closed_at"],
                name="ticket_to_anonymise",
            ),
        ),
    ]
