"""A version of a graph by its name: a file, a folder, or a revision of the checkout around the working folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from kgtool.errors import InputError, UsageError


@contextmanager
def as_path(name: str) -> Iterator[str]:
    """The path of a version: its own, or a folder, for as long as it is looked at, with the files of a revision."""
    import tempfile

    if os.path.exists(name):
        yield name
        return
    revision, _, inside = name.partition(":")
    top = _git(
        "rev-parse", "--show-toplevel", what=f"{name}: no such file or folder, and there is no git checkout here"
    )
    commit = _git(
        "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}",
        what=f"{name}: neither a file, a folder nor a revision of this checkout",
    )  # fmt: skip
    where = inside.strip("/") or "graphs"
    with tempfile.TemporaryDirectory(prefix="kgtool-") as folder:
        _extract(top.decode().strip(), commit.decode().strip(), where, folder, name)
        yield os.path.join(folder, *where.split("/"))


def _extract(top: str, commit: str, where: str, folder: str, name: str) -> None:
    import io
    import tarfile

    data = _git(
        "-C", top, "archive", "--format=tar", commit, "--", where, what=f'{name}: this revision has no "{where}"'
    )
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        archive.extractall(folder, filter="data")


def _git(*arguments: str, what: str) -> bytes:
    """What git prints. Raises UsageError, saying `what`, when it refuses, InputError when there is no git."""
    import subprocess

    try:
        run = subprocess.run(["git", *arguments], capture_output=True, check=False)  # noqa: S603, S607 - no shell
    except OSError as error:
        raise InputError(f"{what}; revisions need git, which can't be run ({error.strerror}).") from error
    if run.returncode:
        raise UsageError(f"{what}. Name a file, a folder, REVISION or REVISION:PATH.")
    return run.stdout
