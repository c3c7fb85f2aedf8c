"""Compile the translations without the gettext program."""

from typing import Any

from django.core.management.base import BaseCommand

from helpdesk.supervisor.catalogues import compile_stale


class Command(BaseCommand):
    """Write the `.mo` file of every `.po` file that is newer."""

    help = "Compile every translation catalogue (.po) that changed since it was compiled."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile and name what was compiled."""
        for path in compile_stale():
            self.stdout.write(f"Compiled {path}")
