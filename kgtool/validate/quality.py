"""Quality rules that are queries: each is a file `ontology/quality/<rule>.rq`, each row that it gives a finding.

A rule says its level, what is wrong (summary) and what to do (fix) in `#+` lines at its head. It selects ?term,
the node to mend, and where it helps ?value.
"""

import os
import re
from collections.abc import Sequence
from typing import NamedTuple

import pyoxigraph as ox

from kgtool import folders
from kgtool.errors import InputError
from kgtool.validate.check import read_data
from kgtool.validate.findings import SEVERITIES, Finding
from kgtool.validate.outcome import Report, Rule
from kgtool.validate.places import locate

_HEAD = re.compile(r"#\+ (\w+): +(\S.*)")


class QualityRule(NamedTuple):
    """One rule: its name (the file's), level, sentences and query."""

    name: str
    level: str
    summary: str
    fix: str
    query: str


def quality_rules(folder: str = folders.QUALITY) -> list[QualityRule]:
    """The rules of a folder, in the order of their names.

    Raises InputError for a rule whose head lacks something.
    """
    rules = []
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".rq"):
            continue
        path = os.path.join(folder, name)
        with open(path, encoding="utf-8") as file:
            query = file.read()
        head = dict(_HEAD.findall(query))
        missing = [key for key in ("level", "summary", "fix") if key not in head]
        if missing or head["level"] not in SEVERITIES:
            what = f"no `#+ {missing[0]}:`" if missing else f'the level "{head["level"]}"'
            raise InputError(f"{path}: this rule has {what}. Levels: {', '.join(SEVERITIES)}.")
        rules.append(QualityRule(name[:-3], head["level"], head["summary"], head["fix"], query))
    return rules


def judge_quality(inputs: Sequence[str] = (), *, background: bool = True) -> Report:
    """Ask every quality rule of RDF files; none for the shipped graph.

    Raises InputError for files that can't be read or hold nothing.
    """
    data = read_data(inputs, background)
    store = ox.Store()
    triples = own = 0
    for is_own, triple in data.triples():
        store.add(ox.Quad(triple.subject, triple.predicate, triple.object))
        triples += 1
        own += is_own
    if not own:
        raise InputError(f"{', '.join(data.own)}: no triples. There is nothing to check; is this the right file?")
    rules = quality_rules()
    located = locate([f for rule in rules for f in _findings(rule, store)], data)
    return Report(
        findings=located.findings,
        rules={r.name: Rule(r.name, None, r.level, f"{r.summary} {r.fix}", None) for r in rules},
        engine=f"{len(rules)} quality rules",
        files=data.own,
        triples=triples,
        shapes=0,
        notes=(),
        labels=located.labels,
        graph=None,
    )


def _findings(rule: QualityRule, store: ox.Store) -> list[Finding]:
    try:
        answer = store.query(rule.query)
    except SyntaxError as error:
        raise InputError(f"{rule.name}.rq: SPARQL syntax error: {error.msg}") from error
    assert isinstance(answer, ox.QuerySolutions)
    has_value = "value" in {v.value for v in answer.variables}
    found = []
    for row in answer:
        term, value = row["term"], row["value"] if has_value else None
        assert isinstance(term, ox.NamedNode | ox.BlankNode)
        assert not isinstance(value, ox.Triple)
        found.append(
            Finding(
                severity=rule.level,
                rule=rule.name,
                shape=ox.NamedNode("urn:kgtool:quality:" + rule.name),
                component="SPARQLConstraintComponent",
                component_iri="http://www.w3.org/ns/shacl#SPARQLConstraintComponent",
                severity_iri="http://www.w3.org/ns/shacl#" + rule.level.capitalize(),
                focus=term,
                culprit=term,
                path=None,
                path_node=None,
                value=value,
                constraint=None,
                message=f"{rule.summary} {rule.fix}",
            )
        )
    return found
