"""One day of one account, told as its game server tells it: events with ids that are the same whenever it is told."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from core import clock
from helpdesk.demo.games.cast import Role

HEARTBEAT = 5  # minutes
ITEMS = (
    ("赤曜战甲", "328.00"),
    ("沉渊之刃", "648.00"),
    ("鎏金牌桌", "128.00"),
    ("星钻 ×2000", "198.00"),
    ("皮肤·霜羽", "88.00"),
)
NETWORKS = ("wifi", "4g", "5g")


@dataclass
class Tale:
    """What happens on the day; moments are minutes after the local midnight, and may lie on the night after it."""

    role: Role
    day: date
    seed: int
    rng: random.Random
    events: list[tuple[datetime, dict[str, Any]]] = field(default_factory=list)

    def say(self, minute: float, kind: str, **data: Any) -> None:
        """The game reports that something happened."""
        at = self.moment(minute)
        number, role = len(self.events), self.role
        name = f"play-{self.seed}-{role.way}-{role.uid}-{self.day:%Y%m%d}-{number}"
        told = {"id": name, "kind": kind, "uid": role.uid, "game": role.game, "at": wire(at), "data": data}
        self.events.append((at, told))

    def moment(self, minute: float) -> datetime:
        """The instant at which a clock on the wall of the game shows this minute of the day."""
        whole = int(minute)
        return clock.at_local(self.role.zone.key, self.day, whole) + timedelta(minutes=minute - whole)

    def session(self, begins: float, minutes: float, *, device: str = "", region: str = "", net: str = "") -> str:
        """Sign in, play with a report every five minutes, sign out; the id of the sign-in."""
        session = f"{self.role.uid}-{self.day:%Y%m%d}-{len(self.events)}"
        started = {"session": session, "started_at": wire(self.moment(begins))}
        self.login(begins - 0.5, session, device=device, region=region, net=net)
        for beat in range(0, int(minutes), HEARTBEAT):
            self.say(begins + beat, "play", **started)
        self.say(begins + minutes, "play", **started, ended_at=wire(self.moment(begins + minutes)))
        self.say(begins + minutes + 0.2, "logout", session=session)
        return session

    def login(
        self, minute: float, session: str, *, ok: bool = True, device: str = "", region: str = "", net: str = ""
    ) -> None:
        """A sign-in from the account's own device and region, unless others are given."""
        place = {"device": device or self.home("phone"), "region": region or self.role.region}
        own = random.Random(f"net {self.role.uid}")  # noqa: S311 -- demo data, no secret
        address = net or f"198.51.{own.randrange(200)}.{self.rng.randrange(1, 250)}"
        self.say(minute, "login", session=session, ok=ok, ip=address, os="Android 15", app_version="5.8.2", **place)

    def home(self, what: str) -> str:
        """A device that this account has always had."""
        return f"{what}-{self.role.game}-{self.role.uid}"

    def pay(self, minute: float, amount: int, *, status: str = "paid", payer: str = "") -> str:
        """An order of so many whole units; its id."""
        order = f"{self.role.game[:2].upper()}{self.day:%y%m%d}{self.role.uid}{len(self.events):03d}"
        channel = self.rng.choice(("wechat", "alipay", "app_store"))
        money = {"order": order, "amount": f"{amount}.00", "currency": self.role.currency, "channel": channel}
        self.say(minute, "payment", **money, status=status, payer=payer or self.home("payer"))
        return order

    def give_back(self, minute: float, kind: str, order: str, amount: int) -> None:
        """A refund or a chargeback of an order."""
        self.say(minute, kind, order=order, amount=f"{amount}.00", currency=self.role.currency)

    def matches(self, begins: float, minutes: float) -> None:
        """Matches one after the other while somebody plays; of cards also hands, and now and then the line breaks."""
        at, number = begins + 3, 0
        while at + 16 < begins + minutes:
            length, number = self.rng.uniform(9, 16), number + 1
            match = f"m-{self.role.uid}-{self.day:%Y%m%d}-{int(at)}"
            self._match(match, at, length)
            at += length + self.rng.uniform(1, 4)

    def _match(self, match: str, at: float, length: float) -> None:
        times = {"started_at": wire(self.moment(at)), "ended_at": wire(self.moment(at + length))}
        if self.role.kind == "cards":
            for hand in range(1, 4):
                record = f"局 {hand}: 底牌 3♠ 7♥ K♦; 地主 1 号位; 得分 {self.rng.choice((-2, 1, 2, 4))}"
                self.say(at + length * hand / 4, "hand", match=match, hand=str(hand), record=record)
        if self.rng.random() < 0.12:
            self.say(
                at + length / 2,
                "disconnect",
                match=match,
                seconds=self.rng.randrange(5, 240),
                network=self.rng.choice(NETWORKS),
            )
        self.say(at + length, "match", match=match, name="周五锦标赛", rank=self.rng.randrange(1, 33), **times)

    def carry_away(self, minute: float, pieces: int, to: str) -> None:
        """Items go to another account, one after the other."""
        for piece in range(pieces):
            item, value = ITEMS[piece % len(ITEMS)]
            self.say(minute + 2 * piece, "asset_out", item=item, quantity=1, value=value, to_uid=to)


def wire(at: datetime) -> str:
    """A moment as game servers write it."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
