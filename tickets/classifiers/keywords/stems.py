"""A small English stemmer: enough that charged, charges and charging meet, and nothing cleverer than that."""

from functools import lru_cache
from typing import Final

IRREGULAR: Final = {
    "bought": "buy", "paid": "pay", "stole": "steal", "stolen": "steal", "lost": "lose", "got": "get", "gotten": "get",
    "sent": "send", "spent": "spend", "went": "go", "gone": "gone", "took": "take", "taken": "take", "gave": "give",
    "given": "give", "told": "tell", "said": "say", "sold": "sell", "won": "win", "threw": "throw", "thrown": "throw",
    "froze": "freeze", "frozen": "freeze", "kept": "keep", "left": "leave", "forgot": "forget", "forgotten": "forget",
    "came": "come", "saw": "see", "seen": "see", "did": "do", "does": "do", "done": "do", "made": "make",
    "children": "child", "kids": "kid", "knives": "knife", "men": "man", "women": "woman", "lives": "life",
    "died": "die", "dying": "die", "dead": "dead", "lying": "lie", "fraudulent": "fraud", "used": "use",
    "chose": "choose", "broke": "break", "broken": "break", "began": "begin", "felt": "feel", "shot": "shoot",
    "hid": "hide", "ran": "run", "wrote": "write", "written": "write", "news": "news", "always": "always",
    "pls": "please", "plz": "please", "acc": "account", "acct": "account", "accounts": "account", "pw": "password",
    "pwd": "password", "u": "you", "ur": "your", "thx": "thanks", "ty": "thanks", "cos": "because", "bc": "because",
    "msg": "message", "msgs": "message", "dc": "disconnect", "dced": "disconnect", "evening": "evening",
    "evenings": "evening", "pleased": "pleased",
    "subscription": "subscription", "programme": "program", "colour": "color",
}  # fmt: skip
KEEP: Final = frozenset({
    "bus", "this", "his", "its", "was", "has", "does", "as", "is", "us", "yes", "gas", "boss", "unless", "less",
    "press", "address", "access", "class",
})  # fmt: skip


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a lower-case word; words that are not plain letters come back as they are."""
    if word in IRREGULAR:
        word = IRREGULAR[word]
    elif len(word) > 3 and word.isascii() and word.isalpha() and word not in KEEP:
        word = _strip(word)
    else:
        return word
    return _undouble(word.removesuffix("e")) if len(word) > 3 else word


def _strip(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if word.endswith("ing") and len(word) > 5:
        return word[:-3]
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("ed") and len(word) > 4:
        return word[:-2]
    return word


def _undouble(word: str) -> str:
    if len(word) > 3 and word[-1] == word[-2]:
        return word[:-1]
    return word
