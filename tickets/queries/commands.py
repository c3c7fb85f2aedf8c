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
from players.queries.places import places_for
from tickets.queries.keys import KEYS, other_names, words_of
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
        ("assign", _("Assign to…"), _HEAD.format("assign"), "a", "give 指派 分派 zp"),
        ("hand_over", _("Hand over to…"), _HEAD.format("hand-over"), "h", "transfer move 转交 转派 转组 zhuan zj"),
        ("category", _("Category…"), _MENU.format("category"), "", "type topic 类别 分类 lb fl"),
        ("priority", _("Priority…"), _MENU.format("priority"), "y", "urgent 优先级 加急 yxj"),
        ("macro", _("Insert macro…"), "#composer [popovertarget=macros]", "m", "template canned 宏 模板 话术 mb"),
    ]
    for name, label, on, key, more in asked:
        words = " ".join([_words(label), *other_names(more)])
        found = {"id": f"choose {name}", "label": label, "group": here, "choose": name, "on": on, "words": words}
        yield found | ({"key": key} if key else {})
    links = [
        ("details", _("Subject and tags"), "rename title label 标签 主题 标题 改名 bq zt"),
        ("facts", _("Facts"), "details fields 信息 资料 xx"),
        ("link", _("Tracking link"), "url share 链接 追踪 查询链接 lj zz"),
        ("close", pgettext("ticket", "Close"), "end finish 关闭 关单 gb"),
        ("archive", _("Archive"), "store 归档 存档 gd"),
        ("unmerge", _("Take apart again"), "split unmerge 取消合并 拆开 qxhb"),
    ]
    for name, label, more in links:
        yield {
            "id": name,
            "label": label,
            "group": here,
            "click": _BANNER.format(name) if name == "unmerge" else _MENU.format(name),
            "words": " ".join([_words(label), *other_names(more)]),
        }


def _places(agent: Agent) -> Iterator[Command]:
    goto = _("Go to")
    places = [
        ("notifications", _("Notifications"), "bell messages 通知 消息 tz"),
        ("desk_keys", _("My keys"), "shortcuts hotkeys 快捷键 我的快捷键"),
    ]
    if has_anywhere(agent, Permission.TICKET_REPLY):
        places.append(("own_macros", _("My macros"), "template canned 我的宏 模板"))
    places += [
        ("account_logout", _("Sign out"), "logout log off leave 退出 登出"),
        ("training", _("Practice"), "training onboarding drill 练习 培训 lx"),
        ("preferences", _("Preferences"), "settings options language 设置 偏好 语言 时区 sz"),
    ]
    places += [(place.route, str(place.label), place.names) for place in places_for(agent)]
    if may_administer(agent):
        places.append(("desk_settings", _("Settings"), "macros tags categories 宏 标签 分类 设置 sz"))
        places.append(("admin:index", _("Administration"), "admin backend 管理 后台 gl"))
    for name, label, more in places:
        yield {
            "id": f"go {name}",
            "label": label,
            "group": goto,
            "url": reverse(name),
            "words": " ".join([_words(label), *other_names(more)]),
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
        ("scheme", "", _("Colours: follow the system"), "auto theme 系统 主题"),
        ("scheme", "light", _("Colours: light"), "light theme day bright white 浅色 白天 亮色 日间 主题"),
        (
            "scheme",
            "dark",
            _("Colours: dark"),
            "dark theme night mode black 深色 夜间 黑夜 暗色 黑色 夜间模式 主题 sense ss",
        ),
        ("density", "compact", _("Compact rows on or off"), "density dense 密度 紧凑 行距"),
    ]
    for name, value, text, more in looks:
        click = f"#me-menu [data-set={name}][data-value='{value}']"
        words = " ".join([_words(text), *other_names(more)])
        yield {"id": f"{name} {value}", "label": text, "group": _("Look"), "click": click, "words": words}
    for code, name in settings.LANGUAGES:
        click = f"#me-menu button[name=language][value='{code}']"
        words = f"language yuyan yy {code} {_words(str(name))} english yingwen zhongwen"
        yield {"id": f"language {code}", "label": str(name), "group": _("Language"), "click": click, "words": words}
