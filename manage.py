#!/usr/bin/env python
"""Every command of Wuyou; brings PostgreSQL and Valkey along when no address of them is given."""

import os
import sys

from helpdesk.supervisor.commands import surroundings
from helpdesk.supervisor.errors import CannotStart


def main(argv: list[str]) -> int:
    """Run one command; return its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    try:
        if argv[1:2] == ["up"] and not {"--help", "-h"} & set(argv):
            from helpdesk.supervisor.up import main as up  # noqa: PLC0415 -- the supervisor needs no Django, nor its memory

            return up(argv[2:])
        with surroundings(argv):
            from django.core.management import execute_from_command_line  # noqa: PLC0415 -- not before the settings can be read

            execute_from_command_line(argv)
    except CannotStart as error:
        print(f"Wuyou cannot start. {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
