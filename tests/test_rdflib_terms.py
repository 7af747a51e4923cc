"""Terms go to rdflib and come back as they were written, for pySHACL."""

import pyoxigraph as ox

from kgtool.validate.rdflib_terms import from_rdflib, graph_of, to_rdflib

ODD = """
@prefix ex: <http://example.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:a ex:name "Ann"@en , "Anna" , "Änn\\n"@de-at ; ex:knows ex:b , _:c ; ex:share 0.70 , .70 , 0.7 , 7e-1 .
ex:b ex:count "05"^^xsd:nonNegativeInteger , "x"^^xsd:integer ; ex:born "2020-01-01"^^xsd:date ; ex:t "t"^^ex:own .
"""


def test_terms_come_back_as_they_went():
    for quad in ox.parse(input=ODD.encode(), format=ox.RdfFormat.TURTLE):
        for term in quad.triple:
            assert from_rdflib(to_rdflib(term)) == term


def test_a_graph_holds_each_triple_once():
    triples = [q.triple for q in ox.parse(input=ODD.encode(), format=ox.RdfFormat.TURTLE)]
    assert len(graph_of([*triples, *triples])) == len(set(triples))
