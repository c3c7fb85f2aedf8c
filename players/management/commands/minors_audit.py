"""`manage.py minors_audit YEAR`: the numbers about minors' data that are filed by 31 January, as CSV."""

import csv
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from players.queries.minors_audit import minors_audit


class Command(BaseCommand):
    """Prints two columns, `what` and `number`; no person stands in it."""

    help = "Print the yearly audit of minors' data as CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the year."""
        parser.add_argument("year", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        """Count and print."""
        lines = csv.writer(self.stdout, lineterminator="\n")
        lines.writerow(["what", "number"])
        lines.writerows(minors_audit(options["year"]).items())
