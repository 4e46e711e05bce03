"""Frames, fragments and the rules of the long connection: bytes and times in, bytes and events out."""
