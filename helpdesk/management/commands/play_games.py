"""`manage.py play_games [--players N] [--days D] [--seed S] [--live]`: what happens in the demo's games."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from helpdesk.demo.games.traffic import MOST_DAYS, LiveGames, Span, check, play_history
from helpdesk.demo.seeding import CannotSeed
from players.actions.snapshots import count_days

EVERY_SECONDS = 5.0


class Command(BaseCommand):
    """Minors and grown-ups play, pay, lose their accounts and stay up at night; told as game servers tell it."""

    help = "Play the demo's games until now; with --live go on until stopped. Demo mode only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        usual = Span()
        parser.add_argument("--players", type=int, default=usual.players, help=f"how many (default {usual.players})")
        parser.add_argument("--days", type=int, default=usual.days, help=f"days up to now (default {usual.days})")
        parser.add_argument("--seed", type=int, default=usual.seed, help=f"what chance draws from ({usual.seed})")
        parser.add_argument("--live", action="store_true", help="go on with what happens from now on")

    def handle(self, *args: Any, players: int, days: int, seed: int, live: bool, **options: Any) -> None:
        """Play the days that are over, count them, and go on if asked to."""
        if not (1 <= players <= 20_000 and 1 <= days <= MOST_DAYS):
            raise CommandError(f"--players from 1 to 20000, --days from 1 to {MOST_DAYS}.")
        span = Span(players, days, seed)
        try:
            check()
            new = play_history(span)
        except CannotSeed as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"Games: {new} events, {count_days()} days counted")
        if live:
            self._go_on(LiveGames(span))

    def _go_on(self, games: LiveGames) -> None:
        stopping = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stopping.set())
        self.stdout.write("Games: live, Ctrl-C ends it")
        while not stopping.is_set():
            games.turn()
            stopping.wait(EVERY_SECONDS)
