"""Former ratings of risk are kept for a span, like everything else."""

from django.db import migrations, models

CLASSES = [
    ("tickets", "closed tickets"),
    ("crisis_talks", "conversations about danger to a person"),
    ("covered_numbers", "numbers that were taken out of texts"),
    ("lexicon_hits", "words by which a machine judged"),
    ("sent_drafts", "drafts that were sent"),
    ("notices", "notifications of agents"),
    ("play_sessions", "play, stretch by stretch"),
    ("payments", "orders and payments"),
    ("days", "play and spending in numbers, day by day"),
    ("consents", "withdrawn consents"),
    ("requests", "ended privacy requests"),
    ("risk_ratings", "former ratings of risk"),
    ("real_name", "real names and identity numbers"),
    ("real_name_proofs", "documents of a real-name review by hand"),
    ("access_logs", "records of who looked at what"),
]


class Migration(migrations.Migration):

    dependencies = [("players", "0016_fewer_indexes")]

    operations = [
        migrations.AlterField(
            model_name="retentionrule",
            name="data_class",
            field=models.CharField(
                choices=CLASSES, max_length=24, primary_key=True, serialize=False, verbose_name="what is kept"
            ),
        ),
        migrations.AlterField(
            model_name="retentionrun",
            name="data_class",
            field=models.CharField(choices=CLASSES, max_length=24, verbose_name="what is kept"),
        ),
    ]
