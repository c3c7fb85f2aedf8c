"""What the palette offers besides the keys of the page."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.engines.pinyin import pinyin_words
from core.enums import Permission
from core.models import Agent
from core.policies.permissions import has_anywhere, may_administer
from tickets.queries.keys import KEYS, words_of
from tickets.queries.saved_views import views_for

Command = dict[str, Any]
_MENU = "#ticket #more a[href$='/{}']"
_HEAD = "#conv-head a[href$='/{}']"
_BANNER = "#conv-banner a[href$='/{}']"


def commands_for(agent: Agent) -> list[Command]:
    """Everything that can be done by name, as `{id, label, group, words}` and one way to do it.

    The ways: `url` is gone to; `press` is the usual key of a deed of this page; `click` is a selector; `choose` names a
    list out of `choices_for` that is asked for next, while the page has what `on` selects; `set` is a look or a
    language. `words` are found as well: both languages, pinyin, other names. Two statements.
    """
    return [*_keys(), *_of_ticket(), *_places(agent), *_views(agent), *_looks()]


def _words(*texts: str) -> str:
    return " ".join(word for text in texts for word in (text, pinyin_words(text)) if word)


def _keys() -> Iterator[Command]:
    group = {"any": _("Everywhere"), "list": _("In the list"), "ticket": _("On a ticket"), "text": _("Writing")}
    for key in KEYS:
        if key.usual in {"j", "k", "a", "h", "y"}:  # moved by hand, or asked for with a name
            continue
        label = str(key.label)
        yield {
            "id": f"key {key.usual}",
            "label": label,
            "group": group[key.where],
            "press": key.usual,
            "words": words_of(key),
        }


def _of_ticket() -> Iterator[Command]:
    here = _("On a ticket")
    asked = [
        ("assign", _("Assign to…"), _HEAD.format("assign"), "a", "give zhipai zp"),
        ("hand_over", _("Hand over to…"), _HEAD.format("hand-over"), "h", "transfer zhuan zhuanjiao zj"),
        ("category", _("Category…"), _MENU.format("category"), "", "leibie lb fenlei fl"),
        ("priority", _("Priority…"), _MENU.format("priority"), "y", "urgent youxianji yxj"),
        ("macro", _("Insert macro…"), "#composer [popovertarget=macros]", "m", "template hong moban mb"),
    ]
    for name, label, on, key, more in asked:
        words = f"{_words(label)} {more}"
        found = {"id": f"choose {name}", "label": label, "group": here, "choose": name, "on": on, "words": words}
        yield found | ({"key": key} if key else {})
    links = [
        ("details", _("Subject and tags"), "biaoqian bq zhuti zt rename"),
        ("facts", _("Facts"), "xinxi xx"),
        ("link", _("Tracking link"), "lianjie lj zhuizong zz url"),
        ("close", pgettext("ticket", "Close"), "guanbi gb"),
        ("archive", _("Archive"), "guidang gd"),
        ("unmerge", _("Take apart again"), "quxiao hebing qxhb split unmerge"),
    ]
    for name, label, more in links:
        yield {
            "id": name,
            "label": label,
            "group": here,
            "click": _BANNER.format(name) if name == "unmerge" else _MENU.format(name),
            "words": f"{_words(label)} {more}",
        }


def _places(agent: Agent) -> Iterator[Command]:
    goto = _("Go to")
    places = [("notifications", _("Notifications"), "bell tz tongzhi"), ("desk_keys", _("My keys"), "shortcuts wdkjj")]
    if has_anywhere(agent, Permission.TICKET_REPLY):
        places.append(("own_macros", _("My macros"), "template wodehong"))
    places += [
        ("account_logout", _("Sign out"), "logout log off leave"),
        ("training", _("Practice"), "training onboarding lianxi lx drill"),
        ("preferences", _("Preferences"), "shezhi sz pianhao language yuyan"),
    ]
    if may_administer(agent):
        places.append(("desk_settings", _("Settings"), "macros tags categories hong biaoqian fenlei sz"))
        places.append(("admin:index", _("Administration"), "admin guanli gl"))
    for name, label, more in places:
        yield {
            "id": f"go {name}",
            "label": label,
            "group": goto,
            "url": reverse(name),
            "words": f"{_words(label)} {more}",
        }


def _views(agent: Agent) -> Iterator[Command]:
    for view in views_for(agent):
        yield {
            "id": f"view {view.slug}",
            "label": view.name,
            "group": _("Go to"),
            "url": reverse("desk_view", args=[view.slug]),
            "words": f"{view.slug} {_words(view.name_en, view.name_zh)}",
        }


def _looks() -> Iterator[Command]:
    orders = [("due", _("Due first")), ("waiting", _("Longest wait")), ("newest", _("Newest"))]
    for code, label in orders:
        text = _("Sort: %(order)s") % {"order": label}
        click = f"#orders a[href$='order={code}']"
        yield {"id": f"order {code}", "label": text, "group": _("In the list"), "click": click, "words": _words(text)}
    looks = [
        ("scheme", "", _("Colours: follow the system"), "auto theme xitong"),
        ("scheme", "light", _("Colours: light"), "theme qianse"),
        ("scheme", "dark", _("Colours: dark"), "theme night shense sense ss"),
        ("density", "compact", _("Compact rows on or off"), "density mianban midu"),
    ]
    for name, value, text, more in looks:
        click = f"#me-menu [data-set={name}][data-value='{value}']"
        words = f"{_words(text)} {more}"
        yield {"id": f"{name} {value}", "label": text, "group": _("Look"), "click": click, "words": words}
    for code, name in settings.LANGUAGES:
        click = f"#me-menu button[name=language][value='{code}']"
        words = f"language yuyan yy {code} {_words(str(name))} english yingwen zhongwen"
        yield {"id": f"language {code}", "label": str(name), "group": _("Language"), "click": click, "words": words}
