"""Frames for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from larkline.wire.frames import Frame

_TEXTS = st.text(max_size=20)
_UINT64 = st.integers(0, 2**64 - 1)
_INT32 = st.integers(-(2**31), 2**31 - 1)
#: Whole unknown fields of every wire type.
_UNKNOWN = st.lists(
    st.sampled_from((b"\x50\x01", b"\x51ABCDEFGH", b"\x52\x03abc", b"\x53\x08\x01\x54", b"\x55ABCD", b"\xfa\x01\x00")),
    max_size=3,
).map(b"".join)


def frames() -> st.SearchStrategy[Frame]:
    """Give any frame that can be written."""
    return st.builds(
        Frame,
        seq_id=_UINT64,
        log_id=_UINT64,
        service=_INT32,
        method=_INT32,
        headers=st.lists(st.tuples(_TEXTS, st.one_of(_TEXTS, st.just("x" * 200))), max_size=8).map(tuple),
        payload_encoding=st.none() | _TEXTS,
        payload_type=st.none() | _TEXTS,
        payload=st.none() | st.binary(max_size=300),
        log_id_new=st.none() | _TEXTS,
        unknown=_UNKNOWN,
    )
