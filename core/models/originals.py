"""Numbers that were taken out of texts: sealed, and tied to what they were said about."""

from typing import ClassVar

from django.db import models


class SealedNumber(models.Model):
    """One number that a token stands for. A row is written once; erasing the person deletes it.

    `place` says where the token stands: `message:3`, `subject`, `facts.new_contact`, `ticket.handed_over.note`.
    """

    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    place = models.CharField(max_length=120)
    kind = models.CharField(max_length=8)
    token = models.CharField(max_length=140)
    sealed = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="sealed_number_of")]

    class Privacy:
        personal: ClassVar[set[str]] = {"token", "sealed"}
        sensitive: ClassVar[set[str]] = {"token", "sealed"}
        plain: ClassVar[set[str]] = {"id", "subject_type", "subject_id", "place", "kind", "made_at"}

    def __str__(self) -> str:
        return f"{self.kind} in {self.place} of {self.subject_type} {self.subject_id}"
