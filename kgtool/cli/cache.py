"""`kgtool cache`: the stores kept on disk."""

import click

from kgtool.cli.options import takes
from kgtool.cli.output import write
from kgtool.render.words import counted


@click.group(name="cache")
def command() -> None:
    """The stores kept on disk, so that an input that didn't change opens in milliseconds."""


@command.command(name="info")
@takes()
def info() -> None:
    """Where the cache lies, and what is in it."""
    from kgtool import folders
    from kgtool.store import cache_size

    found = list(cache_size.entries())
    lines = [
        f"folder   {folders.cache_directory()}",
        f"stores   {len(found)}",
        f"size     {megabytes(sum(e.size for e in found))}",
        f"limit    {megabytes(cache_size.size_limit())}  (KGTOOL_CACHE_LIMIT, as 5G)",
    ]
    write("\n".join(lines), "-")


@command.command(name="clear")
@takes()
def clear() -> None:
    """Remove every cached store. The next command builds what it needs again."""
    from kgtool.store import cache_size

    number = len(list(cache_size.entries()))
    freed = cache_size.clear()
    write(f"removed {counted(number, 'store')}, {megabytes(freed)}", "-")


def megabytes(size: int) -> str:
    """A size in bytes as megabytes."""
    return f"{size / 1e6:,.1f} MB"
