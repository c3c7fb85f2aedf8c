"""Documents that can be wrong are compared with the code."""

import re

import pytest
from django.core.management import CommandError, call_command

from helpdesk.docs import pages, settings
from tests.architecture.source import ROOT, python_files, short


def test_the_kept_documents_are_what_the_code_says():
    call_command("generate_docs", check=True)


def test_a_document_that_differs_is_said_line_by_line(monkeypatch, tmp_path):
    monkeypatch.setattr(pages, "FOLDER", tmp_path)

    with pytest.raises(CommandError, match=r"settings.md \(kept\)"):
        call_command("generate_docs", check=True)


def test_generating_twice_writes_once(monkeypatch, tmp_path):
    monkeypatch.setattr(pages, "FOLDER", tmp_path)

    assert sorted(pages.write()) == sorted(pages.PAGES)
    assert pages.write() == []
    assert list(pages.differences()) == []


def test_every_setting_says_what_it_is_for():
    assert [variable.name for variable in settings.variables() if not variable.meaning] == []


def test_variables_are_read_in_the_settings_alone():
    """Whatever else asks the environment for a name is listed in the document, or is no setting of ours."""
    known = {variable.name for variable in settings.variables()} | set(settings.elsewhere())
    foreign = {"DJANGO_SETTINGS_MODULE", "NO_COLOR", "TERM", "PATH"}
    pattern = re.compile(r'os\.environ(?:\.get\(|\[)"([A-Z_]+)"')

    asked = {
        (short(path), name)
        for path in python_files()
        for name in pattern.findall(path.read_text(encoding="utf-8"))
        if name not in known | foreign
    }

    assert asked == set()


def test_the_example_of_an_environment_names_known_variables():
    """`.env.example` fills in docker-compose.yml; what the product itself reads must exist."""
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    known = {variable.name for variable in settings.variables()}
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    named = set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", example, re.MULTILINE))

    assert {name for name in named if name not in known and f"${{{name}" not in compose} == set()


def test_links_between_documents_lead_somewhere():
    broken = [
        f"{short(path)}: {target}"
        for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*/README.md")]
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists()
    ]

    assert broken == []
