"""Drop the local data of this checkout."""

import shutil
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from helpdesk.supervisor import instance
from helpdesk.supervisor.commands import data_folder
from helpdesk.supervisor.up import occupied


class Command(BaseCommand):
    """Remove `.data/`: embedded databases, uploaded files, the secret key. Servers of your own are not touched."""

    help = "Drop the local data (.data/) of this checkout; the next start begins anew."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove the folder unless something runs in it."""
        data = data_folder()
        with instance.hold(data) as is_ours:
            if not is_ours:
                raise CommandError(occupied(data))
            for path in data.path.iterdir():
                if path.is_dir():
                    shutil.rmtree(path)
                elif path.name != "lock":
                    path.unlink()
            data.forget_sockets()
        self.stdout.write(f"Dropped the local data in {data.path}")
