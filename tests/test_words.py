"""Text in columns, whatever script it is in."""

import json

import pytest

from kgtool.cli import run
from kgtool.model.overview import Count, Overview, Unfit, Unsigned
from kgtool.render.lines import beside, wrapped
from kgtool.render.overview import overview_json, overview_text
from kgtool.render.words import columns, padded, printable, table


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("", 0),
        ("vitamin", 7),
        ("ビタミンD", 9),
        ("ﾋﾞﾀﾐﾝ", 5),
        ("е\u0301", 1),
        ("한글", 4),
        ("\u1112\u1161\u11ab", 2),  # one syllable in three letters
        ("🍋", 2),
        ("👩🏽\u200d🔬", 2),
        ("❤\ufe0f", 2),
        ("🇯🇵", 2),
        ("می\u200cشود", 5),
        ("─+→⊣−…·–—“”’", 12),
    ],
)
def test_columns_are_counted_as_terminals_do(text, wide):
    assert columns(text) == wide
    assert columns(padded(text, 12)) == columns(padded(text, 12, right=True)) == 12


def test_joiners_are_printed_and_what_steers_a_terminal_is_not():
    assert printable("👩🏽\u200d🔬می\u200cشود") == "👩🏽\u200d🔬می\u200cشود"
    assert printable("a\u202eb\x1b[2J") == "a\ufffdb\ufffd[2J"


def test_tables_and_notes_stand_in_line_below_wide_labels():
    rows = [("鉄", "x"), ("iron", "y"), ("fe\u0301r", "z"), ("🍋", "w")]
    for line, (_, mark) in zip(table(rows).splitlines(), rows, strict=True):
        assert columns(line[: line.rindex(mark)]) == 6
    for (line,), (_, note) in zip(beside([(a, f"{b} note") for a, b in rows], 60), rows, strict=True):
        assert columns(line[0]) == 6
        assert line[1] == f"{note} note"
    assert all(columns(line) <= 20 for line in wrapped("鉄 亜鉛 " * 20, 20).splitlines())


def test_rows_of_a_query_stand_in_line(tmp_path, capsys):
    path = tmp_path / "g.ttl"
    path.write_text('<urn:x:a> <urn:x:p> "鉄", "iron" .', encoding="utf-8")
    ask = 'SELECT ?o ("|" AS ?end) { <urn:x:a> <urn:x:p> ?o } ORDER BY ?o'
    assert run(["query", "-i", str(path), "--no-cache", "-e", ask, "--format", "table"]) == 0
    _, rule, *lines = capsys.readouterr().out.splitlines()
    assert rule == "────  ───"
    assert [columns(line) for line in lines] == [7, 7]


@pytest.mark.parametrize("width", [80, 57])
@pytest.mark.parametrize("name", ["http://data.example.org/" + "a/long/path/" * 9 + "leadsTo{}", "鉄" * 60 + "{}"])
def test_counts_of_what_has_a_long_name_fit_and_json_has_it_whole(name, width):
    first, second = name.format("One"), name.format("Two")
    unsigned = (Unsigned(first, "", 12345), Unsigned(second, "kgx", 1, "no cause by itself"))
    counts = (Count(first, first, 1, 2, 3), Count(second, second, 11, 22, 33))
    told = Overview({"terms": 5}, counts, counts, (), {"kgtool": "0.1.0"}, Unfit(unsigned, {}, 1, 85, 0, 0))
    lines = overview_text(told, width).splitlines()
    assert all(columns(line) <= width for line in lines if "`" not in line)
    assert sum("One " in line for line in lines) == sum("Two " in line for line in lines) == 3
    found = json.loads(overview_json(told))
    assert {one["iri"] for one in found["predicates"] + found["classes"] + found["foreign"]["unsigned"]} == {
        first,
        second,
    }
