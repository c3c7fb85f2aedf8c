"""One ticket, seen through the examples of the schema: a stolen account, in the words of a player."""

from typing import Any

TICKET: dict[str, Any] = {
    "id": "4711",
    "number": 104711,
    "url": "https://desk.example.com/desk/tickets/104711",
    "game": "huanle",
    "channel": "api",
    "subject": "账号被盗了",
    "status": "open",
    "priority": "P1",
    "category": "AC-02",
    "urgency": 1,
    "impact": 2,
    "difficulty": 2,
    "group": "FL",
    "assignee": "12",
    "owner": "12",
    "player": {"id": "301", "uid": "hl-88213", "nickname": "小鱼儿", "locale": "zh-Hans"},
    "language": "zh-Hans",
    "emotion": "anxious",
    "core_demand": "找回账号",
    "in_game_now": False,
    "facts": {"last_login": "2026-11-20T21:40:00Z"},
    "tags": ["回访"],
    "signals": [],
    "restricted": False,
    "classification": {
        "category": "AC-02",
        "confidence": 0.91,
        "confident": True,
        "final": True,
        "alternatives": [{"category": "AC-01", "confidence": 0.06}],
        "reasons": ["“账号被盗” says AC-02"],
    },
    "resolution": {"summary": "", "root_cause": "", "satisfied": None},
    "snoozed_until": None,
    "created_at": "2026-11-21T02:10:00Z",
    "updated_at": "2026-11-21T02:12:30.481000Z",
    "first_response_at": "2026-11-21T02:12:30.481000Z",
    "resolved_at": None,
    "closed_at": None,
    "archived_at": None,
    "merged_into": None,
    "reopen_count": 0,
    "version": 3,
}
TRACKING_URL = "https://desk.example.com/support/t/f3k9Q2…"
OPENED = {**TICKET, "status": "new", "version": 1, "tracking_url": TRACKING_URL}
OPEN_REQUEST = {
    "game": "huanle",
    "subject": "账号被盗了",
    "body": "快点,我的账号被盗了,赶紧给我找回来!",
    "player": {"uid": "hl-88213", "nickname": "小鱼儿", "locale": "zh-Hans"},
    "category": "AC-02",
    "facts": {"last_login": "2026-11-20T21:40:00Z"},
    "in_game_now": False,
}
CHANGE_REQUEST = {"priority": "P1", "tags": ["回访"]}
FILE = {
    "id": "6f1f6c3e-2f0a-4a55-9d0f-0d2b1b0f7a11",
    "name": "login.png",
    "content_type": "image/png",
    "size": 48213,
    "state": "clean",
}
ATTACHMENT = {
    **FILE,
    "ticket": None,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "created_at": "2026-11-21T02:09:41Z",
    "url": "https://desk.example.com/files/WyI2ZjFm…/login.png",
}
MESSAGE = {
    "id": "9102",
    "seq": 2,
    "author": {"kind": "agent", "id": "12", "name": "林悦"},
    "visibility": "public",
    "body": "您先别急，我马上帮您查登录记录。",
    "attachments": [FILE],
    "created_at": "2026-11-21T02:12:30.481000Z",
}
MESSAGE_REQUEST = {"body": "您先别急，我马上帮您查登录记录。", "visibility": "public", "seen": 2}
EVENT = {
    "id": "0d7f4f66-0a0e-4c39-8f1d-7a2f5bb3f3a1",
    "seq": 4,
    "kind": "message.sent",
    "at": "2026-11-21T02:12:30.481000Z",
    "actor": {"kind": "agent", "id": "12", "name": "林悦"},
    "data": {"message_seq": 2, "version": 3, "is_human": True},
}
MACRO = {
    "id": "7",
    "code": "calm-down",
    "title": "先安抚",
    "body_zh": "{player}，您先别急，我马上帮您查。",
    "body_en": "{player}, I am on it right now.",
    "categories": ["AC"],
    "group": None,
}
VIEW: dict[str, Any] = {
    "id": "2",
    "slug": "mine",
    "name": "我的工单",
    "section": "mine",
    "owner": None,
    "audience": "all",
    "filters": {"assigned_to_me": True},
    "order": "due",
    "problems": [],
    "url": "https://desk.example.com/desk/views/mine",
}
BULK_REQUEST = {
    "action": "assign",
    "tickets": [{"id": "4711", "seen": 3}, {"id": "4712"}],
    "arguments": {"agent": "12"},
}
JOB = {
    "id": "31",
    "action": "assign",
    "state": "done",
    "total": 2,
    "done": 1,
    "skipped": 1,
    "created_at": "2026-11-21T02:12:30.481000Z",
    "finished_at": "2026-11-21T02:12:31.102000Z",
    "results": [
        {"ticket": "4711", "state": "done", "code": None, "detail": None},
        {"ticket": "4712", "state": "skipped", "code": "not_found", "detail": "不存在或无权查看"},
    ],
}
