"""Which digits are a number of a person. Pure; each reader returns the mask, or nothing.

Identity numbers: GB 11643-1999, ISO 7064 MOD 11-2. Cards: ISO/IEC 7812 with the lengths that issuers use. Masks: an
identity number shows its first and last character, a phone 3 and 4, a card 4 and 4.
"""

import re
from collections.abc import Iterator
from datetime import date

from core.engines.digits import Run

_WEIGHTS, _CHECK = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
_ID = re.compile(r"[1-9]\d{5}(18|19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dX]")
_PROVINCES = {
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83, 91,
}  # fmt: skip
_CARDS = re.compile(
    r"4\d{12}(\d{3}){0,2}|5[0-8]\d{14}|(222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}"
    r"|3[47]\d{13}|3(0[0-5]|[689]\d)\d{11}|35(2[89]|[3-8]\d)\d{12}"
    r"|6[0-9]\d{14,17}|9558\d{12,15}"
)
_CARD_GAPS = re.compile(r"(4 )+[1-4]|4 6 [45]|6 1[0-3]|8 8|(1 ){12,18}1|1[3-9]")
_MOBILE = re.compile(r"(0086|86|0)?(1[3-9]\d{9})")
_MOBILE_GAPS = re.compile(r"((2|4|1) )?(11|3 8|7 4|3 4 4|3 3 5|4 4 3|4 3 4|5 6)|1[2-5]|(1 ){10,14}1")
_LABEL_END = r"(?:\s*(?:编号|号码|号|编码|码|id|no|nr|num|number|code))?[\s.:：#=为是is'\"“「（(【\[]{0,6}$"
_REFERENCE = re.compile(
    r"(?:订单|单号|流水|交易|商户|账单|凭证|发票|工单|对局|牌局|牌谱|局号|场次|比赛|房间|赛事|桌号|批次|兑换"
    r"|(?:游戏|角色|玩家|用户|账号|帐号|账户)\s*id|(?:user|player|game|account|role|character|room|table)[\s_-]*id"
    r"|uid|order|txn|transaction|trade|receipt|invoice|match|hand|room|ticket|session|ref|reference|sn|serial)"
    + _LABEL_END,
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(r"(?<![0-9])([A-Za-z_]+)$|(?<![A-Za-z0-9])([A-Z0-9]*[A-Z][A-Z0-9]*)[-.]$|#$")
_NAMES_A_NUMBER = re.compile(
    r"(tel|telephone|phone|mobile|cell|call|sms|card|visa|bank|wx|vx|qq|zfb|wechat|alipay|whatsapp)_?(no|num|number|id|nr)?_?",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"[A-Za-z]{0,3}\d|[A-Za-z_](?![A-Za-z])|[.,]\d|\s?(?:元|块钱|金币|金豆|欢乐豆|钻石|积分|经验|coins?\b|gold\b|gems?\b|points?\b)",
    re.IGNORECASE,
)
_AMOUNT_BEFORE = re.compile(r"[¥￥$€£]\s?$|\d[.,]$")
_NATIONAL = {
    1: (10, 10), 7: (10, 10), 20: (10, 10), 27: (9, 9), 30: (10, 10), 31: (9, 9), 32: (8, 9), 33: (9, 9), 34: (9, 9),
    36: (9, 9), 39: (9, 11), 41: (9, 9), 43: (9, 11), 44: (10, 10), 45: (8, 8), 46: (7, 10), 47: (8, 8), 48: (9, 9),
    49: (9, 11), 51: (9, 9), 52: (10, 11), 54: (10, 11), 55: (10, 11), 56: (9, 9), 57: (10, 10), 60: (8, 10),
    61: (9, 9), 62: (9, 12), 63: (10, 10), 64: (8, 10), 65: (8, 8), 66: (8, 9), 81: (9, 10), 82: (9, 10), 84: (9, 10),
    86: (11, 11), 90: (10, 10), 91: (10, 10), 92: (10, 10), 351: (9, 9), 353: (9, 9), 358: (9, 10), 380: (9, 9),
    420: (9, 9), 852: (8, 8), 853: (8, 8), 855: (8, 9), 856: (9, 10), 886: (9, 9), 880: (10, 10),
    966: (9, 9), 971: (9, 9), 972: (9, 9), 976: (8, 8),
}  # fmt: skip
_PLUS = re.compile(r"(?<![0-9A-Za-z])\+ ?[1-9](?:[ .\-()]{0,2}[0-9]){6,14}(?![0-9])")
_NANP = re.compile(r"1[2-9]\d{2}[2-9]\d{6}")


def is_identity_number(number: str) -> bool:
    """Whether 18 characters are an identity number: shape, a real day, checksum. The area is not judged."""
    if not _ID.fullmatch(number) or not _is_day(number[6:14]):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return _CHECK[total % 11] == number[17]


def passes_luhn(number: str) -> bool:
    """Whether the digits end with the check digit of ISO/IEC 7812."""
    digits = [int(digit) for digit in reversed(number)]
    return (sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10 == 0


def identity_number(number: str, runs: list[Run], text: str) -> str:
    """The mask of an identity number; its checksum makes it certain, whatever stands around it."""
    return f"{number[0]}****{number[17]}" if len(number) == 18 and is_identity_number(number) else ""


def old_identity_number(number: str, runs: list[Run], text: str) -> str:
    """The mask of one of 15 digits, which has no checksum: a province, and a day of the 20th century."""
    if len(number) != 15 or not number.isdigit() or len(runs) > 3 or int(number[:2]) not in _PROVINCES:
        return ""
    if not _is_day(f"19{number[6:12]}") or _is_reference(runs, text):
        return ""
    return f"{number[0]}****{number[-1]}"


def bank_card(number: str, runs: list[Run], text: str) -> str:
    """The mask of a bank card: an issuer's digits and length, Luhn, and gaps as on a card."""
    if not (13 <= len(number) <= 19 and number.isdigit() and _CARDS.fullmatch(number) and passes_luhn(number)):
        return ""
    if not _CARD_GAPS.fullmatch(_gaps(runs)) or _is_reference(runs, text):
        return ""
    return f"{number[:4]}****{number[-4:]}"


def mobile_phone(number: str, runs: list[Run], text: str) -> str:
    """The mask of a mobile number of mainland China, with or without 86 or 0086."""
    found = _MOBILE.fullmatch(number)
    if not found or not _MOBILE_GAPS.fullmatch(_gaps(runs)) or _is_reference(runs, text):
        return ""
    return f"{found[2][:3]}****{found[2][-4:]}"


def international_phone(text: str) -> Iterator[tuple[int, int, str]]:
    """Where phone numbers with `+` stand, and their masks: a country that is called so, with as many digits."""
    for match in _PLUS.finditer(text) if "+" in text else ():
        digits = "".join(char for char in match.group() if char.isdigit())
        if _is_callable(digits):
            code = _country(digits)
            mask = f"{digits[2:5]}****{digits[-4:]}" if code == "86" else f"+{code}****{digits[-4:]}"
            yield match.start(), match.end(), mask


def _country(digits: str) -> str:
    return next((digits[:size] for size in (1, 2, 3) if int(digits[:size]) in _NATIONAL), "")


def _is_callable(digits: str) -> bool:
    code = _country(digits)
    if not code:
        return False
    least, most = _NATIONAL[int(code)]
    return least <= len(digits) - len(code) <= most and (code != "1" or bool(_NANP.fullmatch(digits)))


def _gaps(runs: list[Run]) -> str:
    return " ".join(str(len(run.digits)) for run in runs)


def _is_day(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) is not None
    except ValueError:
        return False


def _is_reference(runs: list[Run], text: str) -> bool:
    """Whether the words around say that this is an id or an amount and no number of a person."""
    start, end = runs[0].start, runs[-1].end
    before = text[max(0, start - 24) : start]
    if _GOES_ON.match(text, end) or _AMOUNT_BEFORE.search(before) or _REFERENCE.search(before):
        return True
    word = _WORD_BEFORE.search(before)
    return word is not None and not _NAMES_A_NUMBER.fullmatch(word[1] or word[2] or "")
