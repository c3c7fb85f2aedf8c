"""Which texts the product says (from the syntax tree of its code and from its templates), and which are translated."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
from django.utils.translation.template import templatize

from tests.architecture.source import PACKAGES, ROOT, python_files, short, templates, tree_of

CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
Msgid = tuple[str, str]  # context or "", text


@cache
def used() -> dict[Msgid, str]:
    """Every text with the first place that says it."""
    found: dict[Msgid, str] = {}
    for path in python_files():
        for msgid in in_python(tree_of(path)):
            found.setdefault(msgid, short(path))
    for path in templates():
        for msgid in in_template(path):
            found.setdefault(msgid, short(path))
    return found


def in_python(tree: ast.AST) -> Iterator[Msgid]:
    """The texts that are handed to a translation function as plain strings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in CALLS:
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            context = texts.pop(0) if "pgettext" in _name(node.func) and texts else ""
            if texts:
                yield context, texts[0]


def in_template(path: Path) -> Iterator[Msgid]:
    """The texts of `translate` and `blocktranslate`, read by Django's own extractor."""
    source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for match in re.finditer(r"\b(p?n?p?gettext)\((.*?)\) ", source + " ", re.DOTALL):
        strings = [
            ast.literal_eval(token.string)
            for token in tokenize.generate_tokens(io.StringIO(match[2]).readline)
            if token.type == tokenize.STRING
        ]
        context = strings.pop(0) if match[1].startswith("p") else ""
        yield context, strings[0].replace("\r\n", "\n")


@cache
def translated() -> dict[Msgid, polib.POEntry]:
    """Every entry of our Chinese catalogues that has a text."""
    found: dict[Msgid, polib.POEntry] = {}
    for package in PACKAGES:
        path = ROOT / package / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
        if path.exists():
            entries = polib.pofile(str(path))
            found |= {(e.msgctxt or "", e.msgid): e for e in entries if _is_done(e)}
    return found


def _is_done(entry: polib.POEntry) -> bool:
    texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return not entry.obsolete and not entry.fuzzy and all(texts) and bool(list(texts))


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""
