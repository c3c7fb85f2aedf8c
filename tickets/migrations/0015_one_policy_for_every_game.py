"""One row of spans, and one of routing, for every game together. Where there were several the newest one stays."""

from django.db import migrations, models


NEWEST_ALONE = """
DELETE FROM {table} WHERE game_id IS NULL AND id < (SELECT max(id) FROM {table} WHERE game_id IS NULL)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0007_solved_by'),
        ('knowledge', '0002_admin_words'),
        ('tickets', '0014_moved_words_are_not_found'),
    ]

    operations = [
        migrations.RunSQL(NEWEST_ALONE.format(table="tickets_lifecyclepolicy"), migrations.RunSQL.noop),
        migrations.RunSQL(NEWEST_ALONE.format(table="tickets_routingpolicy"), migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='lifecyclepolicy',
            constraint=models.UniqueConstraint(fields=('game',), name='lifecycle_policy_once', nulls_distinct=False, violation_error_message='There is a row for this already. Please change that one.'),
        ),
        migrations.AddConstraint(
            model_name='routingpolicy',
            constraint=models.UniqueConstraint(fields=('game',), name='routing_policy_once', nulls_distinct=False, violation_error_message='There is a row for this already. Please change that one.'),
        ),
        migrations.AlterConstraint(
            model_name='skillneed',
            name='skill_need_of_something',
            constraint=models.CheckConstraint(condition=models.Q(('category__isnull', False), models.Q(('tier', ''), _negated=True), _connector='OR'), name='skill_need_of_something', violation_error_message='Please choose a category, a tier, or both.'),
        ),
    ]
