"""Command lines and graphs that nobody would write: each ends in an answer or in one line, never in a traceback.

KGTOOL_FUZZ_CASES sets the number of generated cases.
"""
# ruff: noqa: E501 - texts that are data stay on one line

import os
import time

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtool.cli import run
from kgtool.vocabulary import BASE, NC

CASES = int(os.environ.get("KGTOOL_FUZZ_CASES", "150"))
FUZZED = settings(
    max_examples=CASES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize="KGTOOL_FUZZ_CASES" not in os.environ,
)
CODES = {0, 1, 2, 3, 4, 5}

words = st.one_of(
    st.sampled_from(
        [
            *("magnesium", "muscle cramp", "tetany", "vitamin D deficiency", "term:tetany", "HP:0002380", "t:a", "t:b"),
            *(
                "",
                " ",
                "-",
                "--",
                "<",
                "<>",
                "<http://x>",
                "http://x/%",
                "nc:",
                ":",
                "\0",
                "\udcff",
                "'",
                '"',
                "\\",
                "}",
                "a" * 5_000,
            ),
        ]
    ),
    st.text(max_size=12),
)
options = st.one_of(
    st.sampled_from(
        [["--stated"], ["--evidence"], ["--no-cache"], ["--list"], ["--show"], ["--help"], ["--format", "json"]]
    ),
    st.tuples(
        st.sampled_from(["--from", "--to", "--via", "--avoid", "--source", "--without", "-e", "-p", "-o", "--nope"]),
        words,
    ).map(list),
    st.tuples(
        st.sampled_from(["-k", "--max-steps", "-n", "--limit", "--timeout", "--memory"]),
        st.one_of(words, st.integers(-2, 9).map(str)),
    ).map(list),
    st.tuples(st.just("--sign"), st.sampled_from(["+", "-", "any", "±"])).map(list),
    st.tuples(
        st.just("--format"), st.sampled_from(["text", "json", "csv", "tsv", "xml", "ttl", "nt", "table", "?"])
    ).map(list),
    words.map(lambda w: [w]),
)
commands = st.sampled_from(
    ["trace", "trace", "trace", "show", "search", "info", "query", "cache", "explain", "conflicts", "causes-of"]
)
subjects = st.sampled_from(["red-flags", "effects", "direct-causes", "info", "calcium", "tetany"])


def no_files(arguments):
    """Command lines that write a file are kept to one folder by `test_command_lines`, those that fork are slow."""
    return "-e" not in arguments and "-" not in arguments and not any(a.endswith(".rq") for a in arguments)


def ended_well(arguments, capfd):
    began = time.monotonic()
    code = run(arguments)
    told = capfd.readouterr()
    assert code in CODES, (code, told.err)
    assert "Traceback" not in told.err
    assert [c for c in told.err if not c.isprintable() and c != "\n"] == []
    if code not in (0, 1):
        assert told.err.startswith("kgtool: "), told.err
    assert time.monotonic() - began < 60
    return code


@pytest.mark.slow
@FUZZED
@given(
    st.tuples(
        commands.map(lambda c: [c]), st.one_of(st.just([]), subjects.map(lambda s: [s])), st.lists(options, max_size=4)
    )
)
def test_command_lines(tmp_path, monkeypatch, capfd, parts):
    monkeypatch.chdir(tmp_path)
    command, subject, rest = parts
    arguments = [*command, *subject, *(a for option in rest for a in option)]
    if no_files(arguments):
        ended_well(arguments, capfd)


# ---- graphs --------------------------------------------------------------------------------------------

PREFIXES = f"""@prefix nc: <{NC}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix t: <{BASE}term/> . @prefix c: <{BASE}claim/> . @prefix e: <{BASE}evidence/> . @prefix p: <{BASE}passage/> .
"""
things = st.sampled_from(["t:a", "t:b", "t:c", "t:d", "t:e"])
subject_nodes = st.one_of(
    things, st.sampled_from(["c:1", "c:2", "c:3", "c:4", "e:1", "e:2", "e:3", "p:1", "p:2", "_:x", "[]", "nc:promotes"])
)
predicates = st.sampled_from(
    [
        f"nc:{name}"
        for name in ("subject", "predicate", "object", "evidence", "stance", "modality", "directness", "passage")
    ]
    + [
        f"nc:{name}"
        for name in ("source", "section", "context", "condition", "deficiencyOf", "decreaseOf", "enables", "kindOf")
    ]
    + [
        f"nc:{name}"
        for name in ("stepPromotes", "directlyPromotes", "sign", "rule", "projectsTo", "premise", "derivedSubject")
    ]
    + ["a", "rdfs:label", "skos:altLabel", "skos:exactMatch", "rdfs:subPropertyOf", "owl:propertyChainAxiom"]
)
literals = st.one_of(st.text(max_size=8), st.sampled_from(["a", "b", "\x1b[31m", "\u202e", "+", "-", "x" * 2_000]))
values = st.one_of(
    subject_nodes,
    st.sampled_from(
        [
            "nc:promotes",
            "nc:inhibits",
            "nc:enables",
            "nc:supports",
            "nc:disputes",
            "nc:asserted",
            "nc:possible",
            "nc:indirect",
        ]
    ),
    st.sampled_from(
        [
            "nc:Claim",
            "nc:Evidence",
            "nc:Umbrella",
            "nc:Deficiency",
            "owl:Class",
            "( t:a t:b )",
            "( )",
            "1",
            "1.50",
            "true",
        ]
    ),
    literals.map(
        lambda text: '"' + "".join(f"\\U{ord(ch):08X}" for ch in text if not 0xD800 <= ord(ch) < 0xE000) + '"@en'
    ),
)
statements = st.lists(st.tuples(subject_nodes, predicates, values).map(lambda s: " ".join(s) + " ."), max_size=40)
claims = st.lists(
    st.tuples(
        st.integers(1, 6),
        things,
        st.sampled_from(["promotes", "inhibits", "enables", "kindOf", "protectsFrom"]),
        things,
    ).map(
        lambda c: (
            f"c:{c[0]} a nc:Claim ; nc:subject {c[1]} ; nc:predicate nc:{c[2]} ; nc:object {c[3]} ; nc:evidence e:{c[0]} . "
            f"e:{c[0]} a nc:Evidence ; nc:stance nc:supports ; nc:modality nc:possible ; nc:passage p:1 . p:1 nc:source t:s ."
        )
    ),
    max_size=8,
)
ASKED = [
    ["trace", "t:a", "t:b"],
    ["trace", "--from", "t:a", "--format", "json", "--max-steps", "8"],
    ["trace", "--to", "t:c", "--evidence"],
    ["show", "t:a"],
    ["show", "a", "--format", "json"],
    ["search", "a"],
    ["info"],
    ["query", "effects"],
]


@pytest.mark.slow
@FUZZED
@given(claims, statements, st.sampled_from(ASKED))
def test_graphs(tmp_path, capfd, made, loose, asked):
    path = tmp_path / "graph.ttl"
    path.write_text(PREFIXES + "\n".join([*made, *loose]), encoding="utf-8")
    asked = [f"<{BASE}term/{word[2:]}>" if word.startswith("t:") else word for word in asked]
    assert ended_well([*asked, "--no-cache", "-i", str(path)], capfd) != 2 or asked[0] in ("trace", "show")


@FUZZED
@given(st.binary(max_size=200), st.sampled_from(["ttl", "nt", "nq", "trig", "owl", "jsonld"]))
def test_files_of_noise(tmp_path, capfd, noise, ending):
    path = tmp_path / f"noise.{ending}"
    path.write_bytes(noise)
    assert ended_well(["search", "a", "--no-cache", "-i", str(path)], capfd) in (1, 3, 5)


RDF_XML = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/" xml:base="http://b.org/d" xml:lang="en">
<e:T rdf:about="http://e.org/a" e:q="v w"><e:p>text</e:p><e:l rdf:parseType="Collection"><e:U rdf:about="1"/></e:l>
<e:s rdf:parseType="Resource"><e:t rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">5</e:t></e:s></e:T>
<rdf:Seq><rdf:li xml:lang="">a &amp; b</rdf:li><rdf:li rdf:resource="#k"/></rdf:Seq>
<rdf:Description rdf:nodeID="n"><e:m rdf:parseType="Literal">x <e:b/></e:m></rdf:Description></rdf:RDF>"""
JSON_LD = """{"@context": {"e": "http://e.org/", "p": {"@id": "e:p", "@type": "@id"}, "l": {"@id": "e:l", "@container": "@list"}},
"@graph": [{"@id": "e:a", "@type": "e:T", "p": "e:b", "l": [1, 2.5, "x"], "e:q": {"@value": "v", "@language": "de"}},
{"@id": "e:b", "@reverse": {"p": [{"@id": "e:c"}]}, "e:x": [true, null, {"@list": []}]}]}"""
pieces = st.sampled_from(
    [
        *(
            'rdf:about="x"',
            'rdf:ID="x"',
            'rdf:parseType="Literal"',
            'rdf:datatype="e:x"',
            'xml:lang=""',
            'xml:base="y"',
        ),
        *(
            "<!-- c -->",
            "<![CDATA[x]]>",
            "<?pi x?>",
            "&amp;",
            "&#10;",
            "&x;",
            "<e:p>",
            "</e:p>",
            "<",
            ">",
            '"',
            "\r\n",
            "\t",
        ),
        *(
            '"@id"',
            '"@type": 1',
            '"@list"',
            '"@base": "x"',
            '"@context": null',
            "null",
            "1e5",
            "{}",
            "[",
            "]",
            "{",
            "}",
            ",",
        ),
        *("\0", "\x7f", "\ufeff", "\u2028", "é", "http://e.org/ x"),
    ]
)
changes = st.lists(
    st.tuples(st.integers(0, 900), st.integers(0, 12), st.one_of(st.just(""), pieces)), min_size=1, max_size=4
)


@FUZZED
@given(st.sampled_from([("rdf", RDF_XML), ("jsonld", JSON_LD)]), changes)
def test_mutated_files(tmp_path, capfd, given, made):
    """What is read is what other readers may read too: every statement that is told can be said in N-Triples."""
    ending, text = given
    for at, length, piece in made:
        text = text[:at] + piece + text[at + length :]
    path = tmp_path / f"mutated.{ending}"
    path.write_bytes(text.encode())
    code = ended_well(["export", "-i", str(path), "--format", "nt", "-o", str(tmp_path / "out.nt")], capfd)
    if code == 0:
        assert list(ox.parse(path=str(tmp_path / "out.nt")))
    else:
        assert code in (3, 5)
        assert not (tmp_path / "out.nt").exists()
    (tmp_path / "out.nt").unlink(missing_ok=True)


# ---- what it found -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "\0"],
        ["show", "\udcff"],
        ["trace", "a" * 5_000, "tetany"],
        ["search", "\udcff"],
        ["search", "\x1f"],
        ["info", "-o", "\0"],
        ["info", "-i", "\0.ttl"],
        ["info", "-i", "a" * 5_000 + ".ttl"],
    ],
    ids=lambda line: repr(line)[:30],
)
def test_found_by_fuzzing(arguments, capfd):
    assert ended_well(list(arguments), capfd) in (1, 2, 3)


@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
@pytest.mark.parametrize(
    "statement",
    [
        't:a nc:projectsTo ""@en .',
        't:a rdfs:label " "@en ; nc:directlyPromotes t:c . t:b rdfs:label ""@en ; nc:directlyPromotes t:d .',
        't:a nc:subject t:a , ""@en ; nc:predicate "" ; nc:object "" ; nc:evidence "" .',
        't:a rdfs:subPropertyOf nc:stepPromotes ; nc:rule "x" ; owl:propertyChainAxiom _:l . '
        "_:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> nc:enables ; <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l .",
    ],
)
def test_found_by_fuzzing_graphs(statement, asked, tmp_path, capfd):
    path = tmp_path / "graph.ttl"
    path.write_text(PREFIXES + statement, encoding="utf-8")
    line = [f"<{BASE}term/{word[2:]}>" if word.startswith("t:") else word for word in asked]
    ended_well([*line, "--no-cache", "-i", str(path)], capfd)
