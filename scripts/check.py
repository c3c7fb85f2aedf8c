"""Every static check, two at a time; says at the end what failed and why, all of it."""

import os
import secrets
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, "manage.py"]
# What a deployment looks like to `check --deploy`; no server is asked.
DEPLOYED = {
    "PUBLIC_URL": "https://desk.example.com",
    "NUM_PROXIES": "1",
    "DATABASE_URL": "postgres://wuyou_app@127.0.0.1/wuyou",
    "REDIS_URL": "redis://127.0.0.1:6379",
    "WUYOU_DEMO": "0",
}
# What .env has to say for docker-compose.yml.
COMPOSED = {"SITE": "desk.example.com", "OWNER_DB_PASSWORD": "x", "APP_DB_PASSWORD": "y"}


@dataclass(frozen=True)
class Check:
    """One check: a command that exits 0 when all is well."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def compose_client() -> list[str]:
    """Return the command of docker compose, empty where there is none."""
    for client in (["docker", "compose"], ["docker-compose"]):
        if (
            shutil.which(client[0])
            and not subprocess.run([*client, "version"], capture_output=True, check=False).returncode
        ):
            return client
    return []


def tool(name: str, *words: str) -> list[str]:
    """Return the command line of a tool in the environment."""
    return [str(Path(sys.executable).with_name(name)), *words]


def checks() -> list[Check]:
    """Return all checks, the slow ones first."""
    found = [
        Check("types", [sys.executable, "-m", "mypy"], DEPLOYED),
        Check("templates", tool("djlint", "templates", "--lint", "--quiet")),
        Check("documents", [*MANAGE, "generate_docs", "--check"], DEPLOYED),
        Check("interface", [*MANAGE, "export_openapi", "--check"], DEPLOYED),
        Check("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"]),
        Check("deployment", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], DEPLOYED),
        Check("layers", tool("lint-imports", "--no-cache")),
        Check("lint", [sys.executable, "-m", "ruff", "check", "."]),
        Check("format", [sys.executable, "-m", "ruff", "format", "--check", "."]),
    ]
    client = compose_client()
    if client:
        found.append(Check("compose", [*client, "config", "--quiet"], COMPOSED))
    else:
        print("compose      not asked: no docker compose on this machine; the tests read and start its commands")
    return found


def run(check: Check) -> tuple[Check, int, str]:
    """Run one check; return its exit status and what it said."""
    began = time.monotonic()
    environment = os.environ | {"SECRET_KEY": secrets.token_urlsafe(50), "NO_COLOR": "1"} | check.environment
    done = subprocess.run(check.command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"{check.name:<12} {verdict:<7} {time.monotonic() - began:5.1f} s", flush=True)
    return check, done.returncode, (done.stdout + done.stderr).strip()


def main() -> int:
    """Run all checks; return 1 when any failed."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(run, checks()))
    failed = [(check, said) for check, status, said in results if status]
    for check, said in failed:
        print(f"\n--- {check.name}: {' '.join(check.command)}\n{said}")
    print(f"\n{len(results) - len(failed)} checks passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
