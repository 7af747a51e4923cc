"""Takes the network from this process, for good: a seccomp filter, on Linux."""

import os
import sys

# The kernel's numbers for what opens or uses a connection or another program, and for the architecture itself.
_ARCHITECTURES = {
    "x86_64": (0xC000003E, {"socket": 41, "connect": 42, "execve": 59, "execveat": 322, "ptrace": 101}),
    "aarch64": (0xC00000B7, {"socket": 198, "connect": 203, "execve": 221, "execveat": 281, "ptrace": 117}),
}
_IO_URING_SETUP = 425  # a way around the others; the same number everywhere
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # 13: EACCES, "permission denied"


def unsupported() -> str | None:
    """Why this platform has no such filter, or None where it has."""
    if sys.platform != "linux":
        return f"no seccomp on {sys.platform}"
    machine = os.uname().machine
    return None if machine in _ARCHITECTURES and sys.maxsize > 2**32 else f"no seccomp filter for {machine}"


def deny_sockets() -> str | None:
    """Let this process, and every thread and child that it starts, open no socket and start no program.

    Answers None when that is so, else the reason why it can't be done here. It can't be undone.
    """
    import ctypes
    import struct

    if reason := unsupported():
        return reason
    architecture, calls = _ARCHITECTURES[os.uname().machine]

    def step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
        """One instruction; `then` and `otherwise` say how many of the next ones to skip."""
        return struct.pack("HBBI", code, then, otherwise, value)

    # Calls of another architecture (32-bit ones, and x32 from 0x40000000 on) have other numbers: none is let through.
    numbers = sorted([*calls.values(), _IO_URING_SETUP])
    count = len(numbers)
    program = b"".join(
        [
            step(_LOAD, 4),  # the architecture
            step(_EQUAL, architecture, 0, count + 3),
            step(_LOAD, 0),  # the number of the call
            step(_AT_LEAST, 0x40000000, count + 1),
            *(step(_EQUAL, number, count - i) for i, number in enumerate(numbers)),
            step(_RETURN, _ALLOW),
            step(_RETURN, _REFUSE),
        ]
    )

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))

    try:
        prctl = ctypes.CDLL(None, use_errno=True).prctl
    except (OSError, AttributeError):
        return "the C library has no prctl"
    wrapped = Program(len(program) // 8, program)
    if prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(wrapped), 0, 0):
        return f"the kernel refused the filter ({os.strerror(ctypes.get_errno())})"
    return None
