"""The static files of a deployment: every name that one file says of another is there."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

HASHED = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "helpdesk.storage.HashedStaticStorage"},
}


@pytest.mark.slow
def test_every_file_that_another_names_is_there(tmp_path: Path) -> None:
    with override_settings(STORAGES=HASHED, STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)

    desk = next(tmp_path.glob("js/desk.*.js")).read_text()
    assert "desk-live." in desk
    assert '/desk-live.js"' not in desk
