"""Traces as the backend's REST API words them, and as MongoDB stores them (extended JSON): the two directions."""
import math
from datetime import datetime, timezone

DATE_FIELDS = frozenset({"created_at", "updated_at", "timestamp"})
INT32_LIMIT = 2**31


def to_document(trace):
    """A trace with ISO dates -> the document that the backend stores, in canonical extended JSON."""
    return _encode(trace, None)


def _encode(value, name):
    if isinstance(value, dict):
        return value if any(key.startswith("$") for key in value) else {key: _encode(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_encode(item, None) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return {"$numberInt" if -INT32_LIMIT <= value < INT32_LIMIT else "$numberLong": str(value)}
    if isinstance(value, float):
        return {"$numberDouble": _number_text(value)}
    if isinstance(value, str) and name in DATE_FIELDS:
        milliseconds = parse_date(value)
        return value if milliseconds is None else {"$date": {"$numberLong": str(milliseconds)}}
    return value


def _number_text(value):
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(value)


def to_trace(document):
    """A stored document in canonical extended JSON -> the trace of the REST API, without its _id."""
    return {key: _decode(value) for key, value in document.items() if key != "_id"}


def _decode(value):
    if isinstance(value, list):
        return [_decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        (name, inner), = value.items()
        if name in ("$numberInt", "$numberLong"):
            return int(inner)
        if name == "$numberDouble":
            return float(inner)
        if name == "$date":
            return format_date(int(inner["$numberLong"]))
    return {key: _decode(item) for key, item in value.items()}


def parse_date(text):
    """Milliseconds since 1970 of an ISO-8601 date with offset; None when it is not one."""
    try:
        return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)
    except ValueError:
        return None


def format_date(milliseconds):
    """ISO-8601 with offset, as the backend writes it."""
    return datetime.fromtimestamp(milliseconds / 1000, timezone.utc).isoformat()
