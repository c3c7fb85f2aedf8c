"""`manage.py count_days [--from DAY] [--to DAY] [--game SLUG]`: days of players in numbers, counted anew."""

from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.models import Game
from players.actions.snapshots import count_days, mark_day


class Command(BaseCommand):
    """Count what waits; with days, those days anew for everybody of whom anything is known on them."""

    help = "Count the days of players that wait for it; with --from, these days anew, whatever was counted before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", metavar="DAY", help="the first day of the games' own zones")
        parser.add_argument("--to", dest="last", metavar="DAY", help="the last day; without it the first alone")
        parser.add_argument("--game", metavar="SLUG", help="of this game alone")

    def handle(self, *args: Any, first: str | None, last: str | None, game: str | None, **options: Any) -> None:
        """Mark the days that are asked for, and count until none waits."""
        if first is None and (last or game):
            raise CommandError("Say --from with --to or --game.")
        if first is not None:
            for day in _days(first, last or first):
                for one in _games(game):
                    mark_day(day, one)
        self.stdout.write(f"days counted: {count_days()}")


def _days(first: str, last: str) -> list[date]:
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError as error:
        raise CommandError(f"Give a day such as 2026-11-30: {error}") from error
    if not begin <= end:
        raise CommandError("--to is before --from.")
    return [begin + timedelta(days=n) for n in range((end - begin).days + 1)]


def _games(slug: str | None) -> list[Game]:
    games = list(Game.objects.filter(**({"slug": slug} if slug else {})))
    if not games:
        raise CommandError(f"There is no game {slug}.")
    return games
