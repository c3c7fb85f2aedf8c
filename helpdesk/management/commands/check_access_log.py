"""`manage.py check_access_log`: is the log of accesses to identities whole?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from players.queries.access_log import digest_at, gap_in_log, head_of_log


class Command(BaseCommand):
    """Follow the chain from its first line, report the first gap, and say where it ends."""

    help = "Check the chain of the log of accesses to identities; fails at the first gap."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--expect", metavar="NUMBER:HASH", help="a line that an earlier check named; finds an end that was cut off"
        )

    def handle(self, *args: Any, expect: str | None, **options: Any) -> None:
        """Say that it is whole, or fail with the number of the line where it is not."""
        gap = gap_in_log()
        if gap is not None:
            raise CommandError(f"The log of accesses has a gap: line {gap.seq} has a wrong {gap.kind}.")
        if expect is not None:
            number, _colon, digest = expect.partition(":")
            if not number.isdecimal() or digest_at(int(number)) != digest:
                raise CommandError(
                    f"The log of accesses does not hold line {expect}: its end was cut off or rewritten."
                )
        seq, digest = head_of_log()
        self.stdout.write(f"{seq} lines, whole. Keep this elsewhere: {seq}:{digest}")
