"""Lets schemathesis send NDJSON, whose schema in /openapi.json is a text of lines."""

import schemathesis

ndjson = "application/x-ndjson"


@schemathesis.serializer(ndjson)
def serialize(_context, value):
    return value.encode("utf-8", "surrogatepass")


@schemathesis.hook
def filter_case(_context, case):
    """Every body is a text, so what is no text cannot be sent."""
    return case.media_type != ndjson or isinstance(case.body, str)
