"""Small graphs of the shapes that others publish: each is named, signed, joined and cited as its makers mean it."""

import json

import pytest

from kgtool import open as open_graph
from kgtool.cli import run
from kgtool.errors import InputError, UnknownTermError


@pytest.fixture
def case(shared):
    """Opens one of the shared graphs by its number, in both ways that a store can be made."""

    def opened(name, *more, **how):
        (path,) = sorted((shared / "cases" / "foreign").glob(f"{name}*"))
        return open_graph(*more, str(path), **how)

    return opened


@pytest.fixture
def file(shared):
    return lambda name: str(next((shared / "cases" / "foreign").glob(f"{name}*")))


def only_chain(graph, cause, effect):
    (chain,) = graph.trace(cause, effect).chains
    return chain


@pytest.mark.parametrize("use_cache", [True, False])
def test_contradicting_triples_are_a_conflict_with_both_sources(case, use_cache):
    graph = case("01", use_cache=use_cache)
    assert len(graph.conflicts()[0]) == 1
    sources = {e.source.rpartition("/")[2] for claim in graph.show("gene A").claims for e in claim.evidence}
    assert sources == {"pmid-1", "pmid-2"}
    assert len(graph.show("gene A").claims) == 2
    assert [row["causeLabel"] for row in graph.query("contradicting-hops")] == ["gene A"]


def test_contradicting_triples_without_a_source_are_a_conflict_too(tmp_path):
    path = tmp_path / "g.nt"
    path.write_text(
        "<urn:x:a> <http://purl.obolibrary.org/obo/RO_0002213> <urn:x:b> .\n"
        "<urn:x:a> <http://purl.obolibrary.org/obo/RO_0002212> <urn:x:b> .\n"
    )
    graph = open_graph(str(path))
    assert len(graph.conflicts()[0]) == 1
    assert len(graph.show("urn:x:a").claims) == 2


def test_what_nobody_cites_is_stated_without_evidence_everywhere(file, capsys):
    for command in ("trace", "explain"):
        assert run([command, "-i", file("02"), "A", "C"]) == 0
        told = capsys.readouterr().out
        assert "stated without evidence" in told
        assert "said by 1 source" not in told


@pytest.mark.slow
@pytest.mark.parametrize("use_cache", [True, False])
def test_graphs_meet_in_one_term_with_all_its_names(case, use_cache):
    graph = case("03", "shipped", use_cache=use_cache)
    term = graph.find("hypocalcemia")
    assert graph.find("HP:0002901") == graph.find("Hypocalcemia (HPO)") == term
    assert graph.trace("vitamin D deficiency", "HP:0002901").chains
    answer = graph.trace("parathyroidectomy", "muscle fasciculation")
    assert answer.chains
    seams = {seam for claims in answer.seams.values() for seam in claims}
    assert {(s.term, s.other.rpartition("/")[2], s.by.rpartition("#")[2]) for s in seams} == {
        (term.iri, "HP_0002901", "exactMatch")
    }
    apart = case("03", "shipped", use_cache=use_cache, seams=False)
    assert not apart.trace("parathyroidectomy", "muscle fasciculation").chains
    assert (
        case("19_seam_foreign", "shipped", use_cache=use_cache)
        .trace("vitamin D deficiency", "prolonged QT interval")
        .chains
    )


def test_no_shipped_name_becomes_ambiguous_by_what_is_loaded_beside(tmp_path):
    shipped = open_graph()
    names = [(t.iri, t.label) for t in shipped.search("deficiency")[:40]]
    path = tmp_path / "g.ttl"
    path.write_text(
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix b: <https://w3id.org/biolink/vocab/> .\n"
        + "".join(f'<urn:x:{n}> rdfs:label "{label}" ; b:causes <urn:x:pain> .\n' for n, (_, label) in enumerate(names))
    )
    both = open_graph("shipped", str(path))
    for iri, label in names:
        assert both.find(label).iri == iri


def test_a_mapping_that_would_join_two_terms_of_ours_joins_nothing(tmp_path):
    table = tmp_path / "m.sssom.tsv"
    rows = "".join(
        f"term:{name}\tskos:exactMatch\turn:x:both\tsemapv:ManualMappingCuration\n" for name in ("tetany", "fatigue")
    )
    table.write_text("#curie_map:\n#  x: urn:x:\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\n" + rows)
    path = tmp_path / "g.nt"
    path.write_text("<urn:x:both> <https://w3id.org/biolink/vocab/causes> <urn:x:pain> .\n")
    graph = open_graph("shipped", str(path), mappings=[str(table)])
    assert graph.find("tetany") != graph.find("fatigue")
    assert not graph.trace("tetany", "urn:x:pain").chains


def test_sssom_tables_join_graphs(tmp_path):
    table, path = tmp_path / "m.sssom.tsv", tmp_path / "g.nt"
    head = "subject_id\tpredicate_id\tobject_id\tpredicate_modifier\n"
    table.write_text(
        "#curie_map:\n#  x: http://e.org/\n" + head + "x:cramps\tskos:exactMatch\tterm:tetany\t\n"
        "x:other\tskos:exactMatch\tterm:fatigue\tNot\nx:third\tskos:closeMatch\tterm:fatigue\t\n"
    )
    path.write_text("<http://e.org/cramps> <https://w3id.org/biolink/vocab/causes> <http://e.org/fear> .\n")
    graph = open_graph("shipped", str(path), mappings=[str(table)])
    assert graph.trace("tetany", "http://e.org/fear").chains
    assert graph.find("http://e.org/cramps") == graph.find("tetany")
    table.write_text("nothing\there\n")
    with pytest.raises(InputError, match="no SSSOM table"):
        open_graph("shipped", str(path), mappings=[str(table)])


COLUMNS = "subject_id\tpredicate_id\tobject_id\tpredicate_modifier\n"
RING = (
    "term:tetany\tskos:exactMatch\te:a\t\ne:a\towl:sameAs\te:b\t\ne:b\tskos:exactMatch\te:c\t\ne:c\towl:sameAs\te:a\t\n"
)


@pytest.mark.parametrize(
    ("table", "joined"),
    [
        (f"#curie_map:\n#  e: http://e.org/\n{COLUMNS}{RING}", "abc"),
        (
            f"#curie_map: {{e: 'http://e.org/'}}\n#comment: \"a: b\"\n{COLUMNS}term:tetany\tskos:exactMatch\te:a\t\n",
            "a",
        ),
        ("subject_id,predicate_id,object_id\nHP:0001281,skos:exactMatch,http://e.org/b\n", "b"),
        (f"{COLUMNS}term:tetany\tskos:exactMatch\thttp://e.org/a\tnot\n", ""),
        (f"{COLUMNS}term:tetany\tskos:closeMatch\thttp://e.org/a\t\n", ""),
        (COLUMNS, ""),
    ],
)
def test_tables_of_mappings_as_people_have_them(tmp_path, table, joined):
    import gzip

    path = tmp_path / "m.sssom.tsv.gz"
    path.write_bytes(gzip.compress(table.encode()))
    causes = "https://w3id.org/biolink/vocab/causes"
    graph = tmp_path / "g.nt"
    graph.write_text("".join(f"<http://e.org/{n}> <{causes}> <http://e.org/pain-{n}> .\n" for n in "abc"))
    both = open_graph("shipped", str(graph), mappings=[str(path)])
    assert "".join(n for n in "abc" if both.trace("tetany", f"http://e.org/pain-{n}").chains) == joined


@pytest.mark.parametrize(
    ("name", "ends", "sources"),
    [
        ("04", ("vitamin D deficiency", "Hypocalcemia"), {"PMID:1"}),
        ("05", ("gene X", "disease Y"), {"the graph itself"}),
        ("06", ("MDM2", "TP53"), {"https://identifiers.org/wikipathways/WP1"}),
        ("07", ("positive regulation of cytokine production", "GO:0001816"), {"the graph itself"}),
        ("09", ("A", "B"), {"PMID:1"}),
        ("10", ("A", "B"), {"PMID:1"}),
        ("11", ("A", "B"), {"PMID:1"}),
        ("21", ("A", "B"), {"PMID:12345", "DOI:10.1000/xyz", "Smith et al. 2001"}),
        ("25", ("sympathetic tone", "plasma renin"), {"OpenStax Anatomy & Physiology 2e"}),
    ],
)
def test_edges_that_are_nodes_bring_their_sources(case, name, ends, sources):
    graph = case(name)
    answer = graph.trace(*ends)
    assert len(answer.chains) == 1
    assert {answer.labels[e.source] for claim in answer.claims.values() for e in claim.evidence} == sources
    label = sorted(sources)[0]
    assert len(graph.trace(*ends, sources=[label]).chains) == 1


def test_classes_can_be_named_where_they_are_the_ends_of_steps(case):
    assert only_chain(case("08"), "GO:0001819", "cytokine production").sign == "+"


def test_labels_come_in_the_users_language_then_english(case, monkeypatch):
    graph = case("12")
    answer = graph.trace("Vitamin-D-Mangel", "osteomalacia")
    assert answer.labels["https://example.org/b"] == "osteomalacia"
    monkeypatch.setenv("KGTOOL_LANG", "de")
    assert case("12").find("https://example.org/b").label == "Knochenerweichung"


def test_a_blank_node_on_the_way_is_said(file, capsys):
    assert run(["trace", "-i", file("13"), "A", "B"]) == 1
    assert "2 steps with an end that has no name" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "number"), [("04", 2), ("08", 2), ("13", 2), ("22", 3)])
def test_ends_of_steps_are_counted_as_terms(case, name, number):
    assert case(name).overview().totals["terms"] == number


def test_what_is_missing_is_told_from_the_notes(file, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KGTOOL_CACHE", str(tmp_path))
    assert run(["trace", "-i", file("20"), "apoptotic process", "kinase activity"]) == 1
    assert "1 predicate without a sign" in capsys.readouterr().err
    assert [path.name for path in tmp_path.glob("stores/*/*")].count("notes.sqlite") == 1
    assert len(list(tmp_path.glob("stores/*"))) == 1  # and no store, which takes longer than all notes


def test_packed_files_are_read(case):
    assert only_chain(case("14"), "A", "C").sign == "-"


@pytest.mark.parametrize("signs", ["15_signs_chain", "15_signs_inverse.", "15_signs_inverse2"])
@pytest.mark.parametrize("use_cache", [True, False])
def test_a_predicate_from_effect_to_cause_can_be_signed(case, file, signs, use_cache):
    graph = case("15_inverse", signs=[file(signs)], use_cache=use_cache)
    assert only_chain(graph, "wd:Q2", "rickets").sign == "+"
    assert not graph.trace("rickets", "wd:Q2").chains


def test_signs_that_are_said_otherwise_count_and_those_that_contradict_are_refused(case, file, capsys):
    for signs in ("16_no_sign", "16_no_sub", "16_promotes"):
        assert only_chain(case("16_g", signs=[file(signs)]), "urn:x:a", "urn:x:b").sign == "+"
    for signs, word in (("16_contra", "says the other"), ("16_empty", "gives no predicate a sign")):
        assert run(["trace", "-i", file("16_g"), "--signs", file(signs), "urn:x:a", "urn:x:b"]) == 3
        assert word in capsys.readouterr().err


def test_predicates_without_a_sign_are_named_and_a_draft_is_written(file, tmp_path, capsys):
    assert run(["trace", "-i", file("15_inverse"), "rickets", "vitamin D deficiency"]) == 1
    assert "P828" in capsys.readouterr().err
    draft = tmp_path / "signs.ttl"
    assert run(["info", "-i", file("15_inverse"), "--draft-signs", str(draft), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["foreign"]
    assert [one["edges"] for one in told["unsigned"]] == [1]
    assert "P828" in draft.read_text()


def test_a_class_and_a_gene_stand_for_activities(case):
    graph = case("20")
    for name in ("kinase activity", "GO:0016301"):
        answer = graph.trace(name, "apoptotic process")
        told = {(answer.labels[c.hops[0].subject], c.sign) for c in answer.chains}
        assert told == {("kinase activity (GENE1)", "+"), ("kinase activity (GENE2)", "-")}
    assert only_chain(graph, "GENE1", "GO:0006915").sign == "+"


def test_a_quotation_is_shown_with_its_source(file, capsys):
    assert run(["show", "-i", file("21"), "A", "--evidence"]) == 0
    assert "PMID:12345, “records”: asserted — “A switches B on.”" in capsys.readouterr().out


def test_names_of_other_vocabularies_are_names(case):
    graph = case("22")
    assert only_chain(graph, "vitamin D deficiency", "bow legs").sign == "+"
    assert graph.find("rickets").iri == "https://example.org/b"


def test_candidates_are_ten_at_most(tmp_path):
    path = tmp_path / "g.ttl"
    path.write_text(
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix b: <https://w3id.org/biolink/vocab/> .\n"
        + "".join(f'<urn:x:{n}> rdfs:label "same" ; b:causes <urn:x:pain> .\n' for n in range(25))
    )
    with pytest.raises(UnknownTermError, match=r"stands for 25 terms(.|\n)*… and 15 more"):
        open_graph(str(path)).find("same")


def test_states_that_are_levels_of_variables_join_graphs_with_the_right_signs(tmp_path):
    from kgtool.importing.graph_import import import_graph

    table, claims, edges = tmp_path / "m.sssom.tsv", tmp_path / "claims.ttl", tmp_path / "g.csv"
    edges.write_text("subject,sign,object\nX:calcium,-,X:hormone\nX:hormone,+,X:potassium\n")
    claims.write_bytes(import_graph([str(edges)]).turtle)
    rows = "term:hypocalcemia\tnc:lowLevelOf\tX:calcium\nterm:hyperkalemia\tnc:highLevelOf\tX:potassium\n"
    rows += "term:hypokalemia\tnc:lowLevelOf\tX:potassium\n"
    table.write_text(
        "#curie_map:\n#  X: urn:curie:X:\n#  nc: https://w3id.org/nutrition-causality/ontology#\n"
        + ("#  term: https://w3id.org/nutrition-causality/term/\nsubject_id\tpredicate_id\tobject_id\n" + rows)
    )
    graph = open_graph("shipped", str(claims), mappings=[str(table)])
    via = {"via": ["urn:curie:X:hormone"], "max_steps": 3}
    assert {c.sign for c in graph.trace("term:hypocalcemia", "term:hyperkalemia", **via).chains} == {"+"}
    assert {c.sign for c in graph.trace("term:hypocalcemia", "term:hypokalemia", **via).chains} == {"-"}


def test_the_shipped_levels_name_variables_of_physiomap_and_terms_of_ours(shared):
    import csv
    from pathlib import Path

    from kgtool import folders

    text = (shared / "reference" / "foreign" / "physiomap.ttl").read_text(encoding="utf-8")
    states = Path(folders.ONTOLOGY).parent / "graphs" / "terms" / "states.tsv"
    ours = {line.split("\t")[0] for line in states.read_text(encoding="utf-8").splitlines()}
    with open(f"{folders.ONTOLOGY}/mappings/physiomap.sssom.tsv", encoding="utf-8") as file:
        rows = list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))
    assert len(rows) > 10
    for row in rows:
        assert f"node/{row['object_id'].removeprefix('pmv:')}> a pmo:Variable" in text
        assert row["subject_id"].removeprefix("term:") in ours


_PREFIXES = """@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix b: <https://w3id.org/biolink/vocab/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix e: <urn:e:> . @prefix RO: <http://purl.obolibrary.org/obo/RO_> . @prefix dcterms: <http://purl.org/dc/terms/> .
"""


@pytest.fixture
def graph_of(tmp_path):
    def opened(text, **how):
        path = tmp_path / "g.ttl"
        path.write_text(_PREFIXES + text, encoding="utf-8")
        return open_graph(str(path), **how)

    return opened


@pytest.mark.parametrize("use_cache", [True, False])
@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("e:a rdfs:subClassOf [ owl:onProperty RO:0002212 ; owl:hasValue e:b ] .", {"-"}),
        ("e:b rdfs:subClassOf [ owl:onProperty [ owl:inverseOf RO:0002212 ] ; owl:someValuesFrom e:a ] .", {"-"}),
        ("e:a RO:0002213 e:b {| b:negated true ; dcterms:source 'PMID:1' |} .", {"+"}),  # the triple stands as well
        ("[] rdf:subject e:a ; rdf:predicate RO:0002213 ; rdf:object e:b ; b:negated true . e:a a e:K .", set()),
        ("e:c owl:sameAs e:a . e:a owl:sameAs e:d . e:d owl:sameAs e:c . e:d RO:0002213 e:b .", {"+"}),
        ("e:c owl:sameAs e:a . e:a owl:sameAs e:d . e:d RO:0002213 e:b . e:c RO:0002212 e:b .", {"+", "-"}),
        (
            "[] b:subject e:a ; b:predicate b:affects ; b:object e:b ; b:object_direction_qualifier 'increased' ; "
            "b:object_aspect_qualifier 'degradation' .",
            set(),
        ),
        (
            "[] b:subject e:a ; b:predicate b:affects ; b:object e:b ; b:object_direction_qualifier 'decreased' ; "
            "b:object_aspect_qualifier 'activity_or_abundance' .",
            {"-"},
        ),
    ],
)
def test_edges_are_read_as_their_makers_mean_them(graph_of, text, signs, use_cache):
    graph = graph_of(text, use_cache=use_cache)
    assert {chain.sign for chain in graph.trace("urn:e:a", "urn:e:b").chains} == signs


@pytest.mark.parametrize("use_cache", [True, False])
def test_literals_and_blank_nodes_at_a_signed_predicate_are_no_ends(graph_of, use_cache):
    graph = graph_of("e:a RO:0002213 'b', 7, _:m, e:b . _:m RO:0002213 e:b .", use_cache=use_cache)
    assert [claim.object for claim in graph.show("urn:e:a").claims] == ["urn:e:b"]


def test_an_empty_label_is_none(graph_of):
    graph = graph_of("e:a rdfs:label '' ; RO:0002213 e:b . e:b rdfs:label ' ' .")
    assert (graph.find("urn:e:a").label, graph.find("urn:e:b").label) == ("urn:e:a", "urn:e:b")


def test_both_signs_without_evidence_are_told_as_such(tmp_path, capsys):
    path = tmp_path / "g.ttl"
    path.write_text(_PREFIXES + "e:a RO:0002213 e:b ; RO:0002212 e:b .")
    assert run(["conflicts", "-i", str(path)]) == 0
    assert " ".join(capsys.readouterr().out.split()).count("stated without evidence") == 2
    assert run(["show", "-i", str(path), "urn:e:a"]) == 0
    assert "source\n" not in capsys.readouterr().out


def test_prefixes_that_stand_in_one_line_are_read(graph_of):
    graph = graph_of("@prefix one: <urn:one:> . @prefix two: <urn:two:> . one:a RO:0002213 two:b .")
    assert graph.trace("one:a", "two:b").chains


def test_a_draft_of_signs_goes_by_labels_and_can_be_used(tmp_path, capsys):
    path, draft = tmp_path / "g.ttl", tmp_path / "signs.ttl"
    path.write_text(_PREFIXES + "e:a e:P1 e:b . e:P1 rdfs:label 'suppresses' . e:b <urn:r/up%2Dregulates> e:c .")
    assert run(["info", "-i", str(path), "--draft-signs", str(draft)]) == 0
    capsys.readouterr()
    assert run(["trace", "-i", str(path), "--signs", str(draft), "urn:e:a", "urn:e:c"]) == 0
    assert "inhibits" in capsys.readouterr().out


@pytest.mark.slow
def test_a_conclusion_that_a_thousand_claims_carry_each_alone_has_a_cut():
    from kgtool.logic.cuts import smallest_cuts

    sets = [frozenset((f"a{n}", f"b{n}")) for n in range(1_500)]
    (cut, *_), complete = smallest_cuts(sets, 10)
    assert len(cut) == len(sets)
    assert not complete


EDGE_NODES = {
    "biolink-association": "e:1 b:subject e:a ; b:predicate {p} ; b:object e:b .",
    "oban-association": "e:1 o:association_has_subject e:a ; o:association_has_predicate {p} ; "
    "o:association_has_object e:b .",
    "rdf-statement": "e:1 rdf:subject e:a ; rdf:predicate {p} ; rdf:object e:b .",
    "owl-axiom": "[] owl:annotatedSource e:a ; owl:annotatedProperty {p} ; owl:annotatedTarget e:b .",
    "owl-restriction": "e:a a owl:Class ; rdfs:subClassOf [ owl:onProperty {p} ; owl:someValuesFrom e:b ] .",
    "rdf12-annotation": "e:1 rdf:reifies <<( e:a {p} e:b )>> .",
    "sio-process": "e:1 a {p} ; <http://semanticscience.org/resource/SIO_000139> e:a ; "
    "<http://semanticscience.org/resource/SIO_000291> e:b .",
    "wikipathways-interaction": "e:1 a wp:DirectedInteraction ; wp:source e:a ; wp:target e:b .",
    "bel-statement": 'e:1 v:hasSubject e:a ; v:hasRelationship "frobs" ; v:hasObject e:b .',
}
NAMES = {
    "wikipathways-interaction": "http://vocabularies.wikipathways.org/wp#DirectedInteraction",
    "bel-statement": "frobs",
}


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(f, marks=[] if f in ("biolink-association", "owl-restriction") else pytest.mark.slow)
        for f in EDGE_NODES
    ],
)
def test_edges_without_a_sign_are_counted_by_form_and_a_filled_in_draft_makes_them_hops(form, graph_of, tmp_path):
    from kgtool.importing.signs_draft import draft

    text = (
        "@prefix o: <http://purl.org/oban/> . @prefix wp: <http://vocabularies.wikipathways.org/wp#> .\n"
        "@prefix v: <http://www.openbel.org/vocabulary/> .\n" + EDGE_NODES[form].replace("{p}", "e:frobs")
    )
    name = NAMES.get(form, "urn:e:frobs")
    found = [graph_of(text, use_cache=use_cache).overview().unfit for use_cache in (True, False)]
    assert found[0] == found[1]
    assert found[0].forms == {form: 1}
    assert (name, form, 1) in [one[:3] for one in found[0].unsigned]
    signs = tmp_path / "signs.ttl"
    for backward in (False, True):
        lines = draft({name: 1}).replace("# <", "<")
        signs.write_text(
            lines.replace("\n<", "\n[ <http://www.w3.org/2002/07/owl#inverseOf> <").replace("> rdfs", "> ] rdfs")
            if backward
            else lines
        )
        ends = ("urn:e:b", "urn:e:a") if backward else ("urn:e:a", "urn:e:b")
        for use_cache in (True, False):
            graph = graph_of(text, use_cache=use_cache, signs=[str(signs)])
            assert only_chain(graph, *ends).sign == "+"
            assert name not in graph.overview().unfit.edges
            assert not graph.trace(*ends[::-1]).chains


@pytest.mark.parametrize("use_cache", [True, False])
def test_edges_with_an_end_that_has_no_name_are_counted_and_give_no_step(graph_of, use_cache):
    graph = graph_of(
        "e:1 b:subject e:a ; b:predicate b:causes ; b:object [ a e:K ] .\n"
        "e:c a owl:Class ; rdfs:subClassOf [ owl:onProperty RO:0002213 ; owl:someValuesFrom [ a owl:Class ] ] .\n"
        "e:a b:causes e:d .",
        use_cache=use_cache,
    )
    assert graph.overview().unfit.blank == 2
    assert {row["o"] for row in graph.query("SELECT ?o WHERE { ?s nc:stepPromotes ?o }")} == {"urn:e:d"}


def test_the_signs_of_the_biolink_model_name_predicates_that_it_has_and_inverses_that_are_such():
    import csv
    import re
    from pathlib import Path

    from kgtool import folders

    with (Path(__file__).parent / "lists" / "biolink-predicates.tsv").open(encoding="utf-8") as file:
        next(file)
        known = {row["name"]: row["inverse"] for row in csv.DictReader(file, delimiter="\t")}
    signs = Path(folders.SIGNS, "biolink.ttl").read_text(encoding="utf-8")
    named = re.findall(r"^biolink:(\w+) a ", signs, re.MULTILINE)
    assert len(named) == len(set(named)) > 100
    assert set(named) <= known.keys()
    for back, forth in re.findall(r"^biolink:(\w+) a [^.]*owl:inverseOf biolink:(\w+)", signs, re.MULTILINE):
        assert known[back] in (forth, "")


def test_correlations_are_left_without_a_sign_on_purpose(graph_of):
    unfit = graph_of("e:a b:positively_correlated_with e:b ; b:caused_by e:c .").overview().unfit
    assert [(one.predicate.rpartition("/")[2], "no cause" in one.why) for one in unfit.unsigned] == [
        ("positively_correlated_with", True)
    ]


@pytest.mark.parametrize("use_cache", [True, False])
def test_a_class_that_only_an_unsigned_edge_joins_is_a_term_and_it_is_said_which_edge(graph_of, use_cache):
    from kgtool.answers.nearby import unjoined

    graph = graph_of(
        'e:a a owl:Class ; rdfs:label "low ferritin" .\n'
        "e:a rdfs:subClassOf [ owl:onProperty e:r ; owl:someValuesFrom e:b ] .\n"
        'e:b a owl:Class ; rdfs:label "iron store" . e:c a owl:Class ; rdfs:label "no end of anything" .\n'
        '[] b:subject e:a ; b:predicate b:affects ; b:object e:d . e:d a owl:Class ; rdfs:label "marrow" ; e:q e:b .',
        use_cache=use_cache,
    )
    (cause,), (effect,) = graph.search("low ferritin"), graph.search("iron store")
    assert [term.label for term in graph.search("marrow")] == ["marrow"]
    assert not graph.search("no end")
    assert graph.overview().totals["terms"] == 3
    assert not graph.trace("low ferritin", "iron store").chains
    found = {forward: [one[:3] for one in told] for forward, told in unjoined(graph.store, [cause], [effect])}
    assert found == {
        True: [("https://w3id.org/biolink/vocab/affects", "biolink-association", 1), ("urn:e:r", "owl-restriction", 1)],
        False: [("urn:e:q", "", 1), ("urn:e:r", "owl-restriction", 1)],
    }


def test_a_gene_shows_its_activities_and_a_class_its_instances(file, capsys):
    assert run(["show", "-i", file("20"), "GENE1"]) == 0
    assert "stands for 1 term: kinase activity (GENE1)" in capsys.readouterr().out
    assert run(["show", "-i", file("20"), "GO:0016301", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["stands_for"]
    assert [one["label"] for one in told] == ["kinase activity (GENE1)", "kinase activity (GENE2)"]
