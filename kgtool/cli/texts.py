"""The texts of sources, as the commands that hold evidence against them read them: <slug>.txt in one folder."""

import os

from kgtool.errors import InputError


def read_text(folder: str, source: str) -> str:
    """The text of a source.

    Raises InputError when there is none, or it isn't UTF-8.
    """
    data = read_bytes(folder, source)
    if data is None:
        raise InputError(f"{os.path.join(folder, source)}.txt: no such file.")
    return data.decode("utf-8")


def read_bytes(folder: str, source: str) -> bytes | None:
    """The bytes of a source's text, or None where the folder has no such file.

    Raises InputError when the folder is missing, the file can't be read, or it isn't UTF-8.
    """
    if not os.path.isdir(folder):
        raise InputError(f"{folder}: no such folder.")
    path = os.path.join(folder, f"{source}.txt")
    if not os.path.exists(path):
        return None
    try:
        with open(path, "rb") as file:
            data = file.read()
        data.decode("utf-8")
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: isn't UTF-8 text ({error.reason} at byte {error.start}).") from error
    return data
