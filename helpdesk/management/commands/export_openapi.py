"""Write the OpenAPI description that is committed, or say whether it is still true."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.api.docs import description_yaml

FILE = Path("docs") / "reference" / "openapi.yaml"


class Command(BaseCommand):
    """Writes docs/reference/openapi.yaml; with `--check` it changes nothing and fails when the file differs."""

    help = "Write docs/reference/openapi.yaml from the code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only compare")

    def handle(self, *args: Any, **options: Any) -> None:
        path, text = settings.BASE_DIR / FILE, description_yaml()
        if options["check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                raise CommandError(f"{FILE} is not what the code says. Run: manage.py export_openapi")
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.stdout.write(f"{FILE} written.")
