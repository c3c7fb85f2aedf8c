"""`manage.py run_retention [--dry-run] [--only CLASS]`: every retention rule to its end, and what each did."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from players.actions.retention import rules_in_force, run_rule
from players.enums import RetentionClass


class Command(BaseCommand):
    """Removes what is older than its span; the same as the timers do day by day, at once."""

    help = "Remove data whose span is over, by the rules in force; --dry-run only counts. Each pass leaves a proof."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to leave out."""
        parser.add_argument("--dry-run", action="store_true", help="count and remove nothing")
        parser.add_argument("--only", choices=RetentionClass.values, help="one class of data")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each rule."""
        for rule in rules_in_force():
            if options["only"] in {None, rule.data_class}:
                run = run_rule(rule, is_dry_run=options["dry_run"])
                removed = ", ".join(f"{name} {number}" for name, number in sorted(run.removed.items())) or "nothing"
                told = f"due {run.due}, held {run.held}" + ("" if run.is_dry_run else f", removed: {removed}")
                self.stdout.write(f"{run.data_class} (older than {run.cutoff:%Y-%m-%d}): {told}")
