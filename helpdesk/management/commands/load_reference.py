"""`manage.py load_reference`: the rows that every installation needs, before the first person and the first ticket."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.management.base import BaseCommand

APPS = (
    "core",
    "knowledge",
    "players",
    "tickets",
    "escalation",
    "qa",
)  # upwards: groups before categories before policies


class Command(BaseCommand):
    """Run every app's `actions.reference.load_reference`; repeating it changes nothing that people changed."""

    help = "Load roles, groups, teams, categories and policies; safe to repeat after every upgrade."

    def handle(self, *args: Any, **options: Any) -> None:
        for app in APPS:
            name = f"{app}.actions.reference"
            if find_spec(f"{app}.actions") is None or find_spec(name) is None:
                continue
            import_module(name).load_reference()
            if options["verbosity"] > 1:
                self.stdout.write(f"{app}: loaded")
