"""Read the JSON text of a delivery without ever failing in an unexpected way."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from larkline.errors import MalformedDelivery

__all__ = ["DRIFT_ERRORS", "read_object", "read_text"]

T = TypeVar("T")

#: What a decoder raises for JSON that is well-formed as far as the envelope goes but not of the wanted shape.
DRIFT_ERRORS = (msgspec.DecodeError, RecursionError, UnicodeError)


def read_text(decoder: msgspec.json.Decoder[T], payload: bytes) -> T:
    """
    Decode a whole delivery.

    A lone surrogate (half an emoji, cut off by somebody's string function) is read as a question mark: the JSON
    libraries of the official SDKs let it pass, so must we.

    Raises:
        MalformedDelivery: Not UTF-8, not JSON, nested too deeply, or not of the wanted shape.
    """
    try:
        # The decoder does not look into the strings it skips, so check the encoding of all of them first.
        payload.decode("utf-8")
        try:
            return decoder.decode(payload)
        except msgspec.ValidationError:
            raise
        except msgspec.DecodeError:
            if b"\\u" not in payload:
                raise
            return decoder.decode(_without_lone_surrogates(payload))
    except UnicodeDecodeError as error:
        raise MalformedDelivery(f"not UTF-8: {error.reason} at byte {error.start}") from None
    except RecursionError:
        raise MalformedDelivery("nested too deeply") from None
    except msgspec.ValidationError as error:
        raise MalformedDelivery(f"not of the expected shape: {error}") from None
    except (msgspec.DecodeError, ValueError) as error:
        raise MalformedDelivery(f"not JSON: {error}") from None


def read_object(data: bytes | msgspec.Raw) -> dict[str, Any]:
    """
    Read any JSON object as a dict; other JSON and no JSON at all give an empty one.

    Raises:
        MalformedDelivery: The text cannot be read by the JSON libraries here.
    """
    text = bytes(data)
    if not text:
        return {}
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        value = _read_slowly(text)
    return value if isinstance(value, dict) else {}


def _read_slowly(text: bytes) -> object:
    """Read what the fast decoder does not, such as numbers of many digits."""
    import json

    try:
        value: object = json.loads(text)
    except RecursionError:
        raise MalformedDelivery("nested too deeply") from None
    except ValueError as error:
        raise MalformedDelivery(f"not JSON: {error}") from None
    return value


def _without_lone_surrogates(payload: bytes) -> bytes:
    import json

    value = json.loads(payload)
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
