"""`kgtool import`: what others hold becomes part of a graph. Each kind is a file beside this one."""

import importlib

import click

KINDS = ("claims", "terms", "graph", "fdc")


class Kinds(click.Group):
    """Imports a kind when it is asked for, and no sooner."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names, in the order of the help page."""
        return list(KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of this name."""
        if cmd_name not in KINDS:
            return None
        command: click.Command = importlib.import_module(f"kgtool.cli.import_{cmd_name}").command
        return command


command = Kinds(name="import", help="Make tables, foods or other people's graphs part of what kgtool traces.")
