"""Files and shapes → a report: the operation behind `kgtool validate`."""

import os
from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

import pyoxigraph as ox

from kgtool import folders
from kgtool.errors import InputError, UsageError
from kgtool.store.inputs import is_url, rdf_files, shown
from kgtool.validate.census import Census
from kgtool.validate.documents import Data, Renamer
from kgtool.validate.edges import with_edges
from kgtool.validate.engines import Engine, UnusableError, chosen, run
from kgtool.validate.findings import Finding, local_name, read_findings
from kgtool.validate.following import told_once
from kgtool.validate.limits import lost_value, refuse_beyond
from kgtool.validate.outcome import Report, Rule
from kgtool.validate.parts import FIRST, Constraint, Counted
from kgtool.validate.places import locate
from kgtool.validate.shapes import Shapes, read_shapes
from kgtool.validate.soundness import refuse_unsound, refuse_vacuous


def validate(
    inputs: Sequence[str] = (),
    *,
    shapes: Sequence[str] = (),
    own_shapes: bool = True,
    background: bool = True,
    lenient: bool = False,
    engine: Engine = "auto",
) -> Report:
    """Check RDF files against shapes.

    inputs      files and folders; none for the shipped graph.
    shapes      files and folders of further shapes.
    own_shapes  check against the shapes of the ontology too.
    background  read the ontology together with the files, so that its classes are known.
    lenient     let pass what has no effect or can find nothing, and say so: shapes without target, classes that nobody
                declares, parameters that SHACL doesn't have, imports.
    engine      "pyshacl", "fast", or "auto" for the fast one where it is installed. What the fast one can't do is
                handed on to pySHACL, and the report says so.

    Raises InputError for files and shapes that can't be read or used, or that hold nothing; RefusedError for shapes
    that would run code or open connections; UsageError for no shapes, an endpoint, or an engine that isn't installed.
    """
    data = read_data(inputs, background)
    files = shape_files(shapes, own_shapes)
    engine = chosen(engine)
    graph = read_shapes(files, data.renamer)
    ineffective = refuse_unsound(graph, lenient)
    name, findings, census, counted, handed_on = _judge(engine, data, graph)
    if census.is_empty:
        raise InputError(f"{', '.join(data.own)}: no triples. There is nothing to check; is this the right file?")
    truncated = _truncated(counted) if counted else None
    notes = [*filter(None, [truncated]), *handed_on, *ineffective, *refuse_vacuous(graph, census, lenient)]
    if not census.applies(graph):
        notes.append(f"no shape is for anything in {', '.join(data.own)}, so little or nothing of it was checked.")
    located = locate(findings, data)
    told = told_once(located.findings, data, graph)
    return Report(
        findings=told,
        rules=_rules(told, graph),
        engine=name,
        files=data.own,
        triples=census.triples,
        shapes=sum(graph.has_target(shape) and not graph.deactivated(shape) for shape in graph.shapes()),
        notes=tuple(notes),
        labels=located.labels,
        graph=graph,
        truncated=truncated,
        totals=_totals(findings, counted) if counted else None,
    )


def _truncated(counted: Counted) -> str:
    number = sum(counted.totals.values())
    least = "" if counted.complete else "at least "
    return f"{least}{number:,} findings. Those of each rule are counted, and the first {FIRST:,} kept."


def _totals(findings: Sequence[Finding], counted: Counted) -> dict[tuple[str, str, str], int]:
    """How many findings there are by severity, rule and component. What only follows from others counts as well."""
    told: dict[Constraint, Finding] = {
        (f.shape.value, f.component_iri, f.constraint.value if f.constraint else None): f for f in findings
    }
    totals: Counter[tuple[str, str, str]] = Counter()
    for constraint, number in counted.totals.items():
        f = told[constraint]
        totals[f.severity, f.rule, f.component] += number
    return dict(totals)


class _Judged(NamedTuple):
    """What an engine found, what the data is like, the sum if that isn't all, and why another checked."""

    engine: str
    findings: list[Finding]
    census: Census
    counted: Counted | None = None
    handed_on: tuple[str, ...] = ()


def _judge(engine: Literal["pyshacl", "fast"], data: Data, shapes: Shapes) -> _Judged:
    refuse_beyond(engine, shapes)
    try:
        judged = _run(engine, data, shapes)
        place = lost_value(judged.findings, shapes) if engine == "fast" else None
        if place is None:
            return judged
        why = f"{place}: the fast engine leaves out the values that this query computes"
    except UnusableError as error:
        unusable = InputError(str(error))
        if engine == "pyshacl":
            raise unusable from error
        why = f"{', '.join(shapes.files)}: the fast engine can't use these shapes ({error.why})"
    try:
        refuse_beyond("pyshacl", shapes)
    except InputError:
        raise InputError(f"{why}, and nor can pySHACL. Write them otherwise.") from None
    try:
        return _run("pyshacl", data, shapes)._replace(handed_on=(f"{why}, so pySHACL checked, which is slower.",))
    except UnusableError as error:
        raise InputError(str(error)) from error


def _run(engine: Literal["pyshacl", "fast"], data: Data, shapes: Shapes) -> _Judged:
    census = Census()
    answer = run(engine, census.watch(with_edges(data.triples())), shapes)
    return _Judged(answer.engine, read_findings(answer.triples, shapes), census, answer.counted)


def read_data(inputs: Sequence[str], background: bool) -> Data:
    """The files that `inputs` name, none for the shipped graph, with the ontology behind them.

    Raises InputError for a path that isn't there, UsageError for an endpoint.
    """
    for name in inputs:
        if is_url(name):
            raise UsageError(f"{shown(name)}: validate reads files. Export what the endpoint holds, and check that.")
    own = rdf_files([*inputs] or [folders.GRAPHS])
    known = {os.path.realpath(path) for path in own}
    behind = [path for path in ontology_files() if os.path.realpath(path) not in known] if background else []
    return Data(tuple(_short(p) for p in own), tuple(_short(p) for p in behind), Renamer())


def ontology_files() -> list[str]:
    """The files of the ontology, without its shapes."""
    return sorted(e.path for e in os.scandir(folders.ONTOLOGY) if e.name.endswith(".ttl"))


def shape_files(shapes: Sequence[str], own_shapes: bool) -> list[str]:
    """The files of the shapes to use: the ontology's, then the user's.

    Raises InputError for a path that isn't there, UsageError where no shapes are left.
    """
    if not shapes and not own_shapes:
        raise UsageError("no shapes to check against. Name some with --shapes, or leave --no-own-shapes out.")
    own = rdf_files([folders.SHAPES]) if own_shapes else []
    return [_short(path) for path in dict.fromkeys([*own, *rdf_files(shapes)])]


def _short(path: str) -> str:
    """The path from here, where that is inside the working folder; else as it is."""
    try:
        short = os.path.relpath(path)
    except ValueError:  # another drive
        return path
    return path if short.startswith("..") else short


def _rules(findings: Sequence[Finding], shapes: Shapes) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for finding in findings:
        if finding.rule in rules:
            continue
        named = shapes.named(finding.shape)
        described = [v for node in (finding.shape, named) for v in shapes.values(node, "description")]
        why = next((v.value for v in described if isinstance(v, ox.Literal)), None)
        rules[finding.rule] = Rule(
            local_name(named.value) if named else finding.rule,
            named.value if named else None,
            finding.severity,
            finding.message,
            " ".join(why.split()) if why else None,
        )
    return rules
