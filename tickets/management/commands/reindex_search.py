"""Cut the words of stored messages anew, after the way of cutting has changed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tickets.actions.reindexing import BATCH, reindex_batch


class Command(BaseCommand):
    """Work through the messages in batches, the newest first; stopped, it goes on with what is left."""

    help = "Bring the search words of stored messages up to the present way of cutting, the newest first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the size of a batch."""
        parser.add_argument("--batch", type=int, default=BATCH, help="messages in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go on until nothing is left."""
        before, total = None, 0
        while (done := reindex_batch(before=before, size=max(1, options["batch"]))).lowest is not None:
            before, total = done.lowest, total + done.changed
            self.stdout.write(f"{total} messages, down to {before}")
        self.stdout.write(f"Search words are up to date; {total} messages were cut anew.")
