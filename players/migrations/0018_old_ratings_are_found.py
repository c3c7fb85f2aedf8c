"""Ratings past their span are found by their age, not by reading all of them."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("players", "0017_ratings_have_a_span")]

    operations = [
        AddIndexConcurrently(
            model_name="riskevaluation", index=models.Index(fields=["at"], name="risk_evaluation_by_age")
        )
    ]
