"""The linear head: from vectors and what the rules found to a share for each category, and how it is trained."""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tickets.classifiers.model.encoders import Encoder, Vectors

Floats = NDArray[np.float32]

RULES_WEIGHT: Final = 0.25
"""How much the rules' scores count beside the vectors; chosen by cross-validation on the part that is trained on."""
SPREAD: Final = 10.0
"""Inverse strength of the ridge, as the usual `C` of logistic regression; chosen likewise."""
ROUNDS: Final = 400
CLOSE: Final = 1e-4
FORMAT: Final = 1


class HeadBroken(Exception):
    """These bytes are no head that this code can use."""


@dataclass(frozen=True, slots=True)
class Shares:
    """What the head says about one text: a share for each second-level category; together they are 1."""

    of: Mapping[str, float]

    def family(self, first_level: str) -> float:
        """The share of a whole first-level category."""
        return sum(share for code, share in self.of.items() if code.startswith(f"{first_level}-"))

    def ranked(self) -> list[str]:
        """All categories: the likeliest family first, in it the likeliest member; then the rest by share."""
        families: dict[str, float] = {}
        for code, share in self.of.items():
            families[code[:2]] = families.get(code[:2], 0.0) + share
        best_family = max(families, key=lambda name: families[name])
        first = max((code for code in self.of if code.startswith(best_family)), key=lambda code: self.of[code])
        return [first, *sorted((code for code in self.of if code != first), key=lambda code: -self.of[code])]


@dataclass(frozen=True, slots=True)
class Head:
    """Trained weights. `encoder` names the one whose vectors it understands; `facts` tells what it was trained on."""

    codes: tuple[str, ...]
    encoder: str
    center: Floats
    scale: float
    weights: Floats
    bias: Floats
    facts: Mapping[str, Any]

    def shares(self, vectors: Vectors, scores: Sequence[Mapping[str, float]]) -> list[Shares]:
        """Return what the head says of each text; `scores` are the rules' scores by category."""
        logits = _features(vectors, self.center, self.scale, scores, self.codes) @ self.weights + self.bias
        return [
            Shares(dict(zip(self.codes, map(float, row), strict=True))) for row in _softmax(logits.astype(np.float64))
        ]

    def to_bytes(self) -> bytes:
        """Return the head as bytes that `from_bytes` reads: SHA-256 of the rest, then the arrays."""
        told = json.dumps(
            {
                "format": FORMAT,
                "codes": self.codes,
                "encoder": self.encoder,
                "scale": self.scale,
                "facts": dict(self.facts),
            }
        )
        buffer = io.BytesIO()
        np.savez(
            buffer,
            told=np.frombuffer(told.encode(), dtype=np.uint8),
            center=self.center,
            weights=self.weights.astype(np.float16),
            bias=self.bias,
        )
        return hashlib.sha256(buffer.getvalue()).digest() + buffer.getvalue()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Head":
        """Return the head; raises `HeadBroken` when a bit of it has changed or another release wrote it."""
        seal, rest = raw[:32], raw[32:]
        if hashlib.sha256(rest).digest() != seal:
            raise HeadBroken("checksum")
        with np.load(io.BytesIO(rest), allow_pickle=False) as arrays:
            told = json.loads(arrays["told"].tobytes())
            if told["format"] != FORMAT:
                raise HeadBroken("format")
            return cls(
                codes=tuple(told["codes"]),
                encoder=told["encoder"],
                center=arrays["center"],
                scale=told["scale"],
                weights=arrays["weights"].astype(np.float32),
                bias=arrays["bias"],
                facts=told["facts"],
            )


def train(
    vectors: Vectors,
    scores: Sequence[Mapping[str, float]],
    labels: Sequence[str],
    *,
    codes: Sequence[str],
    encoder: Encoder,
    facts: Mapping[str, Any],
) -> Head:
    """Return the head that minimises cross-entropy with a ridge, by accelerated gradient steps; no chance in it.

    `codes` are all categories, in the order of the taxonomy; one without an example gets a share near zero. The loss
    is that of multinomial logistic regression with `C` = `SPREAD`; the step is one over its Lipschitz constant.
    """
    center = vectors.mean(axis=0).astype(np.float32)
    scale = _scale(vectors - center)
    rows = _features(vectors, center, scale, scores, codes)
    places = {code: place for place, code in enumerate(codes)}
    wanted = np.zeros((len(labels), len(codes)), dtype=np.float32)
    wanted[np.arange(len(labels)), [places[label] for label in labels]] = 1.0
    with_bias = np.hstack([rows, np.ones((len(rows), 1), dtype=np.float32)])
    solution = _descend(with_bias, wanted)
    return Head(tuple(codes), encoder.name, center, scale, solution[:-1], solution[-1], facts)


def _descend(rows: Floats, wanted: Floats) -> Floats:
    ridge = np.full((rows.shape[1], 1), 1.0 / SPREAD, dtype=np.float32)
    ridge[-1] = 0.0
    steepest = 0.5 * _largest_eigenvalue(rows) + 1.0 / SPREAD
    here = np.zeros((rows.shape[1], wanted.shape[1]), dtype=np.float32)
    ahead, pace = here, 1.0
    for _round in range(ROUNDS):
        slope: Floats = rows.T @ (_softmax(rows @ ahead) - wanted) + ridge * ahead
        there: Floats = (ahead - slope / steepest).astype(np.float32)
        faster = (1 + (1 + 4 * pace**2) ** 0.5) / 2
        if float(np.vdot(slope, there - here)) > 0:  # it ran past the lowest point: begin to gather pace anew
            faster = 1.0
        ahead = (there + (pace - 1) / faster * (there - here)).astype(np.float32) if faster > 1 else there
        moved, here, pace = float(np.abs(there - here).max()), there, faster
        if moved < CLOSE:
            break
    return here


def _largest_eigenvalue(rows: Floats) -> float:
    vector = np.ones(rows.shape[1], dtype=np.float32)
    value = 1.0
    for _round in range(30):
        vector = rows.T @ (rows @ vector)
        value = float(np.linalg.norm(vector))
        vector /= value
    return value * 1.01


def _scale(centered: Floats) -> float:
    """What makes the vectors about 1 long around their centre, so that the ridge means the same for every encoder."""
    return 1.0 / max(float(np.linalg.norm(centered, axis=1).mean()), 1e-6)


def _features(
    vectors: Vectors, center: Floats, scale: float, scores: Sequence[Mapping[str, float]], codes: Sequence[str]
) -> Floats:
    found = np.array([[row.get(code, 0.0) for code in codes] for row in scores], dtype=np.float32)
    return np.hstack([(vectors - center) * scale, RULES_WEIGHT * np.log1p(found)]).astype(np.float32)


def _softmax(logits: NDArray[Any]) -> NDArray[Any]:
    powers: NDArray[Any] = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: NDArray[Any] = powers / powers.sum(axis=1, keepdims=True)
    return shares
