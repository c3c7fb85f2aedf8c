#!/usr/bin/env python
"""Every command of Wuyou; brings PostgreSQL and Valkey along when no address of them is given."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    execute_from_command_line(sys.argv)
