"""What can go wrong that a user can mend: each error is one sentence or two, and an exit code."""


class KgtoolError(Exception):
    """An error that a user can mend. Its text says what is wrong, where, and what to do next."""

    exit_code = 1


class UsageError(KgtoolError):
    """The command line or a query is not well formed, or names something unknown."""

    exit_code = 2


class UnknownTermError(UsageError):
    """No term, or more than one, bears the name that was asked for."""


class InputError(KgtoolError):
    """A file, a folder, a cache or an endpoint can't be read, or what it holds isn't RDF."""

    exit_code = 3


class UnholdableError(InputError):
    """The format that was asked for can't hold what is to be written in it."""


class LimitError(KgtoolError):
    """A time, memory or size limit was reached before the answer was complete."""

    exit_code = 4


class RefusedError(KgtoolError):
    """The request would read files, open connections or change data, which is not allowed."""

    exit_code = 5


def unwritable(error: OSError) -> InputError:
    """What is said where the output can't be written: a full disk, a closed stdout."""
    return InputError(f"the output can't be written ({error.strerror or error}). Nothing more is told.")
