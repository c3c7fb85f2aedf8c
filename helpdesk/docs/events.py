"""docs/reference/events.md: what happens, who records it and who listens, read out of the code.

What an event means cannot be read out of code: one sentence each stands in `event_words.json` beside this file. A name
without a sentence, and a sentence without a name, fail the tests.
"""

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from core.actions.subscriptions import all_subscriptions, subscriptions_for

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "players", "knowledge", "tickets", "escalation", "qa", "helpdesk")
WORDS = Path(__file__).with_name("event_words.json")
QUOTED = re.compile(r"'([a-z_]+\.[a-z_]+)'")
HEAD = """# Events

An event is one row in the log (`core_event`), written in the transaction of the deed it tells of. It carries `id`,
`name`, `at`, the subject with its own gapless `seq`, the actor, and `data`. After the commit the relay hands it to
every listener, in order per subject, at least once; a receipt makes the effect happen exactly once. A listener is
named in its app's `subscriptions.py`; an app listens to its own events and to those of the apps below it.

This page is generated: `manage.py generate_docs`.

"""


@dataclass
class Told:
    """What the code tells of one event."""

    places: set[str] = field(default_factory=set)
    data: set[str] = field(default_factory=set)


def page() -> str:
    """The whole page."""
    words = meanings()
    facts = recorded()
    parts = [HEAD, "| event | means | recorded by | data | heard by |\n|---|---|---|---|---|\n"]
    for name in sorted(facts):
        told = facts[name]
        places = "<br>".join(f"`{place}`" for place in sorted(told.places))
        data = ", ".join(f"`{key}`" for key in sorted(told.data))
        parts.append(f"| `{name}` | {words.get(name, '')} | {places} | {data} | {_listeners(name)} |\n")
    return "".join(parts) + _patterns()


def meanings() -> dict[str, str]:
    """One sentence for each event."""
    words: dict[str, str] = json.loads(WORDS.read_text(encoding="utf-8"))
    return words


def recorded() -> dict[str, Told]:
    """Every event name that the code records, with where and with which keys of data."""
    found: dict[str, Told] = defaultdict(Told)
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if not {"migrations", "docs"} & set(path.parts):
                _read(path, found)
    return dict(found)


def _read(path: Path, found: dict[str, Told]) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    place = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    constants = dict(_constants(tree))
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        names = _assigned(function)
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and _is_record(node.func) and node.args:
                for name in _texts(node.args[0], constants):
                    found[name].places.add(place)
                    found[name].data |= set(_keys(node, names))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "INSERT INTO core_event" in node.value:
            for name in [*QUOTED.findall(node.value), *_named_beside(tree)]:
                found[name].places.add(place)


def _named_beside(tree: ast.Module) -> Iterator[str]:
    """Names that a statement takes as values: those of the table `EVENTS` of the same module."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict) and _is_called(node, "EVENTS"):
            named = (one.value for one in node.value.values if isinstance(one, ast.Constant))
            yield from (name for name in named if isinstance(name, str))


def _is_called(node: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)


def _is_record(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        return (
            function.attr in {"record", "Deed"}
            and isinstance(function.value, ast.Name)
            and function.value.id == "events"
        )
    return isinstance(function, ast.Name) and function.id == "record"


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from ((target.id, node.value.value) for target in node.targets if isinstance(target, ast.Name))


def _texts(node: ast.expr, constants: dict[str, str]) -> list[str]:
    """The names that an argument may be: a text, a constant of the module, or either side of a condition."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.Name) and node.id in constants:
        return [constants[node.id]]
    if isinstance(node, ast.IfExp):
        return _texts(node.body, constants) + _texts(node.orelse, constants)
    return []


def _assigned(function: ast.FunctionDef) -> dict[str, list[ast.expr]]:
    """What the function's own names stand for, so that data written a line above its event is seen."""
    found: dict[str, list[ast.expr]] = defaultdict(list)
    for node in ast.walk(function):
        for target in node.targets if isinstance(node, ast.Assign) else ():
            for name, value in _pairs(target, node.value):  # type: ignore[attr-defined]  # it is an assignment
                if isinstance(name, ast.Name):
                    found[name.id].append(value)
    return found


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=True)
    else:
        yield target, value


def _keys(call: ast.Call, names: dict[str, list[ast.expr]]) -> Iterator[str]:
    """Keys of dictionaries that are written out in the call or in the function around it; helpers are not followed."""
    for data in [keyword.value for keyword in call.keywords if keyword.arg == "data"]:
        meant = [value for node in ast.walk(data) if isinstance(node, ast.Name) for value in names.get(node.id, ())]
        for node in [part for value in (data, *meant) for part in ast.walk(value)]:
            if isinstance(node, ast.Dict):
                yield from (k.value for k in node.keys if isinstance(k, ast.Constant) and isinstance(k.value, str))


def _listeners(name: str) -> str:
    own = (s for s in subscriptions_for(name) if "*" not in s.pattern)
    return "<br>".join(f"`{subscription.subscriber}`" for subscription in sorted(own, key=lambda s: s.subscriber))


def _patterns() -> str:
    """Who listens to more than one event by a pattern."""
    rows = sorted({(s.pattern, s.subscriber) for s in all_subscriptions() if "*" in s.pattern})
    if not rows:
        return ""
    return "\nBy pattern: " + ", ".join(f"`{pattern}` → `{subscriber}`" for pattern, subscriber in rows) + ".\n"
