"""One event, one JSON line; control characters escaped, no secrets, no number of a person."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

from core.engines.redaction import redacted

request_id: ContextVar[str] = ContextVar("request_id", default="")
_STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request"}


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON with the request's id."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redacted(record.getMessage()),
        }
        if request_id.get():
            line["request_id"] = request_id.get()
        line |= {
            key: redacted(str(value)) for key, value in vars(record).items() if key not in _STANDARD and key[0] != "_"
        }
        if record.exc_info:
            line["error"] = redacted(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=True)
