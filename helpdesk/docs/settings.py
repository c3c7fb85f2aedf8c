"""docs/reference/settings.md: every environment variable, read out of helpdesk/settings.py."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "settings.py"
KINDS = {
    "env_str": "text",
    "env_bool": "1 or 0",
    "env_int": "whole number",
    "env_list": "list, by commas",
    "env_secret": "secret",
}
HEAD = """# Settings

Every setting is an environment variable, read at the start by `helpdesk/settings.py`. A missing or unreadable one stops
the start and says what it is for. A secret `X` may also be given as `X_FILE`, the path of a file that holds it.
`make run` sets what it needs by itself. This page is generated: `manage.py generate_docs`.
"""
SECTION = re.compile(r"# --- (.+?) -*$")


@dataclass(frozen=True)
class Variable:
    """One environment variable as the settings file reads it."""

    name: str
    kind: str
    default: str | None
    meaning: str
    section: str


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    section = ""
    for variable in variables():
        if variable.section != section:
            section = variable.section
            parts.append(f"\n## {section}\n\n| variable | kind | default | meaning |\n|---|---|---|---|\n")
        default = "required" if variable.default is None else f"`{variable.default}`" if variable.default else "empty"
        parts.append(f"| `{variable.name}` | {variable.kind} | {default} | {variable.meaning} |\n")
    parts.append("\n## Read by commands alone\n\n| variable | meaning |\n|---|---|\n")
    parts += [f"| `{name}` | {meaning} |\n" for name, meaning in elsewhere().items()]
    return "".join(parts)


def elsewhere() -> dict[str, str]:
    """Variables that commands read before the settings can be, with their meaning."""
    return {
        "OWNER_DATABASE_URL": "owner of the tables, for migrations, backup and restore; the product runs as another",
    }


def variables() -> list[Variable]:
    """Every variable in the order of the file; one that is read twice stands once."""
    source = FILE.read_text(encoding="utf-8")
    found = {variable.name: variable for variable in reversed(list(_read(source)))}
    return list(reversed(found.values()))


def _read(source: str) -> Iterator[Variable]:
    lines = source.splitlines()
    sections = {number: match[1] for number, line in enumerate(lines, 1) if (match := SECTION.match(line))}
    for call, name in sorted(_calls(source), key=lambda pair: pair[0].lineno):
        yield Variable(
            name=ast.literal_eval(call.args[0]),
            kind=KINDS[name],
            default=_default(call, name),
            meaning=_meaning(call, lines),
            section=sections[max(at for at in sections if at <= call.lineno)],
        )


def _calls(source: str) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
            yield node, node.func.id


def _default(call: ast.Call, function: str) -> str | None:
    """The default as a person would type it; None when the variable must be given."""
    given = next((keyword.value for keyword in call.keywords if keyword.arg == "default"), None)
    node = call.args[1] if len(call.args) > 1 else given
    if node is None:
        return {"env_bool": "0", "env_list": ""}.get(function)
    if isinstance(node, ast.Constant):
        return str(int(node.value)) if isinstance(node.value, bool) else str(node.value)
    return ast.unparse(node).replace("|", "\\|")


def _meaning(call: ast.Call, lines: list[str]) -> str:
    """The comment on the variable's line or alone on the line above, else the hint that its absence is refused with."""
    own, above = lines[call.lineno - 1], lines[call.lineno - 2].strip()
    if "  # " in own:
        return own.rsplit("  # ", 1)[1].strip().replace("|", "\\|")
    if above.startswith("# ") and not SECTION.match(above):
        return above.removeprefix("# ").replace("|", "\\|")
    hint = next((keyword.value for keyword in call.keywords if keyword.arg == "hint"), None)
    return str(ast.literal_eval(hint)).replace("|", "\\|") if hint is not None else ""
