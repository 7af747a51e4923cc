"""Matches to public identifiers: each has its note, and each stands in the reference with the label it is given."""

import csv

from kgtool.export import export
from kgtool.export.sssom import COLUMNS


def rows():
    text = export(form="sssom")[""].decode()
    return list(csv.DictReader((line for line in text.splitlines() if not line.startswith("#")), delimiter="\t"))


def test_the_table_has_the_columns_of_sssom():
    found = rows()
    assert len(found) > 200
    assert tuple(found[0]) == COLUMNS
    assert {row["mapping_justification"] for row in found} == {"semapv:ManualMappingCuration"}


def test_every_prefix_is_declared():
    text = export(form="sssom")[""].decode()
    declared = {line[3:].partition(":")[0] for line in text.splitlines() if line.startswith("#  ")}
    used = {row[column].partition(":")[0] for row in rows() for column in ("subject_id", "predicate_id", "object_id")}
    assert used <= declared


def test_every_match_says_what_the_identifier_is_called():
    assert [row for row in rows() if not row["object_label"]] == []


def test_a_close_match_says_why_it_is_not_exact():
    assert [row for row in rows() if row["predicate_id"] == "skos:closeMatch" and not row["comment"]] == []


def test_no_identifier_is_the_exact_match_of_two_terms():
    exact = [row["object_id"] for row in rows() if row["predicate_id"] == "skos:exactMatch"]
    assert len(exact) == len(set(exact))


def test_every_identifier_stands_in_the_reference_with_its_label(shared):
    known = {}
    with open(shared / "reference" / "terms.tsv", encoding="utf-8") as file:
        known |= {r["curie"]: r["label"] for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
    with open(shared / "reference" / "loinc_labs.tsv", encoding="utf-8") as file:
        found = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        known |= {"LOINC:" + r["loinc_num"]: r["long_common_name"] for r in found}
    wrong = [row for row in rows() if known.get(row["object_id"]) != row["object_label"]]
    assert wrong == []
