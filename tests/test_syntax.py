"""Files in another syntax than their name says, packed files and standard input."""

import bz2
import gzip
import io
import re
import subprocess
import sys

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.cli.main import run
from kgtool.errors import InputError
from kgtool.store import files, syntax, unpacking
from kgtool.store.unpacking import plain_bytes

TURTLE = "@prefix e: <http://e.org/> .\ne:a e:p e:b .\n"
TRIPLES = "<http://e.org/a> <http://e.org/p> <http://e.org/b> .\n"
XML = (
    '<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/">\n'
    '<rdf:Description rdf:about="http://e.org/a"><e:p rdf:resource="http://e.org/b"/></rdf:Description></rdf:RDF>\n'
)
JSONLD = '{"@context": {"e": "http://e.org/"}, "@id": "e:a", "e:p": {"@id": "e:b"}}\n'
OWLXML = (
    '<?xml version="1.0"?>\n<!DOCTYPE Ontology [ <!ENTITY xsd "http://www.w3.org/2001/XMLSchema#" > ]>\n'
    '<Ontology xmlns="http://www.w3.org/2002/07/owl#" ontologyIRI="http://e.org/o">'
    '<Declaration><Class IRI="http://e.org/A"/></Declaration></Ontology>\n'
)
FUNCTIONAL = "Prefix(:=<http://e.org/>)\nOntology(<http://e.org/o> Declaration(Class(:A)))\n"
MANCHESTER = "Prefix: : <http://e.org/>\nOntology: <http://e.org/o>\nClass: :A\n"
WELL = {"ttl": TURTLE, "nt": TRIPLES, "nq": TRIPLES, "trig": TURTLE, "rdf": XML, "owl": XML, "jsonld": JSONLD}
OTHER = {
    "OWL functional syntax": FUNCTIONAL,
    "OWL Manchester syntax": MANCHESTER,
    "OWL/XML": OWLXML,
    "OBO format": "format-version: 1.2\nontology: x\n\n[Term]\nid: X:1\n",
    "a web page (HTML)": "\n<!DOCTYPE html>\n<html><head><title>404</title></head></html>\n",
    "a pointer of Git LFS": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
    "OBO graphs (JSON)": '{\n "graphs": [ ] }\n',
    "a file packed by gzip": gzip.compress(TURTLE.encode(), mtime=0),
    "a file packed by bzip2": bz2.compress(TURTLE.encode()),
    "a packed archive": b"PK\x03\x04\0\0",
    "an SQLite database": b"SQLite format 3\0\0",
    "text in UTF-16": TURTLE.encode("utf-16"),
    "text in UTF-32": TURTLE.encode("utf-32"),
    "a file with a conflict of git in it": TURTLE + "<<<<<<< HEAD\n",
    "N3 with rules": TURTLE.splitlines()[0] + "\n{ ?x e:p ?y } => { ?y e:q ?x } .\n",
    "TriX": '<?xml version="1.0"?><TriX xmlns="http://www.w3.org/2004/03/trix/trix-1/"><graph/></TriX>',
    "a table": "subject,predicate,object\na,b,c\n",
    "a binary file": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "SHACL in its compact syntax": "PREFIX e: <http://e.org/>\nshape e:S -> e:C {\n e:p xsd:string [1..1] .\n}\n",
    "ShEx": "PREFIX e: <http://e.org/>\ne:S { e:p xsd:string ; }\n",
    "a SPARQL query": "PREFIX e: <http://e.org/>\nSELECT * WHERE { ?s e:p ?o }\n",
    "RDF/JSON": '{"http://e.org/a": {"http://e.org/p": [{"value": "x", "type": "literal"}]}}',
    "YAML": "---\nid: x\n",
}
SPELT_OTHERWISE = {
    "a table": ['"subject","predicate"\n"a","b"\n', "a;b\n1;2\n", "#curie_map:\n#  HP: x\nsubject_id\tobject_id\n"],
    "OBO format": ["[Term]\nid: X:1\n"],
    "OBO graphs (JSON)": ['{"meta": {}, "graphs": []}'],
    "a packed archive": [b"g.ttl" + b"\0" * 252 + b"ustar"],
    "JSON": ['{"type": "FeatureCollection", "features": []}', '[{"a": 1}]'],
}


def written(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return str(path)


def quads(path):
    return {(str(q.subject), str(q.object)) for q in files.quads(path)}


@pytest.mark.parametrize("name", sorted(OTHER))
@pytest.mark.parametrize("kind", sorted(WELL))
def test_another_syntax_is_called_by_its_name(tmp_path, kind, name):
    with pytest.raises(InputError, match="this looks like") as told:
        quads(written(tmp_path, f"x.{kind}", OTHER[name]))
    assert name in str(told.value)
    assert "\n" not in str(told.value)
    if "OWL" in name:
        assert "robot convert --input" in str(told.value)


@pytest.mark.parametrize("name", sorted(SPELT_OTHERWISE))
@pytest.mark.parametrize("kind", ["ttl", "owl", "jsonld"])
def test_it_is_known_however_it_begins(tmp_path, kind, name):
    for data in SPELT_OTHERWISE[name]:
        with pytest.raises(InputError, match=f"this looks like {re.escape(name)}"):
            quads(written(tmp_path, f"x.{kind}", data))


@pytest.mark.parametrize("data", ["{}", "[]", '{"http://e.org/p": "x"}', '\ufeff{ "urn:p" : [{"urn:q": 1}]}'])
def test_what_may_be_json_ld_is_read(tmp_path, data):
    assert len(list(files.quads(written(tmp_path, "x.jsonld", data)))) == data.count("urn") + data.count("http")


def test_xml_that_never_names_rdf_says_nothing(tmp_path):
    for data in ('<svg xmlns="http://www.w3.org/2000/svg"/>', '<?xml version="1.0"?><graphml xmlns="http://g.org/"/>'):
        with pytest.raises(InputError, match="XML of another kind"):
            quads(written(tmp_path, "x.owl", data))


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("rdf", TURTLE, "looks like Turtle, not like RDF/XML. End its name in .ttl, or say --input-format ttl."),
        ("ttl", XML, "looks like RDF/XML, not like Turtle. End its name in .rdf, or say --input-format rdf."),
        ("nt", TURTLE, "looks like Turtle, not like N-Triples"),
        ("ttl", TURTLE.replace("e:a", "e:g { e:a") + "}", "looks like TriG, not like Turtle. End its name in .trig"),
        ("nt", TRIPLES.replace(" .", " <urn:g> ."), "looks like N-Quads, not like N-Triples. End its name in .nq"),
        ("ttl", TURTLE.encode("utf-16-be"), "looks like text in UTF-16"),
        ("ttl.gz", TURTLE, "it isn't packed, though its name says so. Take .gz off its name."),
        ("ttl.gz", gzip.compress(TURTLE.encode(), mtime=0) + b"more", "damaged, or something stands behind it"),
        ("ttl.bz2", bz2.compress(TURTLE.encode())[:-4], "it is cut short"),
        ("nt", b"\x1c\x18\0http", r"\x1c"),
        ("owl", JSONLD, "looks like JSON-LD, not like RDF/XML"),
        ("jsonld", TRIPLES, "looks like N-Triples, not like JSON-LD"),
    ],
)
def test_rdf_under_a_wrong_ending(tmp_path, kind, data, said):
    with pytest.raises(InputError) as told:
        quads(written(tmp_path, f"x.{kind}", data))
    assert said in str(told.value)


@pytest.mark.parametrize("kind", sorted(WELL))
def test_a_fault_of_the_right_syntax_keeps_its_line(tmp_path, kind):
    broken = WELL[kind].replace("http://e.org/b", "http://e.org/ b").replace("e:b", "e:b e:b") + "\n}"
    with pytest.raises(InputError) as told:
        quads(written(tmp_path, f"x.{kind}", broken))
    assert "looks like" not in str(told.value)


@pytest.mark.parametrize("kind", sorted(WELL))
@pytest.mark.parametrize(("end", "pack"), [("", bytes), (".gz", gzip.compress), (".BZ2", bz2.compress)])
def test_packed_files_are_read_as_they_are(tmp_path, kind, end, pack):
    path = written(tmp_path, f"x.{kind}{end}", pack(WELL[kind].encode()))
    assert quads(path) == {("<http://e.org/a>", "<http://e.org/b>")}
    assert [line for _, line in files.quads_with_lines(path)]


@pytest.mark.slow
@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_bomb_is_refused_early(tmp_path, pack):
    path = written(tmp_path, "x.ttl." + ("gz" if pack is gzip.compress else "bz2"), pack(b" " * (200 << 20)))
    with pytest.raises(InputError, match="unpacks to more than"):
        quads(path)


@given(st.binary(max_size=3000), st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4000)), max_size=8))
def test_a_packed_file_is_the_file(tmp_path_factory, data, moves):
    """Whatever is read of it in whatever order."""
    path = written(tmp_path_factory.mktemp("packed"), "x.ttl.gz", gzip.compress(data, mtime=0))
    plain = io.BytesIO(data)
    with plain_bytes(path) as packed:
        for kind, number in moves:
            for file in (ask := (packed, plain)):
                if kind == 3:
                    file.seek(min(number, len(data)))
            if kind < 3:
                size = -1 if kind == 0 else number
                found = [file.readline(size) if kind == 2 else file.read(size) for file in ask]
                assert found[0] == found[1]


@pytest.mark.parametrize("cut", [5, 15, 30])
def test_a_packed_file_that_was_cut_off(tmp_path, cut):
    for end, pack in ((".gz", gzip.compress), (".bz2", bz2.compress)):
        path = written(tmp_path, f"x.ttl{end}", pack(TURTLE.encode())[:cut])
        with pytest.raises(InputError):
            quads(path)


@pytest.mark.parametrize("kind", sorted(WELL))
def test_standard_input_is_read(kind):
    command = [sys.executable, "-m", "kgtool", "query", "-i", "-", "--input-format", kind]
    command += ["-e", "SELECT ?o { <http://e.org/a> <http://e.org/p> ?o }"]
    done = subprocess.run(command, input=WELL[kind].encode(), capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, b"o\r\nhttp://e.org/b\r\n"), done.stderr


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_standard_input_is_unpacked(monkeypatch, pack):
    monkeypatch.setattr(unpacking, "standard_input", lambda: pack(TURTLE.encode()))
    assert plain_bytes("-").read() == TURTLE.encode()
    syntax.declare("-", "ttl")
    monkeypatch.setattr(unpacking, "standard_input", lambda: pack(TURTLE.encode() * 99)[:40])
    with pytest.raises(InputError, match="it is cut short"):
        quads("-")
    monkeypatch.setattr(unpacking, "standard_input", XML.encode)
    with pytest.raises(InputError, match=r"Say --input-format rdf\."):
        quads("-")
    syntax._declared.clear()


@pytest.mark.parametrize("arguments", [("export", "--format", "nt"), ("validate",), ("info",)])
def test_standard_input_goes_into_any_command(arguments):
    command = [sys.executable, "-m", "kgtool", arguments[0], "-i", "-", "--input-format", "ttl", *arguments[1:]]
    done = subprocess.run(command, input=TURTLE.encode(), capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_standard_input_needs_a_format(capfd):
    assert run(["info", "-i", "-"]) == 2
    assert "say --input-format" in capfd.readouterr().err


def test_a_declared_format_goes_before_the_ending(tmp_path, capfd):
    path = written(tmp_path, "x.data", TURTLE)
    assert run(["export", "-i", path]) == 3
    assert "looks like Turtle" in capfd.readouterr().err
    assert run(["export", "--input-format", "ttl", "-i", path, "--format", "nt"]) == 0
    assert capfd.readouterr().out == TRIPLES
    syntax._declared.clear()
    unpacking.standard_input.cache_clear()


@given(st.binary(max_size=300))
def test_any_beginning_is_told_apart_in_a_moment(head):
    told = syntax.mismatch("x.ttl", head)
    assert told is None or told.startswith("x.ttl: this looks like ")


def test_no_beginning_takes_long():
    for unit in (b"# ", b"#\n", b"<!--", b"<?xml ", b"[[", b"a:\n", b" \t", b"_:a ", b"<a>"):
        syntax.mismatch("x.ttl", unit * 4000)


def test_formats_are_those_of_the_parser():
    assert set(syntax.FORMATS.values()) <= {
        ox.RdfFormat.from_extension(end) for end in ("ttl", "nt", "nq", "trig", "rdf", "jsonld")
    }
