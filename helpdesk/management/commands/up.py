"""Run the whole of Wuyou in one terminal. See helpdesk/supervisor/."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from helpdesk.supervisor import up


class Command(BaseCommand):
    """The way in through Django; `manage.py up` itself takes the way without it, which needs less memory."""

    help = up.HELP
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the options of the supervisor."""
        up.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until Ctrl-C or SIGTERM."""
        sys.exit(up.up(prepare_only=options["prepare_only"]))
