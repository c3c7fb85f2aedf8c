"""The learned classifier: a sentence encoder, a linear head, and the rules as features, floor and hard trigger.

Needs the extra `model`; import this package only where its absence is handled (`tickets/actions/learned.py`).
"""

from tickets.classifiers.model.deciding import classify
from tickets.classifiers.model.encoders import Encoder, EncoderMissing, load_encoder
from tickets.classifiers.model.head import Head, HeadBroken

__all__ = ["Encoder", "EncoderMissing", "Head", "HeadBroken", "classify", "load_encoder"]
