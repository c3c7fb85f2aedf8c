"""`manage.py sweep_clocks [--now ISO]`: one pass over everything that time alone does."""

from argparse import ArgumentParser
from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.actions.time_shift import shifted
from core.clock import InvalidTime, parse_iso
from core.errors import TimeShiftRefused
from helpdesk.timers import settle


class Command(BaseCommand):
    """Give due alerts, close and archive, send queued texts, bring follow-ups back, and hand on what came of it."""

    help = "One pass of the sweeps. --now looks at another moment, in demo and test mode only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--now", metavar="ISO", help="the moment to go by, such as 2026-11-21T08:30:00Z")

    def handle(self, *args: Any, now: str | None, **options: Any) -> None:
        """Sweep at the moment given, and say how much was done."""
        try:
            with nullcontext() if now is None else shifted(parse_iso(now)):
                done = settle()
        except InvalidTime as error:
            raise CommandError(f"--now: {error}") from error
        except TimeShiftRefused as error:
            raise CommandError(str(error.text)) from error
        self.stdout.write(", ".join(f"{name}: {count}" for name, count in done.items()))
