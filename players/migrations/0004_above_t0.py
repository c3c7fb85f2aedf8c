from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("players", "0003_search"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="player",
            index=models.Index(
                fields=["id"], include=["tier"], name="player_above_t0", condition=~models.Q(("tier", "T0"))
            ),
        ),
    ]
