import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently, TrigramExtension
from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    """Players are found by the beginning of their id and by nicknames that are nearly right."""

    atomic = False

    dependencies = [("players", "0002_admin_words")]

    operations = [
        TrigramExtension(),
        AddIndexConcurrently(
            model_name="player",
            index=models.Index(fields=["uid"], name="player_by_uid", opclasses=["varchar_pattern_ops"]),
        ),
        AddIndexConcurrently(
            model_name="player",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(Upper("nickname"), name="gin_trgm_ops"),
                name="player_by_nickname",
            ),
        ),
    ]
