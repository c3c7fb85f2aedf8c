"""What we never send to a player."""

import re
import unicodedata

from django.utils.translation import gettext as _

from core.errors import InvalidInput

_WORD_ZH = "(登录密码|账号密码|支付密码|密码|验证码|动态码|短信码)"
_ASK_ZH = "(请|麻烦|需要|把|将|给我|提供|发|告诉|报|输入|回复|说一下|讲一下)"
_GIVE_ZH = "(发给我|给我|告诉我|发一下|报一下|发过来|提供一下)"
_NEVER_ZH = (
    "(不要|切勿|请勿|勿|别|不会|不得|绝不|千万|从不|不能|不用|无需|不需要|修改|更改|重置|重设|找回|设置|保护|保管)"
)
_GAP = r"[^。！？!?；;\n]"
_ZH = re.compile(f"{_ASK_ZH}{_GAP}{{0,12}}{_WORD_ZH}|{_WORD_ZH}{_GAP}{{0,8}}{_GIVE_ZH}")
_EN = re.compile(
    r"\b(send|give|tell|share|provide|reply with|enter|what(?:'s| is))\b[^.!?\n]{0,30}"
    r"\b(password|passcode|pin code|verification code|one[- ]time code|otp|sms code)\b",
    re.IGNORECASE,
)
_NEVER_EN = re.compile(r"\b(never|do not|don't|not|nobody|no one|won't|will not|without)\b", re.IGNORECASE)


def asks_for_secret(text: str) -> str:
    """Return the words that ask the player for a password or a code, or an empty string (domain 2.5: never ask)."""
    normal = unicodedata.normalize("NFKC", text)
    for sentence in re.split(r"[。！？!?；;\n]|(?<=[a-z])\. ", normal):
        for pattern, never in ((_ZH, re.compile(_NEVER_ZH)), (_EN, _NEVER_EN)):
            match = pattern.search(sentence)
            if match and not never.search(sentence):
                return match.group()
    return ""


_UNFILLED = re.compile(r"\{\{\s*[A-Za-z_][\w.]*\s*\}\}")


def unfilled_gap(text: str) -> str:
    """Return the first placeholder of a prepared text that nobody filled in, or an empty string."""
    match = _UNFILLED.search(text)
    return match.group() if match else ""


def check_outgoing(text: str) -> None:
    """Raise `InvalidInput` when the reply asks for a password or a code, or has a placeholder that nobody filled."""
    gap = unfilled_gap(text)
    if gap:
        raise InvalidInput({"body": [_("“%(gap)s” is still to be filled in before a player reads it.") % {"gap": gap}]})
    words = asks_for_secret(text)
    if words:
        raise InvalidInput(
            {"body": [_("We never ask players for passwords or codes. Please change “%(words)s”.") % {"words": words}]}
        )
