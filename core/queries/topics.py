"""What a notification is about, judged when it is read: whether the agent may (still) see it, and how much may be said.

`core` does not know tickets. The app that owns a kind of topic (`ticket:123`) registers who judges it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from core.models import Agent


@dataclass(frozen=True)
class Standing:
    """`is_visible`: the agent may see it now. `is_restricted`: nothing of its content leaves the desk."""

    is_visible: bool
    is_restricted: bool = False


Judge = Callable[[Agent, list[int]], Mapping[int, Standing]]
NONE, GONE = Standing(is_visible=True), Standing(is_visible=False)
_judges: dict[str, Judge] = {}


def judge_topics(kind: str, judge: Judge) -> None:
    """From now on `judge(agent, ids)` says how topics of this kind stand; ids that it leaves out are not visible."""
    _judges[kind] = judge


def standings_for(agent: Agent, topics: Iterable[str]) -> dict[str, Standing]:
    """How each topic stands for the agent, with one question for each kind; what has no topic is visible."""
    asked: dict[str, list[int]] = defaultdict(list)
    found = {"": NONE}
    for topic in dict.fromkeys(topics):
        kind, _colon, number = topic.partition(":")
        if kind in _judges and number.isdigit():
            asked[kind].append(int(number))
        elif topic:
            found[topic] = GONE
    for kind, ids in asked.items():
        judged = _judges[kind](agent, ids)
        found |= {f"{kind}:{pk}": judged.get(pk, GONE) for pk in ids}
    return found
