"""Words for the placeholders of a conversation: drawn once a ticket, so that a thread speaks of one order."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from helpdesk.demo.content import Content, GameSeed, Language, RegionSeed

PLACEHOLDER = re.compile(r"\{(\w+)\}")
GAME_WORDS = ("gem", "item", "skin", "hero", "tier", "cup", "event", "reward")
SPOKEN_WORDS = ("agent", "colleague", "due")
ZONE = ZoneInfo("Asia/Shanghai")
GEMS_A_UNIT: Mapping[Language, int] = {"zh": 10, "en": 60}


@dataclass(frozen=True, slots=True)
class Scene:
    """Who plays what, and when it happened."""

    language: Language
    game: GameSeed
    region: RegionSeed
    nickname: str
    uid: str
    opened_at: datetime


def fill(text: str, words: Mapping[str, str]) -> str:
    """The text with every placeholder replaced; a word that is missing is an error."""
    return PLACEHOLDER.sub(lambda match: words[match.group(1)], text)


def draw_words(content: Content, scene: Scene, rng: random.Random) -> dict[str, str]:
    """Every word of a ticket except those that belong to a single step (`SPOKEN_WORDS`)."""
    words = {**_things(content, scene, rng), **_numbers(rng), **_moments(scene, rng), **_money(content, scene, rng)}
    words |= {"nick": scene.nickname, "uid": scene.uid, "version": scene.game.version}
    words["server"] = scene.region.name_zh if scene.language == "zh" else scene.region.name_en
    return words


def known_words(content: Content) -> frozenset[str]:
    """The names of all placeholders that a text may use."""
    game = content.games[0]
    scene = Scene("zh", game, game.regions[0], "n", "u", datetime(2026, 1, 2, tzinfo=ZONE))
    return frozenset(draw_words(content, scene, random.Random(0))) | frozenset(SPOKEN_WORDS)  # noqa: S311 -- no secret


def spoken_time(at: datetime, said_at: datetime, language: Language) -> str:
    """A moment as one says it: `20:34` today, `明天 09:10` tomorrow, with the date from then on."""
    local, today = at.astimezone(ZONE), said_at.astimezone(ZONE).date()
    days = (local.date() - today).days
    clock_time = f"{local:%H:%M}"
    if days == 0:
        return clock_time
    if days == 1:
        return f"明天 {clock_time}" if language == "zh" else f"{clock_time} tomorrow"
    return f"{_day(local, language)} {clock_time}" if language == "zh" else f"{clock_time} on {_day(local, language)}"


def _things(content: Content, scene: Scene, rng: random.Random) -> dict[str, str]:
    """Names from the lists of the game and of the world."""
    language = scene.language
    words = {name: rng.choice(scene.game.words[name][language]) for name in GAME_WORDS}
    skins = scene.game.words["skin"][language]
    words["skin2"] = next((skin for skin in skins if skin != words["skin"]), words["skin"])
    for name in ("city", "city2", "device", "os", "seat", "error", "beans", "left"):
        words[name] = rng.choice(content.words[name][language])
    words["opp"], words["opp2"] = rng.sample(content.players.opponents[language], 2)
    return words


def _numbers(rng: random.Random) -> dict[str, str]:
    """Counts and codes; `n2` is always smaller than `n`, and the codes belong to nobody."""
    n, pct = rng.randint(3, 6), rng.randint(31, 68)
    spans = {"count": (8, 29), "min": (11, 58), "sec": (18, 95), "ms": (80, 290), "hours": (4, 9), "days": (3, 9)}
    spans |= {"hand": (3, 28), "round": (2, 6), "rank": (2, 64), "pts": (12, 48)}
    words = {name: str(rng.randint(low, high)) for name, (low, high) in spans.items()}
    words |= {
        "n": str(n),
        "n2": str(n - rng.randint(1, 2)),
        "pct": str(pct),
        "pct2": str(pct + rng.choice([-2, -1, 1])),
    }
    words |= {"tail": f"{rng.randint(0, 9999):04d}", "match": f"{rng.randint(1000, 9999)}-{rng.randint(1000, 9999)}"}
    words |= {"express": f"TEST-{rng.randint(10**7, 10**8 - 1)}", "express2": f"TEST-{rng.randint(10**7, 10**8 - 1)}"}
    words["place"] = _ordinal(int(words["rank"]))
    words["code"] = f"XH0{_letters(rng, 1)}-{_letters(rng, 4)}-{_letters(rng, 4)}"
    return words


def _moments(scene: Scene, rng: random.Random) -> dict[str, str]:
    """Times around the opening, as the player and the staff would say them."""
    happened = scene.opened_at - timedelta(minutes=rng.randint(6, 55))
    local = happened.astimezone(ZONE)
    before = local - timedelta(days=1, minutes=rng.randint(30, 400))
    return {
        "at": local.isoformat(timespec="minutes"),
        "before": before.isoformat(timespec="minutes"),
        "hour": f"{local:%H:%M}",
        "hour2": f"{local + timedelta(minutes=rng.randint(70, 130)):%H:%M}",
        "date": _day(local - timedelta(days=rng.randint(1, 3)), scene.language),
        "later": _day(local + timedelta(days=rng.randint(5, 12)), scene.language),
        "order": _order(local, rng),
        "order2": _order(local + timedelta(minutes=1), rng),
    }


def _money(content: Content, scene: Scene, rng: random.Random) -> dict[str, str]:
    language = scene.language
    amount, total = rng.choice(content.words["amount"][language]), rng.choice(content.words["total"][language])
    pay = rng.choice(content.words["pay"][language])
    return {
        "amount": amount["text"],
        "amount_value": amount["value"],
        "total": total["text"],
        "total_value": total["value"],
        "gems": str(round(float(amount["value"]) * GEMS_A_UNIT[language])),
        "fee": rng.choice(content.words["fee"][language]),
        "pay": pay["text"],
        "pay_code": pay["code"],
    }


def _day(local: datetime, language: Language) -> str:
    return f"{local.month}月{local.day}日" if language == "zh" else f"{local.day} {local:%B}"


def _ordinal(number: int) -> str:
    """An English ordinal: 1st, 12th, 53rd."""
    ending = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _order(local: datetime, rng: random.Random) -> str:
    return f"{local:%Y%m%d}-{rng.randint(100000, 999999)}"


def _letters(rng: random.Random, length: int) -> str:
    return "".join(rng.choice("ABCDEFGHJKMNPQRSTUVWXYZ23456789") for _ in range(length))
