"""Tables are the record: what they make is what is committed, the way back is exact, and each fault has its place."""

import json
import os
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtool import folders
from kgtool.cli import run
from kgtool.importing.build import build
from kgtool.importing.building import turtle_files
from kgtool.importing.checking import check
from kgtool.importing.folder import load
from kgtool.importing.freshness import stale_table
from kgtool.importing.tsv import TableError, joined, read, split, written
from kgtool.importing.unbuilding import tables_of

GRAPHS = Path(folders.GRAPHS)


@pytest.fixture(scope="module")
def shipped():
    return load(str(GRAPHS))


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(GRAPHS.parent / "ontology", tmp_path / "ontology")
    return shutil.copytree(GRAPHS, tmp_path / "graphs")


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults(folder):
    with pytest.raises(TableError) as error:
        check(load(str(folder)))
    return [(f.path.rpartition("/")[2], f.line, f.column, f.what) for f in error.value.faults]


# ---- the whole graph of the articles ----


def test_the_committed_files_are_what_the_tables_make(shipped):
    made = turtle_files(shipped)
    stale = [path for path, data in made.items() if (GRAPHS / path).resolve().read_bytes() != data]
    assert stale == [], "run `kgtool build`"
    committed = {str(path.relative_to(GRAPHS)) for path in GRAPHS.rglob("*.ttl")}
    assert committed == {path for path in made if path.endswith(".ttl")}


def test_turtle_gives_the_same_tables_back(shipped):
    quads = [quad for path in sorted(GRAPHS.rglob("*.ttl")) for quad in ox.parse(path=path)]
    left = []
    for path, data in tables_of(quads, left.append).items():
        if path == "graph.tsv":
            rows = {line.split(b"\t")[0]: line for line in shipped.raw[path].splitlines()}
            assert set(data.splitlines()) == {line for key, line in rows.items() if key != b"file"}
        else:
            assert data == shipped.raw[path], path
    assert left == []


def test_the_shipped_tables_have_no_fault(shipped):
    check(shipped)


# ---- building ----


def test_a_build_writes_only_what_changed(copy):
    assert build(str(copy)).written == ()
    edit(copy / "terms" / "nutrients.tsv", "calcium\tNutrient\tcalcium\t", "calcium\tNutrient\tCalcium\t")
    assert stale_table([str(copy)]).endswith("nutrients.tsv")
    assert build(str(copy)).written == ("terms/nutrients.ttl",)
    assert stale_table([str(copy)]) is None
    assert '"Calcium"@en' in (copy / "terms" / "nutrients.ttl").read_text()


def test_a_new_row_renames_nothing_and_a_deleted_one_is_gone(copy):
    table = copy / "sources" / "twitching-all-over.tsv"
    before = (copy / "sources" / "twitching-all-over.ttl").read_text()
    lines = table.read_text().splitlines(keepends=True)
    gone = lines.pop(5).split("\t")
    table.write_text("".join(lines))
    build(str(copy))
    after = (copy / "sources" / "twitching-all-over.ttl").read_text()
    named = {line.split()[0] for line in after.splitlines() if line.startswith("ev:")}
    lost = {line.split()[0] for line in before.splitlines() if line.startswith("ev:")} - named
    assert lost == {f"ev:{gone[0]}--{gone[1]}--{gone[2]}--twitching-all-over--{gone[4]}"}


def test_a_source_without_tables_is_gone_after_a_build(copy):
    name = "vitamin-d-and-twitching"
    for ending in (".tsv", ".passages.tsv"):
        (copy / "sources" / (name + ending)).unlink()
    rows = (copy / "sources.tsv").read_text().splitlines(keepends=True)
    (copy / "sources.tsv").write_text("".join(row for row in rows if not row.startswith(name)))
    assert build(str(copy)).removed == (f"sources/{name}.ttl",)
    assert name not in (copy / "nutrition-causality.ttl").read_text()
    assert name not in (copy / "catalog-v001.xml").read_text()


def test_nothing_is_written_where_a_table_is_wrong(copy):
    edit(copy / "terms" / "nutrients.tsv", "calcium\tNutrient\t", "calcium\tNutriment\t")
    edit(copy / "terms" / "foods.tsv", "almonds\tFood\talmonds", "almonds\tFood\tall almonds")
    with pytest.raises(TableError):
        build(str(copy))
    assert "all almonds" not in (copy / "terms" / "foods.ttl").read_text()


def test_a_command_says_that_a_table_is_newer(copy, capsys):
    edit(copy / "terms" / "nutrients.tsv", "calcium\tNutrient\tcalcium\t", "calcium\tNutrient\tCalcium\t")
    assert run(["show", "calcium", "-i", str(copy)]) == 0
    assert "nutrients.tsv was changed since its Turtle was made" in capsys.readouterr().err


# ---- faults ----


@pytest.mark.parametrize(
    ("table", "old", "new", "column", "what"),
    [
        ("terms/nutrients.tsv", "calcium\tNutrient\t", "calcium\tNutriment\t", "classes", "Nutrient"),
        ("terms/nutrients.tsv", "calcium\tNutrient\t", "calcium\tFood\t", "classes", "foods.tsv"),
        ("terms/nutrients.tsv", "\ncalcium\t", "\nCalcium\t", "slug", "no slug"),
        ("terms/states.tsv", "\thypokalemia\tlow potassium", "\t\tlow potassium", "label", "needs a label"),
        ("terms/states.tsv", "disturbanceOf", "disturbanseOf", "disturbanseOf", 'Did you mean "disturbanceOf"'),
        ("terms/red-flags.tsv", "\t14", "\tfourteen", "minDays", "whole number"),
        ("sources/twitching-all-over.tsv", "\tkindOf\t", "\tkindof\t", "predicate", "kindOf"),
        (
            "sources/twitching-all-over.tsv",
            "mineral-deficiency\t",
            "mineral-deficency\t",
            "subject",
            "mineral-deficiency",
        ),
        ("sources/twitching-all-over.tsv", "\tpossible", "\tposible", "modality", "asserted, possible"),
        ("sources/twitching-all-over.tsv", "\t109-429\t", "\t109-428\t", "passage", "no passage 109-428"),
        ("sources.tsv", "4f545734", "4f54573x", "digest", "SHA-256"),
    ],
)
def test_a_fault_has_row_column_and_remedy(copy, table, old, new, column, what):
    edit(copy / table, old, new)
    found = faults(copy)
    assert any(name == column and what in said and table.endswith(path) for path, _, name, said in found), found
    line = (copy / table).read_text().split(new)[0].count("\n") + 1 + new.startswith("\n")
    assert line in {number for _, number, _, _ in found}


def test_swapped_ends_are_named(copy):
    path = copy / "sources" / "twitching-all-over.tsv"
    text = path.read_text().splitlines(keepends=True)
    number = next(n for n, line in enumerate(text) if "\tsourceOf\t" in line)
    cells = text[number].split("\t")
    cells[0], cells[2] = cells[2], cells[0]
    text[number] = "\t".join(cells)
    path.write_text("".join(text))
    ((_, line, column, what),) = faults(copy)
    assert (line, column) == (number + 1, "subject")
    assert "Swap the two ends" in what


def test_the_same_row_twice_is_named(copy):
    path = copy / "sources" / "twitching-all-over.tsv"
    text = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*text, text[4]]))
    ((_, line, column, what),) = faults(copy)
    assert (line, column) == (len(text) + 1, "letter")
    assert "row 5 is of the same claim and passage" in what


def test_a_misspelt_class_of_a_term_is_told_once(copy):
    path = copy / "terms" / "states.tsv"
    path.write_text(path.read_text().replace("balance-problems\tSymptom\t", "balance-problems\tSymptm\t"))
    ((where, _, column, what),) = faults(copy)
    assert (os.path.basename(where), column) == ("states.tsv", "classes")
    assert "Symptom" in what


# ---- the tables themselves ----


@pytest.mark.parametrize("items", [["a"], ["a; b", "c"], ["back\\slash", ";"], ["a\\;b"], []])
def test_lists_come_back_as_they_were(items):
    assert split(joined(items)) == items


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "no header"),
        (b"a\ta\n", "twice"),
        (b"a\tb\n1\t2\t3\n", "3 cells under 2 columns"),
        (b"a\n x\n", "spaces around"),
        (b"a\n\xff\n", "UTF-8"),
    ],
)
def test_what_is_no_table_is_refused_with_its_row(data, what):
    with pytest.raises(TableError) as error:
        read("t.tsv", data)
    assert what in str(error.value)
    assert str(error.value).startswith("t.tsv:")


def test_a_table_is_written_as_it_is_read():
    data = written(("a", "b"), [{"a": '"x"', "b": "1"}, {"b": "y;z"}])
    table = read("t.tsv", data)
    assert written(table.columns, (row.cells for row in table.rows)) == data


# ---- validate ----


def test_a_finding_about_generated_turtle_names_row_and_column(copy, capsys):
    edit(copy / "terms" / "states.tsv", "\thypokalemia\tlow potassium", "\tmyalgia\tlow potassium")
    path = copy / "sources" / "twitching-all-over.passages.tsv"
    edit(path, "\t0\t430\t", "\t0\t429\t".replace("429", "300"))
    build(str(copy))
    assert run(["validate", "-i", str(copy), "--format", "json"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    told = {(f["rule"]["name"], f["file"].rpartition("/")[2], f["line"], f["column"]) for f in findings}
    lines = (copy / "terms" / "states.tsv").read_text().split("\n")
    rows = {n for n, line in enumerate(lines, 1) if "\tmyalgia\t" in line}
    assert told & {("term-label-is-its-own", "states.tsv", row, "label") for row in rows}
    assert ("passage-ends-within-its-section", "twitching-all-over.passages.tsv", 3, "end") in told
    (twice,) = [f for f in findings if f["rule"]["name"] == "term-label-is-its-own"]
    assert {twice["line"], *(other["line"] for other in twice["also"])} == rows, "the other place is named too"


def test_a_misspelt_property_is_found_where_it_stands(copy, capsys):
    path = copy / "sources" / "twitching-all-over.ttl"
    edit(path, "nc:modality nc:possible", "nc:modalty nc:possible")
    line = path.read_text().split("nc:modalty")[0].count("\n") + 1
    assert run(["validate", "-i", str(copy), "--format", "json"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    (found,) = [f for f in findings if f["rule"]["name"] == "property-is-declared"]
    assert (found["file"].rpartition("/")[2], found["line"]) == (path.name, line)


def test_a_circle_of_kinds_is_found_at_its_claims(copy, capsys):
    path = copy / "sources" / "twitching-all-over.tsv"
    header, *rows = path.read_text().splitlines(keepends=True)
    kind = next(row.split("\t") for row in rows if "\tkindOf\t" in row)
    back = [kind[2], kind[1], kind[0], *kind[3:]]
    path.write_text("".join([header, *rows, "\t".join(back)]))
    build(str(copy))
    assert run(["validate", "-i", str(copy), "--format", "json"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert {f["rule"]["name"] for f in findings} == {"claim-leads-back-to-itself-nowhere"}
    assert len(rows) + 2 in {place["line"] for f in findings for place in (f, *f.get("also", ()))}


def test_a_shapes_file_without_shapes_is_refused(tmp_path, capsys):
    (tmp_path / "s.ttl").write_text("<urn:a> a <urn:b> .")
    assert run(["validate", "-i", str(GRAPHS), "--shapes", str(tmp_path / "s.ttl")]) == 3
    assert "no shapes in this file" in capsys.readouterr().err


def test_triples_are_counted_once(tmp_path, capsys):
    for name in ("a.ttl", "b.ttl"):
        shutil.copy(GRAPHS / "terms" / "foods.ttl", tmp_path / name)
    counts = []
    for inputs in ([tmp_path / "a.ttl"], [tmp_path]):
        run(["validate", "-i", str(inputs[0]), "--format", "json"])
        counts.append(json.loads(capsys.readouterr().out)["triples"])
    assert counts[0] == counts[1]


# ---- commands ----


@pytest.mark.slow
def test_exported_tables_build_the_same_graph(tmp_path):
    assert run(["export", "--format", "tsv", "-o", str(tmp_path / "graphs"), "-i", str(GRAPHS)]) == 0
    build(str(tmp_path / "graphs"))
    both = [
        {quad for path in folder.rglob("*.ttl") for quad in ox.parse(path=path)}
        for folder in (GRAPHS, tmp_path / "graphs")
    ]
    assert both[0] == both[1]


def test_a_graph_of_ones_own_starts_with_a_chain_and_nothing_to_mend(tmp_path, capsys):
    folder = tmp_path / "my graph"
    assert run(["init", str(folder)]) == 0
    assert "What to type next" in capsys.readouterr().out
    assert run(["trace", "lentils", "iron deficiency", "-i", str(folder)]) == 0
    assert run(["validate", "-i", str(folder)]) == 0
    assert run(["check-evidence", str(folder / "texts"), "-i", str(folder)]) == 0
    assert build(str(folder)).written == ()
    assert run(["init", str(folder)]) == 2
    assert "something is there already" in capsys.readouterr().err
