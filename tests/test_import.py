"""Claims as people write them: checked row by row, merged into the tables, the same again changes nothing."""

import hashlib
import io
import shutil
import time
import zipfile
from itertools import pairwise

import pytest

from kgtool.cli import run
from kgtool.errors import InputError, RefusedError
from kgtool.folders import GRAPHS
from kgtool.importing.folder import load
from kgtool.importing.given import given
from kgtool.importing.taking import import_claims, import_terms
from kgtool.importing.template import headers, template
from kgtool.importing.tsv import TableError

TEXT = (
    "# Kitchen notes\n\nBananas are rich in potassium. They may ease a muscle cramp.\nFood | Mineral\nSpinach | iron\n"
)
HEAD = "subject\tpredicate\tobject\tline\twords\tmodality\timportance\tcell\n"
ROWS = "Bananas\tsourceOf\tK\t3\trich in\tasserted\tmajor\t\nspinach\tsourceOf\tiron\t5\t\t\t\t1\n"


@pytest.fixture
def kitchen(tmp_path):
    """A graph's folder, a text beside it, and a table of two claims."""
    shutil.copytree(GRAPHS, tmp_path / "graphs")
    (tmp_path / "notes.txt").write_text(TEXT, encoding="utf-8")
    terms = tmp_path / "graphs" / "terms" / "nutrients.tsv"
    text = terms.read_text(encoding="utf-8")
    terms.write_text(text.replace("\tpotassium\t\t", "\tpotassium\tK\t"), encoding="utf-8")
    (tmp_path / "notes.tsv").write_text(HEAD + ROWS, encoding="utf-8")
    return tmp_path


def bring(folder, **options):
    return import_claims(str(folder / "graphs"), [str(folder / "notes.tsv")], str(folder), **options).merged


def faults(folder, rows, head=HEAD, **options):
    (folder / "notes.tsv").write_text(head + rows, encoding="utf-8")
    before = snapshot(folder)
    with pytest.raises(TableError) as error:
        bring(folder, **options)
    assert snapshot(folder) == before
    return [(fault.line, fault.column, fault.what) for fault in error.value.faults]


def snapshot(folder):
    return {path: path.read_bytes() for path in (folder / "graphs").rglob("*") if path.is_file()}


def test_rows_become_rows_of_the_tables_and_turtle(kitchen):
    merged = bring(kitchen)
    assert (merged.added, merged.kept) == (2, 0)
    tables = load(str(kitchen / "graphs"))
    assert tables.source("notes").get("title") == "Kitchen notes"
    first, second = tables.claims["notes"].rows
    start, end = map(int, first.get("passage").split("-"))
    assert TEXT[start:end] == "Bananas are rich in potassium."
    assert (first.get("subject"), first.get("object"), first.get("importance")) == ("bananas", "potassium", "major")
    assert not first.get("modality"), "a default is left empty"
    start, end = map(int, second.get("passage").split("-"))
    assert TEXT[start:end] == "Spinach"
    heading = next(row.get("heading") for row in tables.passages["notes"].rows if row.get("heading"))
    start, end = map(int, heading.split("-"))
    assert TEXT[start:end] == "Food | Mineral"
    assert "claim:bananas--sourceOf--potassium " in (kitchen / "graphs" / "sources" / "notes.ttl").read_text()
    assert run(["check-evidence", str(kitchen), "-i", str(kitchen / "graphs" / "sources" / "notes.ttl")]) == 0


def test_a_text_may_be_a_part_of_a_file(kitchen, capsys):
    bundle = "Another page\n" + TEXT + "And another."
    (kitchen / "bundle.txt").write_text(bundle, encoding="utf-8")
    (kitchen / "notes.txt").unlink()
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    table = kitchen / "graphs" / "sources.tsv"
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()]
    new = {
        "slug": "notes",
        "title": "Notes",
        "digest": digest,
        "file": "bundle.txt",
        "offset": "13",
        "length": str(len(TEXT)),
    }
    columns = [*rows[0], *(name for name in new if name not in rows[0])]
    rows = [columns, *rows[1:], [new.get(name, "") for name in columns]]
    table.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    assert bring(kitchen).added == 2
    assert run(["check-evidence", str(kitchen), "-i", str(kitchen / "graphs" / "sources" / "notes.ttl")]) == 0
    assert "2 of 2 passages verified" in capsys.readouterr().out


def test_the_same_again_changes_nothing(kitchen):
    bring(kitchen)
    before = snapshot(kitchen)
    merged = bring(kitchen)
    assert (merged.added, merged.kept) == (0, 2)
    assert snapshot(kitchen) == before


def test_replace_makes_a_source_equal_to_the_table(kitchen):
    bring(kitchen)
    (kitchen / "notes.tsv").write_text(HEAD + ROWS.splitlines(keepends=True)[0], encoding="utf-8")
    assert bring(kitchen).removed == 0
    assert bring(kitchen, replace=True).removed == 1
    tables = load(str(kitchen / "graphs"))
    assert [row.get("subject") for row in tables.claims["notes"].rows] == ["bananas"]
    assert sum(not row.get("slug") for row in tables.passages["notes"].rows) == 1


def test_one_passage_that_gives_two_pieces_of_evidence_letters_the_second(kitchen):
    more = ROWS + "bananas\tsourceOf\tpotassium\t3\trich in\tpossible\t\t\n"
    (kitchen / "notes.tsv").write_text(HEAD + more, encoding="utf-8")
    bring(kitchen)
    rows = load(str(kitchen / "graphs")).claims["notes"].rows
    assert sorted(row.get("letter") for row in rows if row.get("subject") == "bananas") == ["", "b"]
    (kitchen / "notes.tsv").write_text(HEAD + more.splitlines(keepends=True)[2], encoding="utf-8")
    bring(kitchen, replace=True)
    (row,) = load(str(kitchen / "graphs")).claims["notes"].rows
    assert row.get("letter") == "b", "what is left keeps its name"


def test_ends_of_a_symmetric_predicate_may_stand_in_any_order(kitchen):
    rows = "spinach\tworksWith\tbananas\t3\trich in\t\t\t\n"
    (kitchen / "notes.tsv").write_text(HEAD + rows, encoding="utf-8")
    bring(kitchen)
    (row,) = load(str(kitchen / "graphs")).claims["notes"].rows
    assert (row.get("subject"), row.get("object")) == ("bananas", "spinach")


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("bananas\tsourceof\tpotassium\t3\trich in\t\t\t", "predicate", "sourceOf"),
        ("potassium\tsourceOf\tbananas\t3\trich in\t\t\t", "subject", "Swap the two ends"),
        ("banana bread\tsourceOf\tpotassium\t3\trich in\t\t\t", "subject", "no term"),
        ("bananas\tsourceOf\tpotassium\t3\trich in\tmaybe\t\t", "modality", "possible"),
        ("bananas\tsourceOf\tpotassium\t33\trich in\t\t\t", "line", "no line"),
        ("bananas\tsourceOf\tpotassium\t3\trich with\t\t\t", "words", "Give them as they stand"),
        ("bananas\tsourceOf\tpotassium\t\t\t\t\t", "line", "no passage is named"),
        ("\tsourceOf\tpotassium\t3\t\t\t\t", "subject", "is empty"),
        ("bananas\tsourceOf\tbananas\t3\t\t\t\t", "object", "about itself"),
    ],
)
def test_a_wrong_row_is_refused_with_column_and_remedy(kitchen, row, column, what):
    found = faults(kitchen, ROWS + row + "\n")
    assert [(line, name) for line, name, _ in found] == [(4, column)]
    assert what in found[0][2]


def test_doubles_unknown_columns_and_another_text_are_refused(kitchen):
    assert "says the same as" in faults(kitchen, ROWS + ROWS)[0][2]
    assert faults(kitchen, ROWS, HEAD.replace("importance", "importanse"))[0][:2] == (1, "importanse")
    (kitchen / "notes.tsv").write_text(HEAD + ROWS, encoding="utf-8")
    bring(kitchen)
    (kitchen / "notes.txt").write_text(TEXT + "More.\n", encoding="utf-8")
    assert "isn't the one that sources.tsv cites" in faults(kitchen, ROWS)[0][2]


def test_partial_leaves_out_what_is_wrong(kitchen, capsys):
    (kitchen / "notes.tsv").write_text(HEAD + ROWS + "x\tsourceOf\tiron\t3\t\t\t\t\n", encoding="utf-8")
    arguments = ["import", "claims", str(kitchen / "notes.tsv"), "--into", str(kitchen / "graphs")]
    assert run([*arguments, "--texts", str(kitchen)]) == 3
    capsys.readouterr()
    assert run([*arguments, "--texts", str(kitchen), "--partial"]) == 1
    out, err = capsys.readouterr()
    assert "2 rows added" in out
    assert "notes.tsv:4, subject" in err


def test_a_source_that_nobody_knows_needs_its_text(kitchen):
    with pytest.raises(TableError, match="Give its text with --texts"):
        import_claims(str(kitchen / "graphs"), [str(kitchen / "notes.tsv")])


def test_csv_and_spreadsheets_are_read_alike(kitchen):
    rows = [line.split("\t") for line in (HEAD + ROWS).splitlines()]
    (kitchen / "notes.csv").write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    as_csv = given(str(kitchen / "notes.csv"))
    assert [row.cells for row in as_csv.rows] == [row.cells for row in given(str(kitchen / "notes.tsv")).rows]
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    book.save(kitchen / "notes.xlsx")
    assert [row.cells for row in given(str(kitchen / "notes.xlsx")).rows] == [row.cells for row in as_csv.rows]


SHEET, START = (
    "xl/worksheets/sheet1.xml",
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
)
LAUGHS = "".join(f'<!ENTITY {c} "{f"&{p};" * 10}">' for p, c in pairwise("abcdefghij"))
CELL = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row></sheetData></worksheet>'
HOSTILE = {
    "entities that grow": f'<!DOCTYPE l [<!ENTITY a "{"a" * 50}">{LAUGHS}]>{START}{CELL.format("&j;")}',
    "another file": f'<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>{START}{CELL.format("&a;")}',
    "half a sheet": "<worksheet",
    "no sheet": "",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_spreadsheet_is_refused_in_a_line(tmp_path, name):
    path = str(tmp_path / "h.xlsx")
    changed(path, {SHEET: HOSTILE[name].encode()})
    with pytest.raises(InputError, match="isn't a spreadsheet") as error:
        given(path)
    assert "root:" not in str(error.value)
    assert len(str(error.value).splitlines()) == 1


def test_a_spreadsheet_is_read_in_bounded_time_and_without_what_it_carries_along(tmp_path):
    path = str(tmp_path / "h.xlsx")
    far = '<c r="{0}{1}" t="inlineStr"><is><t>{2}</t></is></c>'
    rows = f'<row r="1">{far.format("A", 1, "subject")}</row><row r="30000">{far.format("A", 30000, "last")}</row>'
    sheet = f'{START}<dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'
    changed(path, {SHEET: sheet.encode(), "xl/vbaProject.bin": b"macro", "../../evil.txt": b"x"})
    begun = time.process_time()
    assert [row.cells for row in given(path).rows] == [{"subject": "last"}]
    assert time.process_time() - begun < 5
    assert not (tmp_path.parent.parent / "evil.txt").exists()
    changed(path, {"xl/media/bomb.xml": b"\0" * (201 << 20)})
    with pytest.raises(RefusedError, match="unpacks to 201 MB"):
        given(path)


def changed(path, parts):
    """A spreadsheet with some of its parts put in place of those that it had."""
    openpyxl = pytest.importorskip("openpyxl")
    plain = io.BytesIO()
    openpyxl.Workbook().save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part not in parts:
                new.writestr(part, old.read(part))
        for part, data in parts.items():
            new.writestr(part, data)


def test_a_table_of_a_million_columns_is_refused_at_once(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"c{n}" for n in range(1_000_000)) + "\n")
    begun = time.process_time()
    with pytest.raises(TableError, match="more than 1,000 columns"):
        given(str(path))
    assert time.process_time() - begun < 10


def test_the_template_has_all_columns_with_what_they_may_hold(tmp_path):
    assert template(".tsv").decode() == "\t".join(headers()) + "\n"
    openpyxl = pytest.importorskip("openpyxl")
    (tmp_path / "claims.xlsx").write_bytes(template(".xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "claims.xlsx")["claims"]
    assert [cell.value for cell in sheet[1]] == headers()
    assert all(cell.comment for cell in sheet[1])
    assert len(sheet.data_validations.dataValidation) > 5
    assert given(str(tmp_path / "claims.xlsx")).rows == ()


# ---- terms ----

TERMS = "label\tclasses\tdefinition\tsynonyms\tdeficiencyOf\tdecreaseOf\tkind\n"


def bring_terms(folder, rows):
    (folder / "terms.tsv").write_text(TERMS + rows, encoding="utf-8")
    return import_terms(str(folder / "graphs"), [str(folder / "terms.tsv")])[0]


def test_terms_come_in_by_label_and_name_each_other(kitchen):
    rows = "selenium deficiency\tDeficiency\tToo little of it.\tlow selenium\tselenium\t\tstates\n"
    rows += "selenium\tNutrient\tA mineral of enzymes.\tSe;potassium\t\t\tnutrients\n"
    assert bring_terms(kitchen, rows).added == 2
    tables = load(str(kitchen / "graphs"))
    found = {row.get("slug"): row for _, _, row in tables.term_rows()}
    assert found["selenium-deficiency"].get("deficiencyOf") == "selenium"
    assert found["selenium"].items("synonyms") == ["Se"], "a name of another term is no synonym"
    before = snapshot(kitchen)
    merged = bring_terms(kitchen, rows)
    assert (merged.added, merged.changed) == (0, 0)
    assert snapshot(kitchen) == before


def test_a_known_term_keeps_its_definition_and_gains_synonyms(kitchen):
    old = {row.get("slug"): row for _, _, row in load(str(kitchen / "graphs")).term_rows()}["spinach"]
    merged = bring_terms(kitchen, "Spinach\tFood\tSomething else.\tSpinacia\t\t\t\n")
    assert (merged.added, merged.changed) == (0, 1)
    new = {row.get("slug"): row for _, _, row in load(str(kitchen / "graphs")).term_rows()}["spinach"]
    assert new.get("definition") == old.get("definition")
    assert set(new.items("synonyms")) == {*old.items("synonyms"), "Spinacia"}


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("selenium\tNutriment\tX of it.\t\t\t\t\n", "classes", "Nutrient"),
        ("\tNutrient\tX of it.\t\t\t\t\n", "label", "is empty"),
        ("lack of it\tDeficiency\tX of it.\t\tselenum\t\t\n", "deficiencyOf", "no term"),
    ],
)
def test_a_wrong_term_is_refused_with_column_and_remedy(kitchen, row, column, what):
    before = snapshot(kitchen)
    with pytest.raises(TableError) as error:
        bring_terms(kitchen, row)
    assert snapshot(kitchen) == before
    assert [(fault.line, fault.column) for fault in error.value.faults] == [(2, column)]
    assert what in error.value.faults[0].what
