"""Write the description of the REST interface that is committed, or say whether it is still true."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.api.docs import description_yaml, reference

FOLDER = Path("docs") / "reference"


class Command(BaseCommand):
    """Writes openapi.yaml and api.md in docs/reference; with `--check` it only fails when one of them differs."""

    help = "Write docs/reference/openapi.yaml and docs/reference/api.md from the code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only compare")

    def handle(self, *args: Any, **options: Any) -> None:
        texts = {FOLDER / "openapi.yaml": description_yaml(), FOLDER / "api.md": reference()}
        for file, text in texts.items():
            path = settings.BASE_DIR / file
            if not options["check"]:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
                self.stdout.write(f"{file} written.")
            elif not path.exists() or path.read_text(encoding="utf-8") != text:
                raise CommandError(f"{file} is not what the code says. Run: manage.py export_openapi")
