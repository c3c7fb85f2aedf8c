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
    aliases: str = ""  # words under which the palette finds it besides; Chinese ones also by pinyin


KEYS = (
    Key("?", gettext_lazy("Keys"), "any", "help shortcuts hotkeys keyboard 帮助 快捷键"),
    Key("g d", gettext_lazy("Desk"), "any", "home start 首页 主页"),
    Key("g c", gettext_lazy("Cases"), "any", "escalations 升级 专案"),
    Key("/", gettext_lazy("Search"), "any", "find look 查找 搜索"),
    Key("Space", gettext_lazy("Next ticket"), "any", "take next 领下一单"),
    Key("c", gettext_lazy("Phone note"), "any", "new call create 电话 来电 新建 新工单"),
    Key("g i", gettext_lazy("My tickets"), "list", "inbox mine 我的"),
    Key("g a", gettext_lazy("All tickets"), "list", "everything 全部"),
    Key("g u", gettext_lazy("Unassigned"), "list", "waiting nobody 未分配 待领"),
    Key("j", gettext_lazy("Next in the list"), "list", "down"),
    Key("k", gettext_lazy("Previous in the list"), "list", "up"),
    Key("x", gettext_lazy("Choose this ticket"), "list", "select tick 选中 勾选"),
    Key("Shift+x", gettext_lazy("Choose up to this ticket"), "list", "select range 多选"),
    Key("Shift+v", gettext_lazy("Save as a view of my own"), "list", "new view filter 视图 筛选"),
    Key("[", gettext_lazy("Tab before"), "list", "previous tab"),
    Key("]", gettext_lazy("Next tab"), "list"),
    Key("Shift+w", gettext_lazy("Close the tab"), "list"),
    Key("i", gettext_lazy("Take"), "ticket", "claim mine pick 领取 认领 接单"),
    Key("a", gettext_lazy("Assign"), "ticket", "give"),
    Key("h", gettext_lazy("Hand over"), "ticket", "transfer group zhuan"),
    Key("b", gettext_lazy("Ask a specialist"), "ticket", "escalate 升级 专员 专家"),
    Key("z", gettext_lazy("Put aside"), "ticket", "snooze later hide postpone 稍后 推迟 暂放"),
    Key("f", gettext_lazy("Come back later"), "ticket", "follow up remind reminder 提醒 跟进"),
    Key("w", gettext_lazy("Watch"), "ticket", "follow subscribe unwatch 订阅"),
    Key("y", gettext_lazy("Priority"), "ticket", "urgent"),
    Key("e", pgettext_lazy("button", "Resolve"), "ticket", "solve done finish 完成 结单"),
    Key("Shift+e", gettext_lazy("Resolve and next"), "ticket", "solve done next 完成 结单"),
    Key("Shift+m", gettext_lazy("Merge into another ticket"), "ticket", "join duplicate combine 合并 并单 重复"),
    Key("Shift+s", gettext_lazy("Split off"), "ticket", "separate divide 分拆 拆开 分单"),
    Key("Shift+c", gettext_lazy("Ask for consent"), "ticket", "agree freeze 同意 冻结 征求"),
    Key("Shift+l", gettext_lazy("Link"), "ticket", "relate related connect 链接 相关"),
    Key("o", gettext_lazy("Reopen"), "ticket", "open again 重开 重新打开"),
    Key("Shift+o", gettext_lazy("Open a work order"), "ticket", "task order gongdan gd 内部工单 协查"),
    Key("p", gettext_lazy("Player"), "ticket", "card profile customer 用户 资料"),
    Key("t", gettext_lazy("Timeline"), "ticket", "history events log 历史 记录 日志"),
    Key("u", gettext_lazy("Undo"), "ticket", "back cancel revert 撤回 取消"),
    Key("r", pgettext_lazy("composer", "Reply"), "text", "answer huifu hf 答复 回信"),
    Key("s", pgettext_lazy("composer", "Ask"), "text", "wait question status 询问 追问"),
    Key("n", pgettext_lazy("composer", "Note"), "text", "internal beizhu bz comment 备注"),
    Key("m", gettext_lazy("Macro"), "text", "template canned 模板 快捷语 话术"),
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
    return " ".join([*texts, *filter(None, map(pinyin_words, texts)), *other_names(key.aliases)])


def other_names(names: str) -> list[str]:
    """Other names of a deed, Chinese ones also spelled out; the initials belong to the labels, which are fewer."""
    spelled = [word for name in names.split() for word in pinyin_words(name).split() if len(word) > len(name)]
    return [*names.split(), *spelled]
