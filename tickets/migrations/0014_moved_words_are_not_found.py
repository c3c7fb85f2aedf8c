"""A message that was moved is found nowhere but where it stands now; the table is checked while the desk goes on."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models

FORGET = "UPDATE tickets_message SET search = NULL WHERE moved_to_id IS NOT NULL AND search IS NOT NULL"


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("tickets", "0013_counting_indexes"),
    ]

    operations = [
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
        AddConstraintNotValid(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("moved_to__isnull", True), ("search__isnull", True), _connector="OR"),
                name="message_moved_is_not_found",
            ),
        ),
        ValidateConstraint(model_name="message", name="message_moved_is_not_found"),
    ]
