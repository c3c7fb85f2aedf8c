"""The classifier by rules: lexicons and patterns, a few milliseconds, no state. `classify` is its one entry."""

from tickets.classifiers.rules.deciding import classify
from tickets.classifiers.rules.reasons import render

__all__ = ["classify", "render"]
