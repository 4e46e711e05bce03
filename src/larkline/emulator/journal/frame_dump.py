"""Take a frame of a long connection apart for a reader: each field with its number, place and value. Pure."""

from __future__ import annotations

from typing import Any

from larkline.emulator.both import NOTHING, Both, said
from larkline.emulator.errors import WrongValue

__all__ = ["dump_frame"]

#: Names of the fields of ``pbbp2.Frame``. Source: lark-oapi 1.7.5, ws/pb/pbbp2.proto (observed).
_NAMES = {
    1: "SeqID",
    2: "LogID",
    3: "service",
    4: "method",
    5: "headers",
    6: "payload_encoding",
    7: "payload_type",
    8: "payload",
    9: "LogIDNew",
}
_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5


def dump_frame(data: bytes) -> dict[str, Any]:
    """
    Give the fields of a frame, in their order.

    Bytes that are no protobuf end the list; ``problem`` then says where and why. Nothing is too broken to be shown.
    """
    fields, problem = _fields(data)
    shown = []
    for field in fields:
        name = _NAMES.get(field["number"])
        value = field.pop("value")
        if isinstance(value, bytes):
            value = _header(value) if name == "headers" else value.decode("utf-8", "replace")
        shown.append({**field, "name": name, "value": value})
    return {"bytes": len(data), "hex": data.hex(), "fields": shown, **said("problem", problem)}


def _header(data: bytes) -> dict[str, str]:
    fields, _ = _fields(data)
    texts = {
        field["number"]: str(field["value"], "utf-8", "replace")
        for field in fields
        if isinstance(field["value"], bytes)
    }
    return {"key": texts.get(1, ""), "value": texts.get(2, "")}


def _fields(data: bytes) -> tuple[list[dict[str, Any]], Both]:
    fields: list[dict[str, Any]] = []
    at = 0
    while at < len(data):
        start = at
        try:
            tag, at = _varint(data, at)
            field: dict[str, Any] = {"number": tag >> 3, "offset": start}
            kind = tag & 7
            if kind == _VARINT:
                field["value"], at = _varint(data, at)
            elif kind == _BYTES:
                length, at = _varint(data, at)
                field["value"], at = _take(data, at, length)
            elif kind in (_FIXED_32, _FIXED_64):
                taken, at = _take(data, at, 4 if kind == _FIXED_32 else 8)
                field["value"] = int.from_bytes(taken, "little")
            else:
                raise WrongValue(f"wire type {kind} is not used", f"没有 wire type {kind}")
        except WrongValue as error:
            return fields, error.within(Both(f"at byte {start}", f"第 {start} 字节")).both
        field["bytes"] = at - start
        fields.append(field)
    return fields, NOTHING


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            raise WrongValue("a number is cut off", "数字不完整")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise WrongValue("a number has more than ten bytes", "数字超过十个字节")


def _take(data: bytes, at: int, length: int) -> tuple[bytes, int]:
    if at + length > len(data):
        left = len(data) - at
        raise WrongValue(f"{length} bytes are announced, {left} are there", f"声明有 {length} 字节，实有 {left} 字节")
    return data[at : at + length], at + length
