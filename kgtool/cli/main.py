"""The `kgtool` group: finds commands by name without importing the others, and turns errors into exit codes."""

import contextlib
import importlib
import os
import re
import sys
from collections.abc import Sequence
from typing import Any

import click

from kgtool.cli.options import before_command, refuse_unread
from kgtool.cli.output import begin, forget_timings, say_timings
from kgtool.errors import KgtoolError, unwritable
from kgtool.version import __version__

# In the order of the help page. The module's object `command` is the command.
COMMANDS = (
    "trace",
    "explain",
    "causes-of",
    "nutrient",
    "foods",
    "show",
    "view",
    "search",
    "query",
    "info",
    "conflicts",
    "check-evidence",
    "cite",
    "init",
    "build",
    "validate",
    "reason",
    "export",
    "import",
    "diff",
    "serve",
    "mcp",
    "cache",
)


class Commands(click.Group):
    """Imports a command when it is asked for, and no sooner."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names, in the order of the help page."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of this name."""
        if cmd_name not in COMMANDS:
            return None
        module = (
            "import_" if cmd_name == "import" else cmd_name.replace("-", "_")
        )  # the one that Python keeps for itself
        command: click.Command = importlib.import_module(f"kgtool.cli.{module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that `args` begin with; a misspelt name gets a near miss."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from kgtool.logic.spelling import near_misses

            near = near_misses(args[0], COMMANDS, most=1)
            hint = f' Did you mean "{near[0]}"?' if near else " `kgtool --help` lists the commands."
            raise click.UsageError(f'there is no command "{args[0]}".{hint}', ctx) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]}, invoke_without_command=False)
@click.version_option(__version__, "--version", prog_name="kgtool", message="%(prog)s %(version)s")
@before_command
@click.pass_context
def kgtool(ctx: click.Context, /, **given: Any) -> None:
    """Why a lack (or an excess) of a nutrient brings a symptom: signed causal chains, with evidence for every step.

    \b
    kgtool trace "vitamin D deficiency" "muscle fasciculation"
    kgtool trace --to tetany
    kgtool show magnesium
    """  # noqa: D301 - \b is click's mark for lines that stay as they are
    name, arguments = ctx.invoked_subcommand, (ctx.obj or {}).get("arguments") or ()
    command = Commands().get_command(ctx, name) if name in COMMANDS else None
    if name and command and not ctx.resilient_parsing:
        refuse_unread(name, command, given, arguments)
    ctx.obj = {"arguments": arguments, "alone": (ctx.obj or {}).get("alone"), **given}


def run(arguments: Sequence[str], alone: bool = False) -> int:
    """Run one command line; its exit code. Whatever a user can do ends in one line, not in a traceback.

    alone  whether the process does nothing else, so that it may be ended when the time of --timeout is up.
    """
    debug = "--debug" in arguments
    forget_timings()
    begin("starting")
    try:
        result = kgtool.main(
            args=list(arguments),
            prog_name="kgtool",
            standalone_mode=False,
            obj={"arguments": tuple(arguments), "alone": alone},
        )
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        return _complain(error.format_message(), error.exit_code if error.exit_code != 1 else 2, debug)
    except KgtoolError as error:
        return _complain(str(error), error.exit_code, debug)
    except (click.Abort, KeyboardInterrupt):
        return _complain("stopped.", 130, debug=False)
    except BrokenPipeError:
        # Whoever read our output went away; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _complain(str(unwritable(error)), 3, debug)
    except SystemExit:
        return 0  # click's own answer to a reader that went away
    except UnicodeEncodeError:
        return _complain("an argument isn't valid UTF-8 text.", 2, debug)
    except MemoryError:
        return _complain("out of memory. Lower --max-steps or use a smaller input.", 4, debug)
    except RecursionError:
        return _complain("the input is nested too deeply.", 3, debug)
    finally:
        _no_deadline()
        if debug:
            say_timings()


def _no_deadline() -> None:
    if "kgtool.cli.deadline" in sys.modules:
        from kgtool.cli.deadline import release

        release()


def _complain(message: str, code: int, debug: bool) -> int:
    _no_deadline()
    if debug:
        import traceback

        traceback.print_exc()
    from kgtool.render.words import printable

    if "kgtool.cli.progress" in sys.modules:
        from kgtool.cli import progress

        progress.tell("")  # else the complaint would stand behind it
    # What a file or an engine said may hold anything, a terminal's escape codes too; and a URL a password.
    lines = [printable(re.sub(r"://[^\s/@]*@", "://", line)) for line in message.splitlines()]
    with contextlib.suppress(OSError):  # where errors can't be told, the code still tells
        click.echo("kgtool: " + "\n".join(lines), err=True)
    return code
