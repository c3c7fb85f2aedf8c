"""`manage.py sweep_play [--now ISO]`: one pass over all play whose moment has come."""

from argparse import ArgumentParser
from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.actions.time_shift import shifted
from core.clock import InvalidTime, parse_iso
from core.errors import TimeShiftRefused
from players.actions.watch import sweep_play


class Command(BaseCommand):
    """Record the alerts and reminders that are due."""

    help = "One pass over play whose moment has come. --now looks at another moment, in demo and test mode only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--now", metavar="ISO", help="the moment to go by, such as 2026-12-04T13:00:00Z")

    def handle(self, *args: Any, now: str | None, **options: Any) -> None:
        """Sweep at the moment given, and say how many alerts were new."""
        try:
            with nullcontext() if now is None else shifted(parse_iso(now)):
                new = sweep_play()
        except InvalidTime as error:
            raise CommandError(f"--now: {error}") from error
        except TimeShiftRefused as error:
            raise CommandError(str(error.text)) from error
        self.stdout.write(f"alerts: {new}")
