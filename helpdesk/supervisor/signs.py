"""The words of a start that went well."""

from pathlib import Path

from helpdesk.supervisor.console import BOLD, Console
from helpdesk.supervisor.paths import ROOT

PASSWORD = "wuyou-demo"  # noqa: S105 -- published; demo accounts exist in demo mode alone
SIGN_INS = {
    "agent": "support agent",
    "agent2": "support agent",
    "expert": "card expert",
    "security": "account security group",
    "payments": "payments group",
    "tech": "technical group",
    "guardian": "guardian group",
    "complaints": "complaints group",
    "crisis": "crisis group",
    "supervisor": "supervisor",
    "manager": "manager",
    "qa": "quality reviewer",
    "risk": "risk and compliance",
    "analyst": "analyst",
    "integrator": "API only",
    "admin": "administrator",
}


def welcome(console: Console, url: str, data: Path, *, is_demo: bool, seconds: float) -> None:
    """Print where Wuyou is and who can sign in."""
    lines = ["", f"  Wuyou 无忧 is ready at {console.paint(url, BOLD)}   (after {seconds:.0f} s)", ""]
    lines += [f"    Agents    {url}/desk/", f"    Players   {url}/support/new", ""]
    if is_demo:
        lines += [f"    Demo sign-ins, all with the password {console.paint(PASSWORD, BOLD)}"]
        lines += [f"      {name + '@demo.test':<24} {role}" for name, role in SIGN_INS.items()]
        lines += ["", f"    The data is in {shown(data)} and stays. `make reset` drops it."]
    lines += ["    Ctrl-C stops everything.", ""]
    for line in lines:
        console.write(line)


def shown(data: Path) -> str:
    """Return a folder as a person in the checkout would write it."""
    return f"{data.relative_to(ROOT)}/" if data.is_relative_to(ROOT) else f"{data}/"
