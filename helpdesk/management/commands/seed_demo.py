"""`manage.py seed_demo`: staff, players and two months of work, played through the product's own actions."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from helpdesk.demo.seeding import CannotSeed, Size, alone, play, prepare

EVERY_SECONDS = 5.0


class Command(BaseCommand):
    """Play the demo; repeating it adds nothing, and an interrupted run goes on where it stopped."""

    help = "Play the demo desk: the same seed and size give the same tickets. Demo mode only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        usual = Size()
        parser.add_argument(
            "--seed", type=int, default=usual.seed, help=f"what chance draws from (default {usual.seed})"
        )
        parser.add_argument("--tickets", type=int, default=usual.tickets, help=f"how many (default {usual.tickets})")
        parser.add_argument("--players", type=int, default=usual.players, help=f"how many (default {usual.players})")
        part = parser.add_mutually_exclusive_group()
        part.add_argument(
            "--quick", action="store_true", help="staff, games and the 30 tickets that a first look needs"
        )
        part.add_argument("--rest", action="store_true", help="everything that --quick left out")

    def handle(
        self, *args: Any, seed: int, tickets: int, players: int, quick: bool, rest: bool, **options: Any
    ) -> None:
        """Prepare, play and say how far it is."""
        began = self.told_at = time.monotonic()
        try:
            with alone():
                call_command("load_reference", verbosity=0)
                part = prepare(Size(seed, tickets, players), is_quick=quick, is_rest=rest)
                new = play(part, self.tell)
        except CannotSeed as reason:
            raise CommandError(str(reason)) from None
        kept = len(part.tickets) - new
        seconds = time.monotonic() - began
        self.stdout.write(f"Demo data: {new} tickets played, {kept} were there already ({seconds:.0f} s)")

    def tell(self, done: int, of: int) -> None:
        """A progress line every few seconds."""
        if time.monotonic() - self.told_at >= EVERY_SECONDS:
            self.told_at = time.monotonic()
            self.stdout.write(f"Demo data: {done} of {of} tickets")
