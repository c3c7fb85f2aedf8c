"""The classifier that ships with the release, loaded once for these tests."""

import pytest

from tickets.classifiers.measuring import LEARNING
from tickets.classifiers.model import Encoder, Head, load_encoder


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return load_encoder()


@pytest.fixture(scope="session")
def head() -> Head:
    return Head.from_bytes((LEARNING / "head.bin").read_bytes())
