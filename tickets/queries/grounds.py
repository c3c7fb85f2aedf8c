"""Why somebody has a ticket, said in the reader's language from the codes that the event keeps."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.enums import Tongue
from knowledge.engines.taxonomy import load_taxonomy

Facts = Mapping[str, Any]
MINUTE, HOUR, DAY = 60, 3600, 86_400


def why_text(reasons: Iterable[Facts]) -> str:
    """The grounds as one line; codes that this release does not know are left out."""
    told = ((_TELLERS.get(str(reason.get("code"))), reason) for reason in reasons)
    return _(", ").join(teller(reason) for teller, reason in told if teller is not None)


def group_name(code: str) -> str:
    """The group's name in the reader's language."""
    group = load_taxonomy().groups.get(code)
    return in_language(group.zh, group.en) if group else code


def in_language(zh: str, en: str) -> str:
    """Of the two names the reader's."""
    return en if (get_language() or "").startswith("en") else zh


def _group(facts: Facts) -> str:
    return _("group %(group)s") % {"group": group_name(str(facts.get("group", "")))}


def _language(facts: Facts) -> str:
    return _("answers in %(language)s") % {"language": _tongue(facts)}


def _language_waived(facts: Facts) -> str:
    return _("nobody there answers in %(language)s") % {"language": _tongue(facts)}


def _tongue(facts: Facts) -> str:
    code = str(facts.get("language", ""))
    return str(Tongue(code).label) if code in Tongue.values else code


def _skill(facts: Facts) -> str:
    return _("%(skill)s level %(level)s") % {"skill": _name(facts), "level": facts.get("level", "")}


def _level_waived(facts: Facts) -> str:
    return _("%(skill)s level %(level)s, nobody better was free") % {"skill": _name(facts), "level": facts.get("level")}


def _skill_waived(facts: Facts) -> str:
    return _("nobody with %(skill)s was free") % {"skill": _name(facts)}


def _name(facts: Facts) -> str:
    return in_language(str(facts.get("zh", "")), str(facts.get("en", "")))


def _load(facts: Facts) -> str:
    return _("%(active)s of %(capacity)s tickets") % {"active": facts.get("active"), "capacity": facts.get("capacity")}


def _waited(facts: Facts) -> str:
    seconds = int(facts.get("seconds") or 0)
    if seconds < MINUTE:
        return _("waited less than a minute")
    if seconds < HOUR:
        return ngettext("waited %(n)d min", "waited %(n)d min", seconds // MINUTE) % {"n": seconds // MINUTE}
    if seconds < DAY:
        return ngettext("waited %(n)d hour", "waited %(n)d hours", seconds // HOUR) % {"n": seconds // HOUR}
    return ngettext("waited %(n)d day", "waited %(n)d days", seconds // DAY) % {"n": seconds // DAY}


_TELLERS: dict[str, Callable[[Facts], str]] = {
    "group": _group,
    "language": _language,
    "language_waived": _language_waived,
    "skill": _skill,
    "level_waived": _level_waived,
    "skill_waived": _skill_waived,
    "load": _load,
    "waited": _waited,
}
