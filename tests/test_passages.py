"""Passages named by line, cell or words: found where they stand, and refused where they aren't clear."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.logic.passages import NotFoundError, Text, part_of

TEXT = """Title of it

## First part
Iron is needed. It carries oxygen, e.g. in blood. Too little of it brings fatigue!
- beans
## Table
Food | Iron
Beans | 2.7 mg
| Liver | 6.5 mg |
## First part
“Quoted” words – here.
"""
TEXTS = Text(TEXT)


def found(**named):
    block = TEXTS.find(**named)
    assert TEXT[block.start : block.end] == block.text
    return block.text


@pytest.mark.parametrize(
    ("named", "text"),
    [
        ({"line": "4", "words": "carries OXYGEN"}, "It carries oxygen, e.g. in blood."),
        ({"line": "4", "words": "Iron is … in blood"}, "Iron is needed. It carries oxygen, e.g. in blood."),
        ({"line": "4", "words": "needed. It"}, "Iron is needed. It carries oxygen, e.g. in blood."),
        ({"line": "5"}, "- beans"),
        ({"words": "2.7"}, "Beans | 2.7 mg"),
        ({"line": "8", "cell": "2"}, "2.7 mg"),
        ({"line": "9", "cell": "1"}, "Liver"),
        ({"line": "11", "words": '"quoted" words - here'}, "“Quoted” words – here."),
    ],
)
def test_a_passage_is_found(named, text):
    assert found(**named) == text


@pytest.mark.parametrize(
    ("named", "column", "what"),
    [
        ({}, "line", "Give its line"),
        ({"line": "99"}, "line", "no line of this text"),
        ({"line": "2"}, "line", "empty"),
        ({"line": "x"}, "line", "no line"),
        ({"line": "4", "words": "beans"}, "words", "They stand in line 5"),
        ({"line": "4", "words": "it"}, "words", "Give more"),
        ({"words": "iron"}, "words", "2 lines hold"),
        ({"line": "4", "cell": "1"}, "cell", "no table row"),
        ({"line": "8", "cell": "3"}, "cell", "has 2"),
    ],
)
def test_what_is_not_clear_is_refused_with_its_column(named, column, what):
    with pytest.raises(NotFoundError, match=re.escape(what)) as error:
        TEXTS.find(**named)
    assert error.value.column == column


def test_a_run_of_words_that_stands_twice_is_taken_where_it_stands_first():
    twice = Text("Beans have much iron in them. We know that beans have much iron in them. Beans have it.")
    assert twice.find(line="1", words="beans have much iron").text == "Beans have much iron in them."
    with pytest.raises(NotFoundError, match="3 sentences"):
        twice.find(line="1", words="beans have")


def test_a_table_row_has_the_header_of_its_table():
    assert TEXTS.header(TEXTS.find(line="9")).text == "Food | Iron"
    assert TEXTS.header(TEXTS.find(line="9", cell="1")).text == "Food | Iron"
    assert TEXTS.header(TEXTS.find(line="7")) is None
    assert TEXTS.header(TEXTS.find(line="5")) is None


def test_parts_follow_the_headings_and_have_names_of_their_own():
    parts = TEXTS.headings()
    assert [part.slug for part in parts] == ["opening", "first-part", "table", "first-part-2"]
    assert [part.label for part in parts] == ["Opening", "First part", "Table", "First part (2)"]
    assert part_of(TEXTS.find(line="5"), parts).slug == "first-part"


@given(st.text(alphabet="ab .!?|#\n\r\u2028Éx1", max_size=80))
def test_every_line_is_found_and_lies_in_one_part(text):
    texts = Text(text)
    parts = texts.headings()
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            block = texts.find(line=str(number))
            assert text[block.start : block.end] == block.text == line.strip()
            assert sum(p.start <= block.start and block.end <= p.end for p in parts) == 1
            words = block.text.split()[0]
            try:
                inner = texts.find(line=str(number), words=words)
            except NotFoundError:
                continue
            assert block.start <= inner.start < inner.end <= block.end
            assert text[inner.start : inner.end] == inner.text
