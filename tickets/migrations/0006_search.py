import django.contrib.postgres.indexes
import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

PENDING = 1024  # KiB; every search reads what the index has not taken in yet


class Migration(migrations.Migration):
    """What search needs. Rows from before keep their words until `manage.py reindex_search` cuts them anew."""

    atomic = False

    dependencies = [("tickets", "0005_learning"), ("players", "0003_search"), ("core", "0004_admin_words")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="search_form",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex(model_name="message", name="message_search"),
                migrations.AddIndex(
                    model_name="message",
                    index=django.contrib.postgres.indexes.GinIndex(
                        fields=["search"], name="message_search", gin_pending_list_limit=PENDING
                    ),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    f"ALTER INDEX message_search SET (gin_pending_list_limit = {PENDING})",
                    "ALTER INDEX message_search RESET (gin_pending_list_limit)",
                )
            ],
        ),
        AddIndexConcurrently(model_name="ticket", index=models.Index(fields=["game", "-id"], name="ticket_of_game")),
        migrations.AlterField(
            model_name="ticket",
            name="game",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tickets",
                to="core.game",
            ),
        ),
    ]
