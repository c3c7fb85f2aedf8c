"""The words of the search language, in both languages: operators and the values that are the same everywhere.

The first name of an operator is the one that everything else uses; names and values are compared folded.
"""

from collections.abc import Mapping
from types import MappingProxyType

from tickets.engines.search_text import folded

OPERATORS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "status": ("状态",),
        "priority": ("prio", "优先级", "级别"),
        "group": ("组", "技能组", "小组"),
        "category": ("cat", "分类", "类别"),
        "assignee": ("处理人", "受理人", "客服", "assigned"),
        "player": ("玩家", "昵称"),
        "game": ("游戏",),
        "tag": ("tags", "标签"),
        "language": ("lang", "语言"),
        "channel": ("渠道",),
        "is": ("是",),
        "has": ("含", "带"),
        "created": ("on", "创建", "建立", "建单", "提交", "opened"),
        "after": ("since", "晚于", "起"),
        "before": ("until", "早于", "止"),
        "number": ("id", "no", "工单", "工单号", "编号", "单号"),
        "email": ("mail", "邮箱"),
        "order": ("订单", "订单号"),
    }
)

VALUES: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "status": {
            "new": ("新工单", "新建", "新"),
            "open": ("处理中", "in_progress"),
            "pending": ("等玩家", "待玩家", "待回复", "waiting", "waiting_for_the_player"),
            "on_hold": ("专员处理中", "等专员", "specialist", "with_a_specialist", "hold", "onhold"),
            "resolved": ("已解决", "solved"),
            "closed": ("已关闭", "已关", "关闭"),
            "unsolved": ("未解决", "alive", "unresolved"),
        },
        "priority": {
            "P0": ("0", "特急"),
            "P1": ("1", "紧急", "urgent"),
            "P2": ("2", "高", "high"),
            "P3": ("3", "普通", "中", "normal"),
            "P4": ("4", "低", "low"),
        },
        "language": {
            "zh-Hans": ("zh", "cn", "中文", "chinese", "汉语"),
            "en": ("英文", "英语", "english"),
            "und": ("其他", "other", "unknown"),
        },
        "channel": {
            "web": ("网页", "网页表单", "form"),
            "in_game": ("游戏内", "ingame", "game"),
            "chat": ("在线聊天", "聊天"),
            "email": ("邮件", "mail"),
            "phone": ("电话",),
            "api": ("接口",),
        },
        "is": {
            "open": ("未结束", "处理中", "unresolved"),
            "unread": ("未读",),
            "mine": ("我的", "me"),
            "unassigned": ("未分配", "无人处理"),
            "overdue": ("超时", "已超时", "逾期", "late"),
            "archived": ("已归档", "归档"),
            "restricted": ("限制查看", "受限", "保密"),
        },
        "has": {
            "attachment": ("附件", "file", "files", "attachments", "文件", "截图"),
            "note": ("备注", "内部备注", "notes"),
        },
    }
)
ME, NOBODY = ("me", "我", "本人"), ("none", "nobody", "无", "没有", "未分配")


def key_of(word: str) -> str:
    """The form in which names and values are compared: folded, without blanks, - and _."""
    return "".join(char for char in folded(word.strip())[0] if char not in " -_")


def operator_named(name: str) -> str:
    """The operator of that name in either language, or an empty string."""
    return _OPERATORS.get(key_of(name), "")


def value_named(operator: str, word: str) -> str:
    """The value of an operator with fixed values that is called so, or an empty string."""
    return _VALUES[operator].get(key_of(word), "")


def is_me(word: str) -> bool:
    """Whether the word means who is asking."""
    return key_of(word) in _ME


def is_nobody(word: str) -> bool:
    """Whether the word means that there is nobody."""
    return key_of(word) in _NOBODY


def shown_values(operator: str, *, chinese: bool) -> list[str]:
    """What to offer for an operator with fixed values."""
    return [
        aliases[0] if chinese and not aliases[0].isascii() else value for value, aliases in VALUES[operator].items()
    ]


def _index(names: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {key_of(alias): name for name, aliases in names.items() for alias in (name, *aliases)}


_OPERATORS = _index(OPERATORS)
_VALUES = {operator: _index(values) for operator, values in VALUES.items()}
_ME, _NOBODY = {key_of(word) for word in ME}, {key_of(word) for word in NOBODY}
