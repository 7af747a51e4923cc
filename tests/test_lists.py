"""The shipped graph against lists that a reader made from the five articles: chains stated and composed, disagreements.

The lists hold terms and places only. How many have to be found is a threshold; what is missing is shown.
"""

import csv
import json
from functools import cache
from pathlib import Path

import pytest

from kgtool import open as open_graph
from kgtool.cli import run

LISTS = Path(__file__).parent / "lists"


def listed(name):
    with open(LISTS / f"{name}.tsv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture(scope="module")
def graph():
    return open_graph()


@cache
def terms_of(graph, chain):
    return tuple(graph.find(name.strip()).iri for name in chain.split(";"))


def found(graph, chain):
    """The best chain that runs through all terms of a listed one, in their order; none where there is none."""
    wanted = terms_of(graph, chain)
    answer = graph.trace(f"<{wanted[0]}>", f"<{wanted[-1]}>", every=True)
    for one in answer.chains:
        places = [one.terms.index(term) for term in wanted if term in one.terms]
        if len(places) == len(wanted) and places == sorted(places):
            return one
    return None


def test_chains_that_articles_state_are_found_as_stated_or_assembled(graph):
    chains = [row["chain"] for row in listed("stated-chains")]
    assert len(chains) >= 45
    best = {chain: found(graph, chain) for chain in chains}
    missing = [chain for chain, one in best.items() if one is None]
    torn = [chain for chain, one in best.items() if one and one.origin == "composed"]
    assert len(missing) <= 1, missing
    assert len(missing) + len(torn) <= 2, (missing, torn)


def test_chains_that_several_articles_make_up_are_found(graph):
    chains = [row["chain"] for row in listed("composed-chains")]
    assert len(chains) >= 45
    missing = [chain for chain in chains if found(graph, chain) is None]
    assert len(missing) <= 2, missing


def test_disagreements_are_visible(capsys):
    run(["conflicts", "--format", "json"])
    cases = json.loads(capsys.readouterr().out)["conflicts"]
    rows = listed("disagreements")
    assert len(rows) >= 26
    unseen = [row for row in rows if not any(shows(case, row) for case in cases)]
    assert len(unseen) <= 2, unseen


def shows(case, row):
    """Whether a case is of the kind, about both terms, and says what it is about in these words."""
    text = json.dumps(case, ensure_ascii=False)
    return case["kind"] == row["kind"] and all(part in text for part in (row["term"], row["with"], row["words"]))
