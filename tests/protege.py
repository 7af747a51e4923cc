"""An ontology as Protégé sees it: opened by the OWL API, asked by HermiT. See owlapi/README.md."""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from kgtool.reasoning.hermit import NoReasonerError, find_java, hermit

CLASSES = Path(__file__).parent / "owlapi"


class Opened(NamedTuple):
    """What the OWL API and HermiT say: files opened, axioms, profile violations, and the answers to each query."""

    ontologies: int
    axioms: int
    violations: list[str]
    consistent: bool | None
    answers: list[list[str]]


def opened(path, imports=(), queries=(), classes=CLASSES):
    """Open a file, with `imports` as (IRI, path) pairs; skips the test where there is no Java or no HermiT."""
    try:
        java, jar = find_java(), hermit()
    except NoReasonerError as reason:
        pytest.skip(str(reason))
    command = [java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss64m"]
    command += ["-cp", os.pathsep.join((str(classes), jar)), "Opened", str(path)]
    command += [str(part) for pair in imports for part in pair]
    run = subprocess.run([*command, "--", *queries], capture_output=True, check=False, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    found = {}
    for line in run.stdout.splitlines():
        kind, *parts = line.split("\t")
        found.setdefault(kind, []).append(parts)
    answers = [[iri for number, iri in found.get("answer", ()) if int(number) == i] for i in range(len(queries))]
    return Opened(
        int(found["ontologies"][0][0]),
        int(found["axioms"][0][0]),
        [" ".join(parts) for parts in found.get("violation", ())],
        found["consistent"] == [["true"]] if "consistent" in found else None,
        answers,
    )
