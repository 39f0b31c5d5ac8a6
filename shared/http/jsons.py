"""JSON out: one fast encoder for dictionaries, our own structs, times, dates and UUIDs alike."""

import json
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from flask import Response
from flask.json.provider import JSONProvider

MEDIA_TYPE: Final = "application/json"
_encoder: Final = msgspec.json.Encoder()


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:  # noqa: ANN401
    """A JSON answer: `answer(status)` with a struct, a dictionary or a list of them."""
    return Response(_encoder.encode(body), status, headers, content_type=MEDIA_TYPE)


class Provider(JSONProvider):
    """What Flask and flask-smorest make JSON with."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:  # noqa: ANN401
        """The object as JSON text."""
        return _encoder.encode(obj).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:  # noqa: ANN401
        """JSON text as an object."""
        return json.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401
        """A JSON answer, as for `flask.jsonify`."""
        return answer(self._prepare_response_obj(args, kwargs))
