"""One way to cut text for search, used for what is stored and for what is asked.

Runs of Han characters become overlapping pairs (`账号被盗` → `账号 号被 被盗`), Latin words and numbers stay whole and
lower-case. A question is answered by phrases of the same pairs, so a two-character word is found everywhere it stands.
"""

import re
import unicodedata

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_HAN}]+|[a-z0-9](?:[a-z0-9_\-]*[a-z0-9])?", re.IGNORECASE)
_IS_HAN = re.compile(rf"[{_HAN}]")
MAX_STORED = 20_000
MAX_TERMS = 32


def tokens_of(text: str) -> list[list[str]]:
    """Return one list of tokens for each run of characters: pairs for Han text, one lower-case word for Latin text."""
    normal = unicodedata.normalize("NFKC", text).lower()
    return [_cut(match.group()) for match in _TOKEN.finditer(normal)]


def stored_text(text: str) -> str:
    """Return what goes into `to_tsvector('simple', …)`: every token and, for a single Han character, itself."""
    tokens: list[str] = []
    for run in tokens_of(text[:MAX_STORED]):
        tokens.extend(run)
        if _IS_HAN.match(run[0]) and len(run[-1]) == 2:
            tokens.append(run[-1][1])  # the last character begins no pair; alone it stays findable by prefix
    return " ".join(tokens)


def query_text(text: str) -> str:
    """Return a `to_tsquery('simple', …)` expression, or an empty string when nothing can be searched.

    Every run must occur as a phrase; the last one also as a prefix, because people stop typing in mid-word.
    """
    runs = tokens_of(text[:400])[:MAX_TERMS]
    phrases = []
    for index, run in enumerate(runs):
        last = index == len(runs) - 1
        parts = [f"'{token}'" for token in run]
        if last or len(run[-1]) == 1:
            parts[-1] += ":*"
        phrases.append("(" + " <-> ".join(parts) + ")" if len(parts) > 1 else parts[0])
    return " & ".join(phrases)


def _cut(run: str) -> list[str]:
    if not _IS_HAN.match(run):
        return [run]
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]
