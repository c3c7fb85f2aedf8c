"""`manage.py seed_demo`: staff, players and two months of work, played through the product's own actions.

More than 20,000 tickets are a big desk: the usual demo is played, and what is missing are copies of it.
"""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from helpdesk.demo.bulk.desk import grow
from helpdesk.demo.games.traffic import Span, play_history
from helpdesk.demo.protection.playing import play_protection
from helpdesk.demo.seeding import MOST_COPIED, MOST_TICKETS, CannotSeed, Size, alone, play, prepare
from players.actions.snapshots import count_days

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
        parser.add_argument(
            "--players", type=int, help=f"how many (default {usual.players}; of a big desk one for five tickets)"
        )
        parser.add_argument(
            "--played",
            type=int,
            help=f"play so many and copy the rest (default: all up to {MOST_TICKETS:,}, {usual.tickets} for more)",
        )
        part = parser.add_mutually_exclusive_group()
        part.add_argument(
            "--quick", action="store_true", help="staff, games and the 30 tickets that a first look needs"
        )
        part.add_argument("--rest", action="store_true", help="everything that --quick left out")

    def handle(self, *args: Any, seed: int, tickets: int, played: int | None, **options: Any) -> None:
        """Prepare, play and say how far it is."""
        self.began = self.told_at = time.monotonic()
        usual, players = Size(), options["players"]
        if played is None:
            played = tickets if not MOST_TICKETS < tickets <= MOST_COPIED else usual.tickets
        is_copied = played < tickets <= MOST_COPIED
        size = Size(seed, played, usual.players if is_copied or players is None else players)
        try:
            with alone():
                call_command("load_reference", verbosity=0)
                part = prepare(size, is_quick=options["quick"], is_rest=options["rest"])
                new = play(part, self.tell)
                self.say(f"{new} tickets played, {len(part.tickets) - new} were there already")
                if not options["quick"]:
                    self.say(f"{play_history(Span(seed=seed)):,} events of games played")
                    count_days()
                    self.say(f"{play_protection()} stories about players' rights and risks played")
                if is_copied and not options["quick"]:
                    copies = grow(part, tickets, seed=seed, players=players or 0, tell=self.tell_copies, say=self.say)
                    self.say(f"{copies:,} tickets copied")
        except CannotSeed as reason:
            raise CommandError(str(reason)) from None

    def say(self, text: str) -> None:
        """A line with the seconds since the beginning."""
        self.stdout.write(f"Demo data: {text} ({time.monotonic() - self.began:.0f} s)")
        self.stdout.flush()

    def tell(self, done: int, of: int) -> None:
        """A progress line every few seconds."""
        if time.monotonic() - self.told_at >= EVERY_SECONDS:
            self.told_at = time.monotonic()
            self.stdout.write(f"Demo data: {done} of {of} tickets")

    def tell_copies(self, done: int) -> None:
        """The same for copies, which come by thousands."""
        if time.monotonic() - self.told_at >= EVERY_SECONDS:
            self.told_at = time.monotonic()
            self.say(f"{done:,} copies")
