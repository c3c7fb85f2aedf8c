"""docker-compose.yml as a test reads it: variables filled in as compose does, and what a container would run."""

import os
import re
import sys
from dataclasses import dataclass
from typing import Any

import yaml

from helpdesk.supervisor.paths import ROOT

VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


@dataclass(frozen=True)
class Service:
    """One service: its command, its environment, its health check."""

    name: str
    command: list[str]
    environment: dict[str, str]
    health: list[str]


def services(env_file: dict[str, str]) -> dict[str, Service]:
    """Return the services that an `.env` file with these values gives."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    found = yaml.safe_load(VARIABLE.sub(lambda match: fill(match, env_file), text))
    return {name: service_from(name, body, env_file) for name, body in found["services"].items()}


def fill(match: re.Match[str], env_file: dict[str, str]) -> str:
    """Return the value of one `${NAME}`, `${NAME:-default}` or `${NAME:?message}`."""
    name, kind, text = match.groups()
    value = env_file.get(name, "")
    assert value or kind != "?", f"compose would refuse to start: {name}: {text}"
    return value or (text if kind == "-" else "")


def service_from(name: str, body: dict[str, Any], env_file: dict[str, str]) -> Service:
    """Return one service; a variable without a value is passed on from `.env`, or left out."""
    environment = (
        {key: env_file.get(key) if value is None else str(value) for key, value in body["environment"].items()}
        if ("environment" in body)
        else {}
    )
    health = body.get("healthcheck", {}).get("test", ["CMD"])
    assert health[0] == "CMD"
    return Service(
        name,
        [str(word) for word in body.get("command", [])],
        {key: value for key, value in environment.items() if value is not None},
        health[1:],
    )


def here(words: list[str], port: int) -> list[str]:
    """Return a command as it runs on this machine: this Python, this port, this machine only."""
    replaced = {"python": sys.executable, "--port=8000": f"--port={port}", "--host=0.0.0.0": "--host=127.0.0.1"}
    return [replaced.get(word, word) for word in words]


def variables_of_the_settings() -> set[str]:
    """Return the environment variables that the settings and the web process read."""
    text = "".join((ROOT / "helpdesk" / name).read_text(encoding="utf-8") for name in ("settings.py", "asgi.py"))
    return set(re.findall(r'(?:env_\w+|environ\.get)\(\s*"(\w+)"', text))


def plain_environment() -> dict[str, str]:
    """Return what a container has beside its service's environment."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ} | {
        "PYTHONUNBUFFERED": "1"
    }
