"""What the person at the terminal sees: one line per event, each with the name of who speaks."""

import json
import os
import sys
from typing import Any, TextIO

WIDTH = 8
COLOURS = {"wuyou": 36, "web": 32, "worker": 34, "beat": 35, "timers": 33, "demo": 90, "postgres": 94, "valkey": 91}
WARN, FAIL, BOLD = 33, 31, 1


class Console:
    """Writes prefixed lines; coloured only on a terminal that wants colours."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stdout
        self.is_coloured = self.stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"

    def paint(self, text: str, code: int) -> str:
        """Return the text in a colour, or as it is."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.is_coloured else text

    def say(self, text: str, *, name: str = "wuyou", code: int = 0) -> None:
        """Write the lines of a text behind the name of the speaker."""
        prefix = self.paint(f"{name:<{WIDTH}} |", COLOURS.get(name, 36))
        for line in text.splitlines() or [""]:
            self.write(f"{prefix} {self.paint(line, code) if code else line}")

    def relay(self, name: str, line: str) -> None:
        """Write a line of a process; its JSON log lines become readable."""
        text, code = readable(line)
        self.say(text, name=name, code=code)

    def write(self, line: str) -> None:
        """Write one line at once; a closed terminal is no reason to stop working."""
        try:
            print(line, file=self.stream, flush=True)
        except (OSError, ValueError):
            self.stream = open(os.devnull, "w")  # noqa: SIM115 -- for the rest of the process


def readable(line: str) -> tuple[str, int]:
    """Return a log line for a person, and the colour of its level."""
    entry = parsed(line)
    if entry is None:
        return line, 0
    level = str(entry.pop("level", "")).upper()
    message, trace = str(entry.pop("message")), str(entry.pop("error", ""))
    for key in ("at", "logger"):
        entry.pop(key, None)
    rest = " ".join(f"{key}={value}" for key, value in entry.items() if value not in (None, ""))
    text = " ".join(part for part in (level if level != "INFO" else "", message, rest) if part)
    code = {"WARNING": WARN, "ERROR": FAIL, "CRITICAL": FAIL}.get(level, 0)
    return (f"{text}\n{trace}" if trace else text), code


def parsed(line: str) -> dict[str, Any] | None:
    """Return the object that the line is, None when it is plain text."""
    if not line.startswith("{"):
        return None
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) and "message" in found else None
