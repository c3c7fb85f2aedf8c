"""`manage.py run_timers`: relay, sweeps and auditor in one process that needs nothing but the database."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from helpdesk.timers import Auditor, Postman, Timers


class Command(BaseCommand):
    """Run until SIGTERM or Ctrl-C. Start it twice if you like: two at once change nothing."""

    help = "Hand events to subscribers, let deadlines and spans run out, audit. Free of Redis and Celery."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-audit", action="store_true", help="leave the auditor to another process")

    def handle(self, *args: Any, no_audit: bool, **options: Any) -> None:
        """Start auditor and postman beside the loop, and end all cleanly."""
        timers, auditor, postman = Timers(), Auditor(), Postman()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: timers.stop())
        if not no_audit:
            auditor.start()
        postman.start()
        timers.run()
        auditor.stop()
        postman.stop()
