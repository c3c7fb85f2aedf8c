"""What the import contract cannot see: foreign keys, privacy classes, sizes, words that are banned."""

import ast
import re

import pytest
from django.apps import apps

from tests.architecture.source import FLOOR, ROOT, own_apps, python_files, short, templates, tree_of

PYTHON_LINES, FUNCTION_LINES, VIEW_LINES, TEMPLATE_LINES, SCRIPT_LINES = 500, 60, 15, 200, 120
ALL_SCRIPT_LINES = 6000


def own_models():
    return [model for config in own_apps() for model in config.get_models(include_auto_created=False)]


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_point_downwards(model):
    upwards = [
        f"{field.name} → {field.related_model._meta.label}"
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model._meta.app_label in FLOOR
        and FLOOR[field.related_model._meta.app_label] > FLOOR[model._meta.app_label]
    ]  # fmt: skip

    assert upwards == []


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_every_field_is_classified_as_personal_or_plain(model):
    fields = {field.name for field in model._meta.concrete_fields}
    privacy = getattr(model, "Privacy", None)

    assert privacy is not None, f"{model._meta.label} has no class Privacy"
    assert privacy.personal & privacy.plain == set()
    assert privacy.personal | privacy.plain == fields


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_what_is_sealed_or_tells_an_age_is_classified_as_sensitive(model):
    fields = {field.name for field in model._meta.concrete_fields}
    telling = {name for name in fields if "sealed" in name or name in {"birth_date", "adult_on"}}
    sensitive = getattr(model.Privacy, "sensitive", set())

    assert sensitive <= model.Privacy.personal
    assert telling <= sensitive


def test_siblings_do_not_know_each_other():
    known = [
        (model._meta.label, field.related_model._meta.label)
        for model in own_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created
        and {model._meta.app_label, field.related_model._meta.app_label} == {"players", "knowledge"}
    ]  # fmt: skip

    assert known == []


def test_no_python_file_is_over_the_limit():
    assert oversized(python_files(), PYTHON_LINES) == []
    assert oversized(sorted((ROOT / "tests").rglob("*.py")), PYTHON_LINES) == []


def test_nearly_every_python_file_can_be_read_in_one_sitting():
    sizes = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in python_files())

    assert sizes[int(len(sizes) * 0.95)] <= 350


def test_no_template_is_over_the_limit():
    assert oversized(templates(), TEMPLATE_LINES) == []


def test_no_script_is_over_the_limit():
    scripts = sorted((ROOT / "static" / "js").rglob("*.js"))

    assert oversized(scripts, SCRIPT_LINES) == []
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in scripts) <= ALL_SCRIPT_LINES


def oversized(paths, limit):
    sizes = ((short(path), len(path.read_text(encoding="utf-8").splitlines())) for path in paths)
    return [(name, size) for name, size in sizes if size > limit]


def functions():
    for path in python_files():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node, (node.end_lineno or 0) - node.lineno + 1


def test_no_function_is_over_the_limit():
    long = [f"{short(path)}:{node.name} {lines}" for path, node, lines in functions() if lines > FUNCTION_LINES]

    assert long == []


def test_nearly_every_function_fits_on_a_screen():
    sizes = sorted(lines for _path, _node, lines in functions())

    assert sizes[int(len(sizes) * 0.95)] <= 35


def test_views_read_like_a_sentence():
    """At most fifteen lines without the docstring."""
    long = []
    for path, node, _lines in functions():
        answers = node.returns is not None and "HttpResponse" in ast.unparse(node.returns)
        is_view = "views" in path.parts and node.args.args and node.args.args[0].arg == "request" and answers
        body = node.body[1:] if is_view and ast.get_docstring(node) else node.body
        if is_view and body and (body[-1].end_lineno or 0) - body[0].lineno + 1 > VIEW_LINES:
            long.append(f"{short(path)}:{node.name}")

    assert long == []


def test_nobody_uses_signals():
    """Apps talk by events. The one exception is the test session, which gives roles to new connections."""
    users = [
        short(path)
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.module in {"django.db.models.signals", "django.dispatch"}
    ]

    assert users == []


def test_nobody_asks_python_for_the_time():
    """`core.clock.now` is the one clock; what may read the real one is listed here with its reason."""
    allowed = {
        "core/clock.py": "is the clock",
        "core/logs.py": "a line of the log is written at the real time",
        "core/actions/audit.py": "compares this machine's clock with the database's",
    }
    pattern = re.compile(r"\b(datetime\.now|datetime\.utcnow|timezone\.now|date\.today)\(")

    found = {short(path) for path in python_files() if pattern.search(path.read_text(encoding="utf-8"))}

    assert found - set(allowed) == set()


def test_nothing_is_left_for_later():
    pattern = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    paths = [*python_files(), *templates(), *(ROOT / "static").rglob("*.js"), *(ROOT / "static").rglob("*.css")]

    assert [short(path) for path in paths if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_a_suppression_names_its_reason():
    pattern = re.compile(r"#\s*noqa(?!: [A-Z0-9, ]+ -- \S)|#\s*type: ignore(?!\[[\w-]+(, ?[\w-]+)*\])")

    unnamed = [
        f"{short(path)}:{number}"
        for path in python_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line) and "noqa" + " " not in line.split("#")[0]
    ]

    assert unnamed == []


@pytest.mark.parametrize("config", own_apps(), ids=lambda config: config.label)
def test_each_app_says_what_it_owns(config):
    readme = ROOT / config.label / "README.md"

    assert readme.exists()
    assert 5 <= len(readme.read_text(encoding="utf-8").splitlines()) <= 60


PUBLIC_LAYERS = ("actions", "queries", "policies", "models", "tasks.py", "management")


def test_public_functions_of_the_inner_layers_say_what_the_caller_gets():
    inner = (p for p in python_files(*(set(FLOOR) - {"helpdesk"})) if p.relative_to(ROOT).parts[1] in PUBLIC_LAYERS)
    silent = [
        f"{short(path)}:{node.name}"
        for path in inner
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]

    assert silent == []


def test_every_app_is_on_a_floor():
    assert {config.label for config in own_apps()} == set(FLOOR)
    assert all(apps.is_installed(f"{label}") or apps.get_app_config(label) for label in FLOOR)
