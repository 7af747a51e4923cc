import json
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtool import open as open_graph
from kgtool.answers.difference import difference
from kgtool.cli.main import kgtool, run
from kgtool.folders import GRAPHS

PREFIXES = """
@prefix nc: <https://w3id.org/nutrition-causality/ontology#> .
@prefix t: <https://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
t:p a nc:Passage ; nc:source t:s .
t:q a nc:Passage ; nc:source t:s .
t:s a nc:Source ; rdfs:label "s"@en .
"""
A, B, C = (f"https://example.org/{x}" for x in "abc")


def graph(*claims, terms="abc", labels=None):
    """Turtle with one claim and one piece of evidence for each (subject, predicate, object, modality, passage)."""
    text = PREFIXES
    for x in terms:
        text += f't:{x} a nc:Symptom ; rdfs:label "{(labels or {}).get(x, x)}"@en .\n'
    for s, predicate, o, modality, passage in claims:
        name = f"{s}--{predicate}--{o}"
        text += (
            f"t:{name} a nc:Claim ; nc:subject t:{s} ; nc:predicate nc:{predicate} ; nc:object t:{o} ; "
            f"nc:evidence t:e-{name} . "
            f"t:e-{name} a nc:Evidence ; nc:stance nc:supports ; nc:modality nc:{modality} ; nc:passage t:{passage} .\n"
        )
    return text


AB = ("a", "promotes", "b", "asserted", "p")
BC = ("b", "promotes", "c", "asserted", "p")


@pytest.fixture
def files(tmp_path):
    def write(left, right):
        paths = tmp_path / "left.ttl", tmp_path / "right.ttl"
        for path, text in zip(paths, (left, right), strict=True):
            path.write_text(text)
        return [str(path) for path in paths]

    return write


def pairs(effects):
    return {(effect.subject, effect.sign, effect.object) for effect, _ in effects}


def test_a_new_claim_brings_all_that_follows(files):
    found = difference(*files(graph(AB), graph(AB, BC)))
    assert pairs(found.appeared) == {(B, "+", C), (A, "+", C)}
    assert not found.vanished
    assert found.nodes["claim"].added == ("https://example.org/b--promotes--c",)
    assert found.nodes["evidence"].added
    assert set(found.nodes) == {"claim", "evidence"}


def test_the_reverse_vanishes(files):
    found = difference(*files(graph(AB, BC), graph(AB)))
    assert pairs(found.vanished) == {(B, "+", C), (A, "+", C)}
    assert not found.appeared


def test_a_turned_sign_is_no_coming_and_going(files):
    found = difference(*files(graph(AB, BC), graph(AB, ("b", "inhibits", "c", "asserted", "p"))))
    assert {(one.cause, one.before, one.after) for one in found.turned} == {(A, ("+",), ("-",)), (B, ("+",), ("-",))}
    assert not found.appeared
    assert not found.vanished


def test_wording_and_origin_are_compared(files):
    found = difference(*files(graph(AB, BC), graph(AB, ("b", "promotes", "c", "possible", "q"))))
    told = {(one.effect.subject, one.before.modality, one.after.modality, one.after.origin) for one in found.reworded}
    assert told == {(A, "asserted", "possible", "assembled"), (B, "asserted", "possible", "stated")}
    (evidence,) = found.nodes["evidence"].changed
    assert len(evidence.removed) == len(evidence.added) == 2


def test_a_new_name_is_a_change_of_its_term_alone(files):
    found = difference(*files(graph(AB), graph(AB, labels={"a": "other"})))
    assert set(found.nodes) == {"term"}
    assert [one.iri for one in found.nodes["term"].changed] == [A]
    assert not (found.appeared or found.vanished or found.reworded)


def test_the_same_content_under_another_name_is_the_same(files):
    assert not difference(*files(graph(AB), graph(AB)))


def test_order_and_layout_are_no_difference(files):
    left = graph(AB, BC)
    assert not difference(*files(left, "\n\n".join(["# again", *left.splitlines()])))


@pytest.mark.slow
def test_dropping_a_source_takes_its_conclusions(tmp_path):
    folder = tmp_path / "graphs"
    shutil.copytree(GRAPHS, folder)
    next(Path(folder, "sources").glob("*-and-twitching.ttl")).unlink()
    found = difference(GRAPHS, str(folder))
    before, after = set(open_graph().net_effects()), set(open_graph(str(folder)).net_effects())
    turned = {(one.cause, one.effect) for one in found.turned}
    assert {e for e, _ in found.vanished} == {e for e in before - after if (e.subject, e.object) not in turned}
    assert {e for e, _ in found.appeared} == {e for e in after - before if (e.subject, e.object) not in turned}
    assert found.nodes["source"].removed


# ---- revisions ------------------------------------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A repository whose first revision lacks the claim that its second has."""
    if not shutil.which("git"):
        pytest.skip("needs git")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)

    def git(*arguments):
        own = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *own, *arguments], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    (tmp_path / "graphs").mkdir()
    for number, text in enumerate((graph(AB), graph(AB, BC))):
        (tmp_path / "graphs" / "g.ttl").write_text(text)
        git("add", ".")
        git("commit", "-q", "-m", str(number))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_revisions_are_read_from_the_checkout(checkout):
    found = difference("HEAD~1", "HEAD")
    assert pairs(found.appeared) == {(B, "+", C), (A, "+", C)}
    assert not difference("HEAD", "graphs")
    assert not difference("HEAD:graphs/g.ttl", str(checkout / "graphs" / "g.ttl"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no-such-thing", "neither a file"),
        ("HEAD:nowhere", 'no "nowhere"'),
        ("--output=x", "neither a file"),
        ("HEAD:../x", 'no "../x"'),
    ],
)
def test_what_is_neither_path_nor_revision_is_refused(checkout, capfd, name, said):
    assert run(["diff", "--", name, "graphs"]) == 2
    assert said in capfd.readouterr().err
    assert not (checkout / "x").exists()


# ---- the command ----------------------------------------------------------------------------------------


def invoke(*arguments):
    return CliRunner().invoke(kgtool, ["diff", *arguments], standalone_mode=False)


def test_exit_codes_tell_whether_they_differ(files):
    paths = files(graph(AB), graph(AB, BC))
    assert invoke(*paths).return_value == 1
    assert invoke(paths[0], paths[0]).return_value == 0


def test_text_puts_conclusions_first(files):
    lines = invoke(*files(graph(AB), graph(AB, BC))).stdout.splitlines()
    assert lines[0] == "conclusions that appeared"
    assert "  a promotes c (stated, worded as asserted)" in lines


def test_json_has_both_sides(files):
    paths = files(graph(AB, BC), graph(AB))
    found = json.loads(invoke(*paths, "--format", "json").stdout)
    assert (found["schema"], found["same"], found["left"]) == ("kgtool/diff/1", False, paths[0])
    assert [one["cause"]["label"] for one in found["conclusions"]["vanished"]] == ["a", "b"]


def test_markdown_cannot_be_steered_by_a_label(files):
    left, right = graph(AB), graph(AB, BC, labels={"b": "<img src=x> | *b*"})
    text = invoke(*files(left, right), "--format", "md").stdout
    assert "<img" not in text
    assert "| conclusions that appeared | 2 |" in text


# ---- whatever differs is told ----

P = "@prefix e: <http://e.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
OTHERS = {
    "below a blank node": (
        'e:a rdfs:label "a" ; e:p [ e:q 1 ] .',
        'e:a rdfs:label "a" ; e:p [ e:q 2 ] .',
        "[ http://e.org/q",
    ),
    "unlabelled": ("e:a e:knows e:b .", "e:a e:hates e:b .", "http://e.org/hates"),
    "a superclass": ("e:a rdfs:subClassOf e:b .", "e:a rdfs:subClassOf e:c .", "http://e.org/c"),
    "deep": (
        "e:a e:p " + "[ e:q " * 9 + "1" + " ]" * 9 + " .",
        "e:a e:p " + "[ e:q " * 9 + "2" + " ]" * 9 + " .",
        '"2"',
    ),
    "a circle": ("_:x e:p _:y . _:y e:p _:x .", "_:x e:p _:y . _:y e:q _:x .", "http://e.org/q"),
    "one of two brothers": ("e:a e:p [], [] .", "e:a e:p [] .", "http://e.org/p"),
    "a list": ("e:a e:p ( 1 2 3 ) .", "e:a e:p ( 1 2 4 ) .", '"4"'),
    "how a number is written": ("e:a e:p 1.50 .", "e:a e:p 1.5 .", "1.5"),
}


@pytest.mark.parametrize(("left", "right", "told"), OTHERS.values(), ids=OTHERS)
def test_every_difference_is_told(files, capsys, left, right, told):
    assert run(["diff", *files(P + left, P + right)]) == 1
    assert told in capsys.readouterr().out


def test_a_moved_graph_is_a_difference(tmp_path, capsys):
    paths = [tmp_path / "1.nq", tmp_path / "2.nq"]
    for number, path in enumerate(paths):
        path.write_text(
            f'<http://e.org/a> <http://www.w3.org/2000/01/rdf-schema#label> "a" <http://e.org/g{number}> .\n'
        )
    assert run(["diff", *map(str, paths)]) == 1
    assert "(in http://e.org/g1)" in capsys.readouterr().out


def test_signs_are_honoured(files, tmp_path, capsys):
    signs = tmp_path / "signs.ttl"
    signs.write_text(
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
        "<http://e.org/p> rdfs:subPropertyOf <https://w3id.org/nutrition-causality/ontology#stepPromotes> ."
    )
    assert run(["diff", "--signs", str(signs), *files(P + "e:a e:q e:b .", P + "e:a e:p e:b .")]) == 1
    assert "conclusions that appeared" in capsys.readouterr().out


node = st.sampled_from(["_:x", "_:y", "_:z", "<http://e.org/a>", "<http://e.org/b>"])
arc = st.tuples(node, st.sampled_from(["<http://e.org/p>", "<http://e.org/q>"]), node)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(arc, min_size=1, max_size=5), st.lists(arc, min_size=1, max_size=5))
def test_no_difference_means_the_same_graph(tmp_path, left, right):
    graphs = []
    for name, arcs in (("l.nt", left), ("r.nt", right)):
        (tmp_path / name).write_text("".join(f"{' '.join(one)} .\n" for one in arcs))
        dataset = ox.Dataset(ox.parse(path=str(tmp_path / name)))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        graphs.append(dataset)
    found = difference(str(tmp_path / "l.nt"), str(tmp_path / "r.nt"), use_cache=False)
    assert bool(found) == (graphs[0] != graphs[1])


def test_what_became_a_term_keeps_nothing_back(files, capsys):
    assert run(["diff", *files(P + "e:a e:p 1 .", P + "e:a rdfs:label 'a' ; e:p 2 .")]) == 1
    assert 'removed\n  a http://e.org/p "1"' in capsys.readouterr().out


def test_markdown_counts_nodes_not_lines(files):
    text = invoke(
        *files(P + "e:a rdfs:label 'a' ; e:p 1 , 2 .", P + "e:a rdfs:label 'b' ; e:p 3 ."), "--format", "md"
    ).stdout
    assert "| terms changed | 1 |" in text


ALIKE = {
    "a triple in a value": ("e:a e:q <<( _:x e:p e:b )>> . _:x e:q 1 .", "_:z e:q 1 . e:a e:q <<( _:z e:p e:b )>> ."),
    "a circle": ("_:a e:p _:b . _:b e:p _:c . _:c e:p _:a .", "_:c e:p _:x . _:x e:p _:a . _:a e:p _:c ."),
    "layout": ("e:a e:p 1, 2 . e:a e:p 1 .", "@base <http://e.org/> . <a> <p> 2, 1 ."),
}
UNLIKE = {
    "another reifier": ("e:a e:p e:b ~ e:r .", "e:a e:p e:b ~ e:s ."),
    "a value in a triple": (
        "e:a e:q <<( _:x e:p e:b )>> . _:x e:q 1 . _:y e:q 2 .",
        "e:a e:q <<( _:y e:p e:b )>> . _:x e:q 1 . _:y e:q 2 .",
    ),
    "two circles": (
        "_:a e:p _:b . _:b e:p _:a . _:c e:p _:d . _:d e:p _:c .",
        "_:a e:p _:b . _:b e:p _:c . _:c e:p _:d . _:d e:p _:a .",
    ),
    "direction": ("e:a e:p 'x'@en--ltr .", "e:a e:p 'x'@en--rtl ."),
    "an empty text": ("e:a e:p '' .", "e:a e:p ''@en ."),
}


@pytest.mark.parametrize(("pair", "code"), [(p, 0) for p in ALIKE.values()] + [(p, 1) for p in UNLIKE.values()])
def test_graphs_are_compared_but_for_labels_and_layout(files, pair, code):
    assert run(["diff", *files(*(P + text for text in pair))]) == code


OTHERS = {
    "datatype": ('"1"^^xsd:int', '"1"^^xsd:long', '"1"^^xsd:int'),
    "triple": ("<<( e:s e:q 1 )>>", "<<( e:s e:q 2 )>>", '<<( http://e.org/s http://e.org/q "1"^^xsd:integer )>>'),
    "long": (f'"{"x" * 5000}"', f'"{"x" * 4999}y"', "… xx"),
    "letters that look alike": ('"\u00e9"', '"e\u0301"', '"\u00e9"'),
}


@pytest.mark.parametrize(("one", "other", "said"), OTHERS.values(), ids=OTHERS)
def test_values_are_told_so_that_they_differ(tmp_path, one, other, said, capsys):
    head = "@prefix e: <http://e.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . e:a e:p "
    for name, value in (("1.ttl", one), ("2.ttl", other)):
        (tmp_path / name).write_text(f"{head}{value} .", encoding="utf-8")
    assert run(["diff", str(tmp_path / "1.ttl"), str(tmp_path / "2.ttl")]) == 1
    lines = [line for line in capsys.readouterr().out.splitlines() if "e.org/a" in line]
    assert len(set(lines)) == 2 and any(said in line for line in lines)
    assert max(map(len, lines)) < 400


def test_without_time_the_nearest_conclusions_are_compared_and_that_is_said(files, capfd):
    chain = [(a, "promotes", b, "asserted", "p") for a, b in pairwise("abcdefgh")]
    one, other = files(
        graph(*chain, terms="abcdefghi"), graph(*chain, ("h", "promotes", "i", "asserted", "p"), terms="abcdefghi")
    )
    found = difference(one, other, timeout=0)
    assert [(e.subject[-1], e.object[-1]) for e, _ in found.appeared] == [("h", "i")]
    assert "1 of 8 causes" in found.truncated
    assert len(difference(one, other).appeared) == 8 and difference(one, other).truncated is None
    assert run(["--timeout", "0.001", "diff", one, other]) == 4
    assert "aise --timeout" in capfd.readouterr().err
