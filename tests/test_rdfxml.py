"""RDF/XML that stumbling parsers lose: read exactly where it is valid, refused with its line where it isn't."""

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtool.errors import InputError, RefusedError
from kgtool.store.files import quads
from kgtool.store.rdfxml import plain_xml

HEAD = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/" '
    'xml:lang="en" xml:base="http://b.org/x">'
)


def objects(tmp_path, body, head=HEAD):
    path = tmp_path / "x.rdf"
    path.write_text(f"<?xml version='1.0'?>\n{head}\n{body}\n</rdf:RDF>", encoding="utf-8")
    return sorted((q.predicate.value.rpartition("/")[2], str(q.object)) for q in quads(str(path)))


VALID = {
    "CDATA": ("<e:p>a<![CDATA[<b>]]>c</e:p>", '"a<b>c"@en'),
    "CDATA with padding": ("<e:p> <![CDATA[x]]>\n</e:p>", '" x\\n"@en'),
    "a comment in text": ("<e:p>a<!-- no -->b</e:p>", '"ab"@en'),
    "an instruction in text": ("<e:p>a<?no thing?>b</e:p>", '"ab"@en'),
    "no language": ('<e:p xml:lang="">x</e:p>', '"x"'),
    "no language, other quotes": ("<e:p xml:lang=''>x</e:p>", '"x"'),
    "another language": ('<e:p xml:lang="de">x<!-- --></e:p>', '"x"@de'),
    "a datatype": ('<e:p rdf:datatype="http://e.org/t"> 5<!-- --> </e:p>', '" 5 "^^<http://e.org/t>'),
    "the same base": ('<e:p xml:base="" rdf:resource="z"/>', "<http://b.org/z>"),
    "a relative base": ('<e:p xml:base="y/" rdf:resource="z"/>', "<http://b.org/y/z>"),
    "white space alone": ("<e:p> <!-- --> </e:p>", '"  "@en'),
    "nothing": ("<e:p><!-- --></e:p>", '""@en'),
    "a literal of XML": (
        '<e:p rdf:parseType="Literal">a <e:b z="1" a="2"/><!-- c --> <i xmlns="http://x/">é&amp;<j/></i>\n</e:p>',
        '"a <e:b xmlns:e=\\"http://e.org/\\" a=\\"2\\" z=\\"1\\"></e:b><!-- c --> '
        '<i xmlns=\\"http://x/\\">é&amp;<j></j></i>\\n"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral>',
    ),
    "an empty literal of XML": (
        '<e:p rdf:parseType="Literal"/>',
        '""^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral>',
    ),
    "a parse type of somebody's own": (
        '<e:p rdf:parseType="daml:thing">a<e:b/></e:p>',
        '"a<e:b xmlns:e=\\"http://e.org/\\"></e:b>"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral>',
    ),
    "ends of lines of Windows": ("<e:p>a\r\nb\rc&#13;</e:p>", '"a\\nb\\nc\\r"@en'),
    "a reference to a character": ("<e:p>&#x41;&amp;<!-- --></e:p>", '"A&"@en'),
}


@pytest.mark.parametrize(("element", "value"), VALID.values(), ids=VALID)
def test_what_is_valid_is_read_exactly(tmp_path, element, value):
    assert objects(tmp_path, f'<rdf:Description rdf:about="a">{element}</rdf:Description>') == [("p", value)]


@pytest.mark.parametrize("before", ["", "<!-- -->"])
def test_what_rdf_1_2_adds_is_read_whatever_stands_beside_it(tmp_path, before):
    head = HEAD.replace(" xml", ' rdf:version="1.2" xmlns:its="http://www.w3.org/2005/11/its" xml', 1)
    body = (
        f'{before}<rdf:Description rdf:about="a"><e:p its:version="2.0" its:dir="rtl" xml:lang="he">x</e:p>'
        '<e:p rdf:annotation="r" rdf:resource="o"/><e:q rdf:parseType="Triple"><rdf:Description rdf:about="s">'
        '<e:r rdf:resource="o"/></rdf:Description></e:q></rdf:Description>'
    )
    assert objects(tmp_path, body, head) == [
        ("22-rdf-syntax-ns#reifies", "<http://b.org/a> <http://e.org/p> <http://b.org/o>"),
        ("p", '"x"@he--rtl'),
        ("p", "<http://b.org/o>"),
        ("q", "<http://b.org/s> <http://e.org/r> <http://b.org/o>"),
    ]


@pytest.mark.parametrize("code", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read(tmp_path, code):
    path = tmp_path / "x.rdf"
    text = f'<?xml version="1.0" encoding="UTF-16"?>\n{HEAD}<e:X rdf:about="é" e:p="ü"/></rdf:RDF>'
    path.write_bytes(text.encode("utf-16") if code == "utf-16" else f"\ufeff{text}".encode(code))
    assert '"ü"@en' in {str(q.object) for q in quads(str(path))}
    path.write_bytes(
        text.replace("<rdf:RDF", '<!DOCTYPE r [<!ENTITY a SYSTEM "/etc/passwd">]><rdf:RDF').encode("utf-16")
    )
    with pytest.raises(RefusedError, match="no other file is read"):
        list(quads(str(path)))


def test_attributes_keep_the_language_of_their_element(tmp_path):
    body = '<rdf:Description rdf:about="a" e:q="x" xml:lang="de"><e:p xml:lang="">y</e:p></rdf:Description>'
    assert objects(tmp_path, body) == [("p", '"y"'), ("q", '"x"@de')]
    member = objects(tmp_path, '<rdf:Bag xml:lang="de" rdf:_1="x"><!-- --></rdf:Bag>')
    assert ("22-rdf-syntax-ns#_1", '"x"@de') in member
    assert ("q", '"x"') in objects(tmp_path, '<e:X e:q="x" xml:lang=""/>')


@pytest.mark.parametrize("quote", "\"'")
def test_white_space_in_attributes_is_spaces_but_for_references(tmp_path, quote):
    body = f"<rdf:Description rdf:about='a' e:q={quote}a\n\tb  c&#10;{quote}/>"
    assert objects(tmp_path, body) == [("q", '"a  b  c\\n"@en')]


def test_comments_between_members_are_no_members(tmp_path):
    body = (
        '<rdf:Description rdf:about="a"><e:p rdf:parseType="Collection"><!-- x --><e:A rdf:about="b"/><!-- y --></e:p>'
        '<e:r rdf:parseType="Resource"><!-- z --><e:q>1</e:q></e:r></rdf:Description>'
    )
    found = objects(tmp_path, body)
    assert [value for name, value in found if name in ("q", "22-rdf-syntax-ns#first")] == ["<http://b.org/b>", '"1"@en']
    assert len(found) == 6


REFUSED = {
    "a datatype beside a parse type": '<e:p rdf:parseType="Literal" rdf:datatype="http://e.org/t">1</e:p>',
    "a resource beside a parse type": '<e:p rdf:parseType="Resource" rdf:resource="x"/>',
    "an attribute beside a parse type": '<e:p rdf:parseType="Collection" e:x="x"/>',
    "a datatype beside a resource": '<e:p rdf:datatype="http://e.org/t" rdf:resource="x"/>',
    "a datatype around an element": '<e:p rdf:datatype="http://e.org/t"><e:X/></e:p>',
    "a bag": '<e:p rdf:bagID="x">1</e:p>',
    "about a property": '<e:p rdf:about="x">1</e:p>',
}


@pytest.mark.parametrize("element", REFUSED.values(), ids=REFUSED)
def test_what_would_be_lost_is_refused_with_its_line(tmp_path, element):
    with pytest.raises(InputError, match=r"x\.rdf:3: "):
        objects(tmp_path, f'<rdf:Description rdf:about="a">{element}</rdf:Description>')
    with pytest.raises(InputError, match=r"x\.rdf:3: "):
        objects(tmp_path, '<rdf:Description rdf:about="a" rdf:datatype="http://e.org/t" e:p="1"/>')


def test_lines_keep_their_numbers():
    data = f"{HEAD}<!-- one\ntwo -->\n<e:X>\n<e:p>a<![CDATA[\n]]></e:p>\n<e:q/></e:X></rdf:RDF>".encode()
    written = plain_xml(data, "http://b.org/")
    for mark in (b"<e:X", b"<e:p", b"<e:q"):
        assert written.partition(mark)[0].count(b"\n") == data.partition(mark)[0].count(b"\n")


text = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="<>&\ufffe\uffff"), max_size=6
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(text, text, st.sampled_from(["", "en", "de"])), max_size=4), st.sampled_from(["", "en"]))
def test_text_however_it_is_split_is_whole(parts, language):
    lang = f' xml:lang="{language}"'
    body = "".join(f'<e:p xml:lang="{one}">{a}<!--c--><![CDATA[{b}]]></e:p>' for a, b, one in parts)
    head = HEAD.replace(' xml:lang="en"', lang)
    data = f'{head}<rdf:Description rdf:about="a">{body}</rdf:Description></rdf:RDF>'.encode()
    found = [q.object for q in ox.parse(plain_xml(data, "http://b.org/"), format=ox.RdfFormat.RDF_XML)]
    assert found == [ox.Literal(a + b, language=one or None) if one else ox.Literal(a + b) for a, b, one in parts]


@pytest.mark.parametrize("fault", ['rdf:resource="http://e.org/ c"', 'xml:lang="a_b"', 'rdf:nodeID="1 a"'])
@pytest.mark.parametrize("before", [0, 1, 40])
def test_an_error_names_its_line(tmp_path, fault, before):
    good = '<rdf:Description rdf:about="http://e.org/a"><e:p>x</e:p></rdf:Description>\n'
    bad = f'<rdf:Description rdf:about="http://e.org/b">\n<e:p {fault}/>\n</rdf:Description>\n'
    head = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/">\n'
    path = tmp_path / "x.rdf"
    path.write_text(head + good * before + bad + good * 3 + "</rdf:RDF>\n", encoding="utf-8")
    with pytest.raises(InputError, match=rf"x\.rdf:{before + 3}: "):
        list(quads(str(path)))
