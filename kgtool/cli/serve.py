"""`kgtool serve`: the endpoint, the interface for programs, and the page."""

import os
from typing import Any

import click
from click.core import ParameterSource

from kgtool.cli.deadline import release
from kgtool.cli.options import input_options, shared
from kgtool.cli.output import warn
from kgtool.errors import InputError, UsageError
from kgtool.vocabulary import BASE


@click.command(name="serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8100, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free one.")
@click.option("--base", default=BASE, show_default=True, metavar="IRI", help="The IRIs below it lie under /.")
@click.option("--public", metavar="URL", help="The address by which others know this server, behind a proxy.")
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME", help="A name it may be called by; repeatable.")
@click.option(
    "--cors",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="Whose pages may read the answers; repeatable.  [default: * for the shipped graph, nobody's for -i]",
)
@click.option("--texts", metavar="DIR", help="The sources' texts, <slug>.txt: the page shows cited passages.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer.  [default: 2 a processor, 2 to 8]")
@click.option("--memory", default="1G", show_default=True, metavar="SIZE", help="What one question may take.")
@click.option("--open", "browse", is_flag=True, help="Open the page in a browser.")
@click.option("--quiet", is_flag=True, help="Write no line a request.")
@input_options
def command(browse: bool, **options: Any) -> int:
    """A SPARQL 1.1 endpoint, the answers as JSON and linked data, and a page for people.

    \b
    kgtool serve                               http://127.0.0.1:8100
    kgtool serve -i my-folder --port 0 --open

    Read only, and for this machine alone unless --host says otherwise. A question may take --timeout seconds (10).
    When the graph's files change, it is opened anew. Ctrl-C ends it once the running answers are out.
    """  # noqa: D301 - \b is click's mark for lines that stay as they are
    serve("/" if browse else None, **options)
    return 0


_ON_PAGES = {"browse", "texts", "evidence", "why_not", "start", "end", "every", "anything"}
"""Options that every page has anyway, or by another name."""


def open_page(path: str, texts: str | None = None, **values: object) -> int:
    """Serve the graph of `-i` at a free port, and open the page at `path` with these parameters; the exit code.

    texts  the folder of the sources' texts, if passages are to be shown.

    Values that are empty are left out; several of one name come as a tuple.

    Raises UsageError for an option of the running command that the page doesn't take.
    """
    from urllib.parse import urlencode

    context = click.get_current_context()
    for option in context.command.params:
        named = option.name in values or option.name in _ON_PAGES or not isinstance(option, click.Option)
        if not named and context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE:
            raise UsageError(f"--open shows the answer's page, which takes no {option.opts[-1]}.")
    given = {name: value for name, value in values.items() if value not in (None, "", (), False)}
    query = urlencode({name: "true" if value is True else value for name, value in given.items()}, doseq=True)
    serve(f"{path}?{query}" if query else path, port=0, quiet=True, texts=texts)
    return 0


def serve(
    page: str | None,
    *,
    host: str = "127.0.0.1",
    port: int = 8100,
    base: str = BASE,
    public: str | None = None,
    hosts: tuple[str, ...] = (),
    origins: tuple[str, ...] = (),
    texts: str | None = None,
    workers: int | None = None,
    memory: str = "1G",
    quiet: bool = False,
) -> None:
    """Serve the graph of `-i` until told to stop; with a page to open in a browser, or none.

    Raises UsageError where the extra `serve` isn't installed, and as the server does.
    """
    from importlib.util import find_spec

    if not (find_spec("uvicorn") and find_spec("starlette")):
        raise UsageError("the server needs three libraries more: pip install httptools starlette uvicorn.")
    from kgtool.queries.fence import missing_fences
    from kgtool.serve.process import Settings
    from kgtool.serve.running import Door, parsed_workers, run
    from kgtool.store.cache_size import size_in_bytes

    if texts is not None and not os.path.isdir(texts):
        raise InputError(f"{texts}: no such folder.")
    release()  # --timeout is each question's own
    inputs = tuple(shared("inputs") or ())
    for missing in missing_fences():
        warn(f"questions are answered here without {missing}.")
    if host not in ("127.0.0.1", "localhost", "::1"):
        warn(
            f"listening on {host}: everybody who reaches this machine can ask, without a password and unencrypted. "
            "Put a proxy with TLS before it where strangers ask (docs/serve.md)."
        )
    settings = Settings(
        inputs=inputs,
        signs=tuple(shared("signs") or ()),
        cache=not shared("no_cache"),
        seconds=shared("timeout") or 10.0,
        memory=size_in_bytes(memory, "--memory"),
        workers=parsed_workers(workers),
    )

    def opened(address: str) -> None:
        click.echo(f"kgtool: serving on {address}; Ctrl-C stops it.", err=True)
        if page is not None:
            import webbrowser

            webbrowser.open(address + page)

    run(
        settings,
        Door(
            host=host,
            port=port,
            hosts=hosts,
            origins=origins or (() if inputs else ("*",)),
            base=base,
            public=public.rstrip("/") if public else None,
            texts=texts,
            log=not quiet,
            opened=opened,
        ),
    )
