"""`manage.py rotate_keys`: seal by the first of FIELD_KEYS what former keys sealed."""

from typing import Any

from django.core.management.base import BaseCommand

from core.actions.rotation import rotate_keys


class Command(BaseCommand):
    """Put the new key first in FIELD_KEYS, restart, run this; then the former key can go."""

    help = "Seal identities anew by the current key. Can be interrupted and run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate, and say for each place how many values were sealed anew."""
        for name, count in rotate_keys().items():
            self.stdout.write(f"{name}: {count}")
