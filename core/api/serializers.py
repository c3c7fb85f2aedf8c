"""What a caller may send, said strictly: known fields only, texts byte-exact, ids as text."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.settings import api_settings

from core import clock
from core.api.formats import id_or_none, moment
from core.engines.text import is_blank, is_storable


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses fields that it does not know; everything else is said in the same answer."""

    default_error_messages = {"unknown": _("There is no such field to set."), "invalid": _("Send a JSON object.")}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            self._refuse_shape()
        writable = {name for name, field in self.fields.items() if not field.read_only}
        unknown = {name: [self._unknown()] for name in data if name not in writable}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**error.detail, **unknown}) from error  # type: ignore[dict-item]
        if unknown:
            raise serializers.ValidationError(unknown)
        return values

    def _unknown(self) -> ErrorDetail:
        return ErrorDetail(str(self.error_messages["unknown"]), code="unknown")

    def _refuse_shape(self) -> None:
        detail = ErrorDetail(str(self.error_messages["invalid"]), code="invalid")
        raise serializers.ValidationError({api_settings.NON_FIELD_ERRORS_KEY: [detail]}, code="invalid")


class StrictCharField(serializers.CharField):
    """Text exactly as it was sent: only JSON strings, never trimmed; a text in which nobody sees anything is empty."""

    default_error_messages = {
        "invalid": _("Send a text."),
        "blank": _("Write something that can be read."),
        "unstorable": _("The text contains characters that cannot be stored."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("trim_whitespace", False)
        super().__init__(**options)
        self.validators = [
            v for v in self.validators if "ull" not in type(v).__name__ and "urrog" not in type(v).__name__
        ]

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if isinstance(data, str):
            if not is_storable(data):
                self.fail("unstorable")
            if is_blank(data):
                if not self.allow_blank:
                    self.fail("blank")
                data = ""
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(data)


@extend_schema_field(OpenApiTypes.STR)
class IdField(serializers.Field[int, str, str, Any]):
    """An id: text outside, a number inside."""

    default_error_messages = {"invalid": _("Send an id as a text of digits.")}

    def to_internal_value(self, data: Any) -> int:
        pk = id_or_none(data) if isinstance(data, str) else None
        if pk is None:
            self.fail("invalid")
        return pk

    def to_representation(self, value: int) -> str:
        return str(value)


@extend_schema_field(OpenApiTypes.DATETIME)
class MomentField(serializers.Field[datetime, str, str, Any]):
    """A moment in ISO 8601 with a time zone, between the years 2000 and 2100."""

    default_error_messages = {
        "invalid": _("Give a moment with a time zone, such as 2026-11-21T08:30:00Z."),
        "far": _("This moment is too far away."),
    }

    def to_internal_value(self, data: Any) -> datetime:
        try:
            at = clock.parse_iso(data) if isinstance(data, str) else None
        except clock.InvalidTime:
            at = None
        if at is None:
            self.fail("invalid")
        if not 2000 <= at.year < 2100:
            self.fail("far")
        return at

    def to_representation(self, value: datetime) -> str:
        return str(moment(value))


@extend_schema_field(OpenApiTypes.DATE)
class DayField(serializers.Field[date, str, str, Any]):
    """A calendar day, `2010-05-31`."""

    default_error_messages = {"invalid": _("Give a day such as 2010-05-31.")}

    def to_internal_value(self, data: Any) -> date:
        try:
            return date.fromisoformat(data if isinstance(data, str) and len(data) == 10 else "")
        except ValueError:
            self.fail("invalid")

    def to_representation(self, value: date) -> str:
        return value.isoformat()


class StrictBooleanField(serializers.BooleanField):
    """`true` or `false`, not a word for it."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return bool(data)


class StrictIntegerField(serializers.IntegerField):
    """A JSON number without a fraction."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return int(data)


@extend_schema_field({"type": "object", "additionalProperties": True, "maxProperties": 40})
class FactsField(serializers.Field[dict[str, Any], dict[str, Any], dict[str, Any], Any]):
    """Facts of a category: at most 40 names, each with a text, a number, a truth value, null or a list of texts."""

    default_error_messages = {
        "invalid": _("Send an object of facts."),
        "many": _("At most 40 facts."),
        "name": _("A fact's name has 1 to 40 characters."),
        "value": _(
            "A fact is a text of at most 2,000 characters, a number, true, false, null or a list of up to 20 texts."
        ),
    }

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            self.fail("invalid")
        if len(data) > 40:
            self.fail("many")
        refused = {name: [code] for name, value in data.items() if (code := self._refused(name, value))}
        if refused:
            raise serializers.ValidationError(refused)
        return dict(data)

    def to_representation(self, value: dict[str, Any]) -> dict[str, Any]:
        return value

    def _refused(self, name: str, value: Any) -> Any:
        if is_blank(name) or len(name) > 40 or not is_storable(name):
            return self.error_messages["name"]
        values = value if isinstance(value, list) else [value]
        if len(values) > 20 or not all(self._is_plain(item, inside=isinstance(value, list)) for item in values):
            return self.error_messages["value"]
        return None

    def _is_plain(self, value: Any, *, inside: bool) -> bool:
        if isinstance(value, str):
            return len(value) <= 2000 and is_storable(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return abs(value) < 2**53 and not inside
        return not inside and (value is None or isinstance(value, bool))
