"""The protobuf runtime as a second opinion: the same schema, every field optional, texts as bytes."""

from __future__ import annotations

from functools import cache
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message, message_factory

from larkline.wire.frames import Fields

_NUMBERS = ("SeqID", "LogID", "service", "method")
_TEXTS = ("payload_encoding", "payload_type", "payload", "LogIDNew")


@cache
def _frame_class() -> Any:
    """Build the message class at run time, so that no generated code is kept."""
    types = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="pbbp2.proto", package="pbbp2", syntax="proto2")
    header = file.message_type.add(name="Header")
    for number, name in enumerate(("key", "value"), 1):
        header.field.add(name=name, number=number, type=types.TYPE_BYTES, label=types.LABEL_OPTIONAL)
    frame = file.message_type.add(name="Frame")
    kinds = (types.TYPE_UINT64, types.TYPE_UINT64, types.TYPE_INT32, types.TYPE_INT32)
    for number, (name, kind) in enumerate(zip(_NUMBERS, kinds, strict=True), 1):
        frame.field.add(name=name, number=number, type=kind, label=types.LABEL_OPTIONAL)
    frame.field.add(
        name="headers", number=5, type=types.TYPE_MESSAGE, type_name=".pbbp2.Header", label=types.LABEL_REPEATED
    )
    for number, name in enumerate(_TEXTS, 6):
        frame.field.add(name=name, number=number, type=types.TYPE_BYTES, label=types.LABEL_OPTIONAL)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("pbbp2.Frame"))


def parse_with_protobuf(data: bytes) -> Fields | None:
    """Give the fields as the runtime reads them; None when it refuses the bytes."""
    frame = _frame_class()()
    try:
        frame.ParseFromString(data)
    except message.DecodeError:
        return None
    seq_id, log_id, service, method = (_get(frame, name) for name in _NUMBERS)
    encoding, kind, payload, log_id_new = (_get(frame, name) for name in _TEXTS)
    headers = [(_get(header, "key"), _get(header, "value")) for header in frame.headers]
    for name in (*_NUMBERS, *_TEXTS, "headers"):
        frame.ClearField(name)
    unknown = frame.SerializeToString()
    return seq_id, log_id, service, method, headers, encoding, kind, payload, log_id_new, unknown


def _get(holder: Any, name: str) -> Any:
    return getattr(holder, name) if holder.HasField(name) else None
