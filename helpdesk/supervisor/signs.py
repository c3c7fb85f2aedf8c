"""The words of a start that went well."""

from helpdesk.supervisor.console import BOLD, Console

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


def welcome(console: Console, url: str, *, is_demo: bool, seconds: float) -> None:
    """Print where Wuyou is and who can sign in."""
    lines = ["", f"  Wuyou 无忧 is ready at {console.paint(url, BOLD)}   (after {seconds:.0f} s)", ""]
    lines += [f"    Agents    {url}/desk/", f"    Players   {url}/support/new", ""]
    if is_demo:
        lines += [f"    Demo sign-ins, all with the password {console.paint(PASSWORD, BOLD)}"]
        lines += [f"      {name + '@demo.test':<24} {role}" for name, role in SIGN_INS.items()]
        lines += ["", "    The data is in .data/ and stays. `make reset` drops it."]
    lines += ["    Ctrl-C stops everything.", ""]
    for line in lines:
        console.write(line)
