"""A worker: a process that holds the graph open, answers one question after the other, and can be killed.

It speaks through its own standard streams alone (frames). Before the first question it gives up the network and bounds
its memory; how long a question may take, its parent watches.
"""

import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from kgtool import open as open_graph
from kgtool.errors import KgtoolError
from kgtool.graph import Graph
from kgtool.queries.child import bury_cores, limit_memory
from kgtool.serve import frames, tasks
from kgtool.store.beside import die_with
from kgtool.store.inputs import is_url


class Answer:
    """Where a task writes its answer: a few bytes are sent whole, many as they come.

    head  what is said of the answer: `media`, its media type, and whatever the task adds before it writes.
    """

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._held = bytearray()
        self.begun = False
        self.head: dict[str, Any] = {}

    def write(self, data: bytes) -> int:
        """Take bytes of the answer."""
        self._held += data
        if len(self._held) >= frames.LARGEST:
            self._send(frames.MORE)
        return len(data)

    def flush(self) -> None:
        """Nothing: bytes travel when there are enough of them."""

    def end(self) -> None:
        """Send what is left."""
        self._send(frames.END if self.begun else frames.ANSWER)
        self._pipe.flush()

    def _send(self, kind: bytes) -> None:
        self._pipe.write(frames.pack(kind, None if self.begun else self.head, bytes(self._held)))
        self._held.clear()
        self.begun = True


def main() -> None:
    """Answer what comes through standard input until it ends."""
    asked, told = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb", frames.LARGEST)
    os.dup2(2, 1)  # whatever prints, prints into the log
    first = frames.read(asked)
    if first is None:
        return
    settings, _ = frames.unpack(first[1])
    assert isinstance(settings, dict)
    if settings["parent"]:
        die_with(settings["parent"])
    try:
        graph = prepared(settings)
    except (KgtoolError, MemoryError, OSError) as error:
        told.write(frames.pack(frames.ERROR, _told(error)))
        told.flush()
        return
    told.write(frames.pack(frames.READY, None))
    told.flush()
    while (frame := frames.read(asked)) is not None:
        job, _ = frames.unpack(frame[1])
        assert isinstance(job, dict)
        answer_one(graph, job, told)


def prepared(settings: Mapping[str, Any]) -> Graph:
    """The opened graph, behind fences.

    Raises KgtoolError when it can't be opened.
    """
    inputs = settings["inputs"]
    graph = open_graph(
        *inputs,
        use_cache=settings["cache"],
        warn=lambda text: print(f"kgtool: warning: {text}", file=sys.stderr),  # noqa: T201
        signs=settings["signs"],
        timeout=settings["seconds"],
    )
    if any(map(is_url, inputs)):
        return graph  # to ask an endpoint takes the network
    graph.store.query("ASK { ?s ?p ?o }")
    from kgtool.queries.sockets import deny_sockets, unsupported

    bury_cores()
    if not unsupported() and (reason := deny_sockets()):
        print(f"kgtool: warning: sockets can't be denied to a worker: {reason}.", file=sys.stderr)  # noqa: T201
    if settings["memory"] and os.name == "posix":
        limit_memory(settings["memory"])
    return graph


def answer_one(graph: Graph, job: dict[str, Any], told: BinaryIO) -> None:
    """Send the answer to one question, or what went wrong. What this process can't recover from ends it."""
    answer = Answer(told)
    run: Callable[[Graph, dict[str, Any], Answer], None] = tasks.TASKS[job["task"]]
    try:
        try:
            run(graph, job, answer)
        except (OSError, RuntimeError) as error:
            if not graph.store.repaired(error) or answer.begun:
                raise
            answer = Answer(told)
            run(graph, job, answer)
        answer.end()
    except KgtoolError as error:
        told.write(frames.pack(frames.ERROR, _told(error)))
    except (MemoryError, RecursionError) as error:
        told.write(frames.pack(frames.ERROR, _told(error)))
        told.flush()
        os._exit(70)  # what is left of this process can't be trusted
    except Exception:  # a bug: the log has it, the client gets a line
        import traceback

        traceback.print_exc()
        told.write(frames.pack(frames.ERROR, {"kind": "bug", "text": "the server has failed; its log says more."}))
    told.flush()


def _told(error: BaseException) -> dict[str, str]:
    if isinstance(error, KgtoolError):
        return {"kind": type(error).__name__, "text": str(error)}
    if isinstance(error, MemoryError):
        return {"kind": "LimitError", "text": "this needs more memory than the server allows. Ask for less."}
    if isinstance(error, RecursionError):
        return {"kind": "LimitError", "text": "this is nested too deeply."}
    return {"kind": "InputError", "text": str(error)}


if __name__ == "__main__":
    main()
