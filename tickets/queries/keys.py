"""The keys of the desk: which deed has which, and what an agent made of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from core.engines.pinyin import pinyin_words
from core.models import Agent
from tickets.models import KeyChoice

Text = str | Promise
_KEY = re.compile(r"(?:[\x21-\x7e]|Shift\+[a-z]|Space|Enter|[a-z] [a-z])")


@dataclass(frozen=True)
class Key:
    """A deed with its usual key, as `data-key` names it; `where` it counts: any, list, ticket or text."""

    usual: str
    label: Text
    where: str
    aliases: str = ""  # words under which the palette finds it besides


KEYS = (
    Key("?", gettext_lazy("Keys"), "any", "help shortcuts kuaijiejian"),
    Key("g d", gettext_lazy("Desk"), "any", "home"),
    Key("g c", gettext_lazy("Cases"), "any"),
    Key("/", gettext_lazy("Search"), "any", "find"),
    Key("Space", gettext_lazy("Next ticket"), "any", "take next"),
    Key("c", gettext_lazy("Phone note"), "any", "new call create"),
    Key("g i", gettext_lazy("My tickets"), "list", "inbox mine"),
    Key("g a", gettext_lazy("All tickets"), "list"),
    Key("g u", gettext_lazy("Unassigned"), "list"),
    Key("j", gettext_lazy("Next in the list"), "list", "down"),
    Key("k", gettext_lazy("Previous in the list"), "list", "up"),
    Key("x", gettext_lazy("Choose this ticket"), "list", "select tick"),
    Key("Shift+x", gettext_lazy("Choose up to this ticket"), "list", "select range"),
    Key("Shift+v", gettext_lazy("Save as a view of my own"), "list", "new view filter"),
    Key("[", gettext_lazy("Tab before"), "list", "previous tab"),
    Key("]", gettext_lazy("Next tab"), "list"),
    Key("Shift+w", gettext_lazy("Close the tab"), "list"),
    Key("i", gettext_lazy("Take"), "ticket", "claim mine"),
    Key("a", gettext_lazy("Assign"), "ticket", "give"),
    Key("h", gettext_lazy("Hand over"), "ticket", "transfer group zhuan"),
    Key("b", gettext_lazy("Ask a specialist"), "ticket", "escalate"),
    Key("z", gettext_lazy("Put aside"), "ticket", "snooze later"),
    Key("f", gettext_lazy("Come back later"), "ticket", "follow up remind"),
    Key("w", gettext_lazy("Watch"), "ticket", "follow subscribe unwatch"),
    Key("y", gettext_lazy("Priority"), "ticket", "urgent"),
    Key("e", pgettext_lazy("button", "Resolve"), "ticket", "solve done"),
    Key("Shift+e", gettext_lazy("Resolve and next"), "ticket", "solve done next"),
    Key("Shift+m", gettext_lazy("Merge into another ticket"), "ticket", "join duplicate"),
    Key("Shift+s", gettext_lazy("Split off"), "ticket", "separate"),
    Key("Shift+l", gettext_lazy("Link"), "ticket", "relate"),
    Key("o", gettext_lazy("Reopen"), "ticket"),
    Key("Shift+o", gettext_lazy("Open a work order"), "ticket", "task order gongdan gd"),
    Key("p", gettext_lazy("Player"), "ticket", "card"),
    Key("t", gettext_lazy("Timeline"), "ticket", "history events"),
    Key("u", gettext_lazy("Undo"), "ticket", "back cancel"),
    Key("r", pgettext_lazy("composer", "Reply"), "text", "answer huifu hf"),
    Key("s", pgettext_lazy("composer", "Ask"), "text", "wait question status"),
    Key("n", pgettext_lazy("composer", "Note"), "text", "internal beizhu bz"),
    Key("m", gettext_lazy("Macro"), "text", "template"),
)
USUAL = frozenset(key.usual for key in KEYS)
WHERE: tuple[tuple[str, Text], ...] = (
    ("any", gettext_lazy("Everywhere")),
    ("list", gettext_lazy("In the list")),
    ("ticket", gettext_lazy("On a ticket")),
    ("text", gettext_lazy("Writing")),
)


@dataclass(frozen=True)
class Keys:
    """What holds for one agent: `bindings` from the usual key to the chosen one."""

    has_single_keys: bool
    bindings: Mapping[str, str]

    def as_json(self) -> dict[str, object]:
        """For the page, where `static/js/behaviours/keys.js` reads it."""
        return {"single": self.has_single_keys, "own": dict(self.bindings)}


NO_OWN_KEYS = Keys(has_single_keys=True, bindings={})


def keys_of(agent: Agent) -> Keys:
    """The agent's keys; one statement."""
    row = KeyChoice.objects.filter(agent=agent).first()
    return chosen_keys(row.has_single_keys, row.bindings) if row else NO_OWN_KEYS


def chosen_keys(has_single_keys: bool, bindings: Mapping[str, str]) -> Keys:
    """What holds where this was chosen: a binding of a deed that is gone counts no more."""
    return Keys(has_single_keys, {usual: own for usual, own in bindings.items() if usual in USUAL})


def is_key(text: str) -> bool:
    """Whether the text names a key that can be chosen: `r`, `Shift+e`, `g i`, `Space`, `?`."""
    return _KEY.fullmatch(text) is not None and not ("A" <= text <= "Z" and len(text) == 1)


def clashes(bindings: Mapping[str, str]) -> dict[str, Text]:
    """Why a deed cannot have the key that `bindings` gives it, by usual key; deeds that are not named have theirs.

    No key belongs to two deeds, and none is also the first of a pair, which could then never be finished.
    """
    chosen = {key.usual: bindings.get(key.usual, key.usual) for key in KEYS}
    labels = {key.usual: key.label for key in KEYS}
    wrong: dict[str, Text] = {}
    for usual in bindings:
        own = chosen[usual]
        for other, theirs in chosen.items():
            if other == usual:
                continue
            if theirs == own:
                wrong[usual] = _("“%(deed)s” has this key already.") % {"deed": labels[other]}
            elif theirs.split(" ")[0] == own or (" " in own and theirs == own.split(" ")[0]):
                wrong[usual] = _("With “%(deed)s” one of the two could never be reached.") % {"deed": labels[other]}
    return wrong


@cache
def words_of(key: Key) -> str:
    """Under what else the palette finds the deed: both languages, pinyin, other names."""
    texts = []
    for language in ("zh-hans", "en"):
        with override(language):
            texts.append(str(format_lazy("{}", key.label)))
    return " ".join([*texts, *(pinyin_words(text) for text in texts), key.aliases]).strip()
