"""Make a database ready for this version of the code: tables, reference rows, compiled words, static files."""

import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from helpdesk.supervisor.assets import collect_stale
from helpdesk.supervisor.catalogues import compile_stale


class Command(BaseCommand):
    """Everything between a checkout and its first request; quick and harmless when nothing changed."""

    help = "Compile catalogues, collect static files, migrate, load the reference rows. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the option for images, which are built where no database is."""
        parser.add_argument("--files-only", action="store_true", help="leave the database alone")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take each step that is needed and say how long it took."""
        self.step("Compiled the translations", lambda: bool(compile_stale()))
        self.step("Collected the static files", collect_stale)
        if options["files_only"]:
            return
        self.step("Made the tables", self.migrate)
        self.step("Loaded categories, roles, groups and policies", self.load_reference)

    def step(self, title: str, work: Callable[[], bool]) -> None:
        """Do one step; say so when there was something to do."""
        began = time.monotonic()
        if work():
            self.stdout.write(f"{title} ({time.monotonic() - began:.1f} s)")

    def migrate(self) -> bool:
        """Migrate; True when there were migrations to apply."""
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        return bool(plan)

    def load_reference(self) -> bool:
        """Load the rows that every installation needs."""
        call_command("load_reference", verbosity=0)
        return True
