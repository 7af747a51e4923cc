"""What passes through the pipe between the server and a worker: a letter, a length, and so many bytes."""

import json
import struct
from typing import BinaryIO

HEAD = struct.Struct(">cI")
READY, ASK, ANSWER, MORE, END, ERROR = b"R", b"A", b"W", b"M", b"E", b"X"
"""A worker is ready; a question; an answer whole; a piece of one; its end; what went wrong."""
LARGEST = 1 << 19
"""Bytes of an answer that travel together; one that is no longer travels whole."""


def pack(kind: bytes, head: object, body: bytes = b"") -> bytes:
    """A frame: a JSON value on a line, then bytes."""
    said = json.dumps(head).encode() + b"\n" + body
    return HEAD.pack(kind, len(said)) + said


def unpack(said: bytes) -> tuple[object, bytes]:
    """The JSON value and the bytes in a frame."""
    line, _, body = said.partition(b"\n")
    return json.loads(line), body


def read(pipe: BinaryIO) -> tuple[bytes, bytes] | None:
    """The next frame from a pipe, or None when the other end is closed."""
    head = pipe.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    kind, length = HEAD.unpack(head)
    return kind, pipe.read(length)
