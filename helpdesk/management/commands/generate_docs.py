"""`manage.py generate_docs [--check]`: the reference documents that are read out of the code."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from helpdesk.docs import pages


class Command(BaseCommand):
    """Write the generated pages of docs/reference, or say what in them is no longer true."""

    help = "Write the generated reference documents; --check only compares and fails when one differs."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--check`."""
        parser.add_argument("--check", action="store_true", help="compare, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare."""
        if not options["check"]:
            for name in pages.write():
                self.stdout.write(f"Wrote docs/reference/{name}")
            return
        lines = list(pages.differences())
        if lines:
            raise CommandError("\n".join([*lines, "", "Run: .venv/bin/python manage.py generate_docs"]))
