"""Ratings as they are stored: inputs that can be rated again, and answers that can be compared bit by bit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from players.engines.decay import MICRO
from players.engines.risk import Contribution, Hit, Inputs, Memory, Override, Rated, Rating, rate
from players.engines.risk_rules import Rules

WHY = 5
"""How many contributions explain a level."""


def points(micro: int) -> str:
    """Millionths as points with six decimals: `22.500000`."""
    return f"{micro // MICRO}.{micro % MICRO:06d}"


def inputs_record(inputs: Inputs) -> dict[str, Any]:
    """The inputs as JSON values; `inputs_from` reads them back without a loss."""
    return {
        "at": _told(inputs.at),
        "hits": [_hit_record(hit) for hit in inputs.hits],
        "memory": {code: memory_record(memory) for code, memory in sorted(inputs.memory.items())},
        "overrides": [
            {
                "ref": one.ref,
                "target": one.target,
                "kind": one.kind,
                "level": one.level,
                "decided_at": _told(one.decided_at),
            }
            for one in inputs.overrides
        ],
        "unknown": sorted(inputs.unknown),
        "is_verified_minor": inputs.is_verified_minor,
    }


def _hit_record(hit: Hit) -> dict[str, Any]:
    return {
        "ref": hit.ref,
        "code": hit.code,
        "source": hit.source,
        "strength": hit.strength,
        "at": _told(hit.at),
        "known_at": _told(hit.known_at),
        "marks": list(hit.marks),
    }


def inputs_from(record: Mapping[str, Any]) -> Inputs:
    """The inputs that were stored."""
    return Inputs(
        at=_read(record["at"]),
        hits=tuple(_hit_from(row) for row in record["hits"]),
        memory={code: memory_from(row) for code, row in record["memory"].items()},
        overrides=tuple(Override(**{**row, "decided_at": _read(row["decided_at"])}) for row in record["overrides"]),
        unknown=frozenset(record["unknown"]),
        is_verified_minor=record["is_verified_minor"],
    )


def _hit_from(row: Mapping[str, Any]) -> Hit:
    return Hit(
        row["ref"],
        row["code"],
        row["source"],
        row["strength"],
        _read(row["at"]),
        _read(row["known_at"]),
        tuple(row["marks"]),
    )


def memory_record(memory: Memory) -> dict[str, Any]:
    """What the next evaluation has to know, as JSON values."""
    return {
        "level": memory.level,
        "below": [_told(moment) if moment else None for moment in memory.below],
        "judged_at": _told(memory.judged_at) if memory.judged_at else None,
    }


def memory_from(row: Mapping[str, Any]) -> Memory:
    """What `memory_record` kept."""
    first, second = (_read(text) if text else None for text in row["below"])
    return Memory(row["level"], (first, second), _read(row["judged_at"]) if row["judged_at"] else None)


def rating_record(rating: Rating) -> dict[str, Any]:
    """The answer as JSON values, whole: equal ratings have equal records."""
    return {
        "overall": _rated_record(rating.overall),
        "dimensions": {one.code: _rated_record(one) for one in rating.dimensions},
        "fired": [
            {"code": f.code, "dimension": f.dimension, "level": f.level, "known_at": _told(f.known_at), "ref": f.ref}
            for f in rating.fired
        ],
    }


def _rated_record(rated: Rated) -> dict[str, Any]:
    return {
        "score": rated.score,
        "computed": rated.computed,
        "level": rated.level,
        "memory": memory_record(rated.memory),
        "override": rated.override,
        "is_known": rated.is_known,
        "unknown": list(rated.unknown),
        "is_kept": rated.is_kept,
    }


def contributions_record(rating: Rating) -> list[dict[str, Any]]:
    """Every contribution, the heaviest first."""
    return [_contribution_record(one) for one in rating.contributions]


def _contribution_record(one: Contribution) -> dict[str, Any]:
    return {"ref": one.hit.ref, "code": one.hit.code, "dimension": one.dimension, "full": one.full, "now": one.now}


def memories(record: Mapping[str, Any]) -> dict[str, Memory]:
    """What the evaluation that was stored as `record` leaves for the next one."""
    rated = {"overall": record["overall"], **record["dimensions"]}
    return {code: memory_from(row["memory"]) for code, row in rated.items()}


def same_again(rules: Rules, inputs: Mapping[str, Any], result: Mapping[str, Any]) -> bool:
    """Whether the stored inputs still give the stored result, bit by bit."""
    return rating_record(rate(rules, inputs_from(inputs))) == result


def _told(moment: datetime) -> str:
    return moment.isoformat()


def _read(text: str) -> datetime:
    return datetime.fromisoformat(text)
