"""Networks for other programs, and parts of a graph: read back by networkx, with the same signs and chains."""

import io
import json
import random

import networkx as nx
import pytest

from kgtool import open as open_graph
from kgtool.cli import run
from kgtool.importing.graph_import import import_graph
from kgtool.render.networks import acyclic


def out_of(capsysbinary, *arguments):
    assert run(["export", *arguments]) == 0
    return capsysbinary.readouterr().out


def signed(graph):
    chains = graph.trace(None, "tetany", most=10_000).chains
    return {(hop.subject, hop.sign, hop.object) for chain in chains for hop in chain.hops}


def test_graphml_is_the_signed_network(capsysbinary):
    network = nx.read_graphml(
        io.BytesIO(out_of(capsysbinary, "--format", "graphml", "--to", "tetany")), force_multigraph=True
    )
    iris = nx.get_node_attributes(network, "iri")
    steps = {(iris[s], data["sign"], iris[o]) for s, o, data in network.edges(data=True)}
    assert steps == signed(open_graph())
    assert all(data["weight"] == (1 if data["sign"] == "+" else -1) for *_, data in network.edges(data=True))
    label = next(iri for iri, name in nx.get_node_attributes(network, "label").items() if name == "tetany")
    assert label == "term:tetany"


def test_cx2_declares_what_it_holds(capsysbinary):
    parts = json.loads(out_of(capsysbinary, "--format", "cx2", "--to", "tetany"))
    by_name = {name: value for part in parts for name, value in part.items()}
    assert parts[0]["CXVersion"] == "2.0"
    assert by_name["status"][0]["success"]
    declared = by_name["attributeDeclarations"][0]
    for kind in ("nodes", "edges"):
        assert all(one["v"].keys() <= declared[kind].keys() for one in by_name[kind])
    iris = {node["id"]: node["v"]["iri"] for node in by_name["nodes"]}
    steps = {(iris[e["s"]], e["v"]["sign"], iris[e["t"]]) for e in by_name["edges"]}
    assert steps == signed(open_graph())


@pytest.mark.parametrize("seed", range(20))
def test_what_is_left_of_a_network_is_acyclic_and_what_is_left_out_closes_circles(seed):
    pick = random.Random(seed)
    pairs = sorted({tuple(pick.sample("abcdefghij", 2)) for _ in range(25)})
    kept, closing = acyclic(pairs)
    assert sorted([*kept, *closing]) == pairs
    graph = nx.DiGraph(kept)
    assert nx.is_directed_acyclic_graph(graph)
    for start, end in closing:
        assert nx.has_path(nx.DiGraph(pairs), end, start)


def test_dagitty_tells_what_it_loses(tmp_path, capsys):
    path = tmp_path / "g.nt"
    causes = "<https://w3id.org/biolink/vocab/causes>"
    path.write_text(f"<urn:x:a> {causes} <urn:x:b> .\n<urn:x:b> {causes} <urn:x:c> .\n<urn:x:c> {causes} <urn:x:a> .\n")
    assert run(["export", "-i", str(path), "--format", "dagitty", "--from", "urn:x:a", "--to", "urn:x:c"]) == 0
    said = capsys.readouterr()
    nodes = '"urn:x:a" [exposure]\n"urn:x:b"\n"urn:x:c" [outcome]\n'
    assert said.out == "dag {\n" + nodes + '"urn:x:a" -> "urn:x:b"\n"urn:x:b" -> "urn:x:c"\n}\n'
    assert run(["export", "-i", str(path), "--format", "dagitty"]) == 0
    said = capsys.readouterr()
    assert "1 arrow left out" in said.err
    assert "signs" in said.err


def test_a_part_of_the_graph_traces_as_the_whole_does_between_its_ends(tmp_path):
    part = tmp_path / "part.ttl"
    assert run(["export", "--from", "vitamin D deficiency", "--to", "tetany", "-o", str(part)]) == 0
    whole, some = open_graph(), open_graph(str(part))
    ends = ("vitamin D deficiency", "tetany")
    chains = [[(c.hops, c.origin, c.sources) for c in g.trace(*ends, every=True).chains] for g in (whole, some)]
    assert chains[0] == chains[1]
    assert part.stat().st_size < 400_000
    assert run(["export", "--from", "tetany", "--to", "spinach", "-o", str(part)]) == 1


def test_kgx_carries_signs_and_negation_there_and_back(tmp_path, capsys):
    rows = "EX:a,+,EX:b,PMID:1,\nEX:b,-,EX:c,PMID:2,\nEX:a,+,EX:c,PMID:3,true\n"
    table = tmp_path / "g.csv"
    table.write_text("subject,sign,object,pmid,negated\n" + rows)
    claims, folder = tmp_path / "claims.ttl", tmp_path / "kgx"
    claims.write_bytes(import_graph([str(table)]).turtle)
    assert run(["export", "-i", str(claims), "--format", "kgx", "-o", str(folder)]) == 0
    header, *lines = (line.split("\t") for line in (folder / "edges.tsv").read_text().splitlines())
    edges = [dict(zip(header, line, strict=True)) for line in lines]
    told = {(e["qualified_predicate"], e["object_direction_qualifier"], e["negated"]) for e in edges}
    assert told == {
        ("biolink:causes", "increased", "false"),
        ("biolink:causes", "decreased", "false"),
        ("biolink:causes", "increased", "true"),
    }
    again = tmp_path / "again.ttl"
    again.write_bytes(import_graph([str(folder / "nodes.tsv"), str(folder / "edges.tsv")]).turtle)
    a, c = "urn:curie:EX:a", "urn:curie:EX:c"
    hops = [[chain.hops for chain in open_graph(str(p)).trace(a, c).chains] for p in (claims, again)]
    assert hops[0] == hops[1]
    assert [hop.sign for hop in hops[0][0]] == ["+", "-"]


def test_shipped_and_another_graph_export_together(tmp_path, shared, capsysbinary):
    seam = str(shared / "cases" / "foreign" / "03_seam.ttl")
    text = out_of(capsysbinary, "-i", "shipped", "-i", seam, "--format", "graphml", "--from", "parathyroidectomy")
    network = nx.read_graphml(io.BytesIO(text), force_multigraph=True)
    assert "term:hypocalcemia" in network
