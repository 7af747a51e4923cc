"""The texts of sources, as the commands that hold evidence against them read them: <slug>.txt in one folder."""

import os

from kgtool.errors import InputError
from kgtool.model.citations import Cited
from kgtool.vocabulary import slug


def read_source(folder: str, source: Cited) -> bytes | None:
    """The bytes of a source's text, or None where the folder doesn't have its file.

    Raises InputError when the folder is missing, the file can't be read, or it isn't UTF-8.
    """
    if not os.path.isdir(folder):
        raise InputError(f"{folder}: no such folder.")
    path = os.path.join(folder, os.path.basename(source.file) or f"{slug(source.iri)}.txt")
    if not os.path.exists(path):
        return None
    try:
        with open(path, "rb") as file:
            data = file.read()
        text = data.decode("utf-8")
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: isn't UTF-8 text ({error.reason} at byte {error.start}).") from error
    return data if source.length is None else text[source.offset : source.offset + source.length].encode("utf-8")
