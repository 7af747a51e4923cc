"""The command line: arguments, one call after another, print. One file a command."""

from kgtool.cli.main import run

__all__ = ["run"]
