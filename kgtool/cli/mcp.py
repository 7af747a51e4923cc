"""`kgtool mcp`: the answers as tools for agents."""

import click

from kgtool.cli.deadline import release
from kgtool.cli.options import input_options, shared
from kgtool.cli.output import warn
from kgtool.errors import UsageError


@click.command(name="mcp")
@click.option("--http", is_flag=True, help="Over HTTP, at /mcp; else over standard input and output.")
@click.option("--host", default="127.0.0.1", show_default=True, help="With --http: the address to listen on.")
@click.option(
    "--port", default=8101, show_default=True, type=click.IntRange(0, 65535), help="With --http; 0 takes any free one."
)
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME", help="A name it may be called by; repeatable.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes that answer.")
@click.option("--memory", default="1G", show_default=True, metavar="SIZE", help="What one question may take.")
@input_options
def command(http: bool, host: str, port: int, hosts: tuple[str, ...], workers: int, memory: str) -> int:
    """The answers as tools of the Model Context Protocol, for assistants.

    \b
    claude mcp add kgtool -- kgtool mcp
    kgtool mcp --http

    Tools: search, show, trace, explain, causes_of, conflicts, foods, info and sparql; their typed results name claims,
    sources and places. A question may take --timeout seconds (10).
    """  # noqa: D301 - \b is click's mark for lines that stay as they are
    from importlib.util import find_spec

    release()  # --timeout is each question's own
    if not find_spec("mcp"):
        raise UsageError('tools for agents need a library more: pip install "nutrition-causality[mcp]".')
    from kgtool.serve.process import Settings
    from kgtool.serve.running import Door
    from kgtool.serve.speaking import listen, speak
    from kgtool.store.cache_size import size_in_bytes

    settings = Settings(
        inputs=tuple(shared("inputs") or ()),
        signs=tuple(shared("signs") or ()),
        cache=not shared("no_cache"),
        seconds=shared("timeout") or 10.0,
        memory=size_in_bytes(memory, "--memory"),
        workers=workers,
    )
    if not http:
        speak(settings)
        return 0
    if host not in ("127.0.0.1", "localhost", "::1"):
        warn(f"listening on {host}: everybody who reaches this machine can ask, unencrypted and without a password.")

    def opened(address: str) -> None:
        click.echo(f"kgtool: serving on {address}; Ctrl-C stops it.", err=True)

    listen(settings, Door(host=host, port=port, hosts=hosts, origins=(), log=False, opened=opened))
    return 0
