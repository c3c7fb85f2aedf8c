"""`manage.py train_triage`: learn from corrections now, not tonight; `--release` writes the head of a release."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from core.models import Actor
from tickets.actions.learning import facts_of, learn, seed_messages, train_head
from tickets.classifiers.measuring import LEARNING


class Command(BaseCommand):
    """Train, compare, print the table; the better head decides."""

    help = "Train the learned classifier now; the better of the old and the new one decides."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the switch for maintainers."""
        parser.add_argument("--release", action="store_true", help="write the head that ships with the code instead")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say what came of it."""
        if options["release"]:
            self.write_release()
            return
        row = learn(by=Actor.system(), is_forced=True)
        if row is None:  # it is forced
            return
        after, before = row.table["after"], row.table["before"]
        for name, part in after["parts"].items():
            was = before["parts"][name] if before else None
            self.stdout.write(f"{name:8} n {part['size']:5}  second level {_change(part, was, 'second_level')}")
        self.stdout.write(
            f"{row.version}: {'decides from now on' if row.is_active else 'is kept, and does not decide'}"
        )

    def write_release(self) -> None:
        """Train on the messages of the release."""
        from tickets.classifiers.model import load_encoder  # noqa: PLC0415 -- optional dependency

        messages = seed_messages()
        path = LEARNING / "head.bin"
        path.write_bytes(train_head(messages, load_encoder(), facts_of(messages)).to_bytes())
        self.stdout.write(f"{path}: {path.stat().st_size} bytes, {len(messages)} messages")


def _change(part: dict[str, Any], before: dict[str, Any] | None, name: str) -> str:
    now = f"{part[name]:.1%}"
    return f"{before[name]:.1%} → {now}" if before else now
