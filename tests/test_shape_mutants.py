"""The shapes have teeth: break one in any usual way, and either the check of shapes refuses it or its case shows it."""

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtool import folders
from kgtool.errors import InputError
from kgtool.store.inputs import rdf_files
from kgtool.validate import terms
from kgtool.validate.census import Census
from kgtool.validate.check import ontology_files
from kgtool.validate.documents import Data, Renamer
from kgtool.validate.engines import run
from kgtool.validate.findings import local_name, read_findings
from kgtool.validate.shapes import SH, SKOLEM, TARGETS, Shapes, read_shapes
from kgtool.validate.soundness import refuse_unsound, refuse_vacuous

CASES = Path(__file__).parent / "shapes"
SHAPES = read_shapes(rdf_files([folders.SHAPES]), Renamer())
NAMED = sorted(local_name(s.value) for s in SHAPES.shapes() if isinstance(s, ox.NamedNode) and SHAPES.has_target(s))
BOUNDS = {"minCount": "0", "qualifiedMinCount": "0", "maxCount": "999", "qualifiedMaxCount": "999", "minLength": "0"}

# Seen only in a claim without a predicate, which another shape refuses and no passing case can hold.
SEEN_ELSEWHERE = {("cause-and-effect-has-a-directness", "minCount", "predicate")}


@cache
def census():
    seen = Census()
    for _ in seen.watch(Data((), tuple(ontology_files()), Renamer()).triples()):
        pass
    return seen


def node(name):
    return next(s for s in SHAPES.shapes() if isinstance(s, ox.NamedNode) and local_name(s.value) == name)


def changed(change):
    """The shapes with every statement changed by a function that may answer None, to drop it."""
    return Shapes([new for s in SHAPES.statements if (new := change(s)) is not None], SHAPES.files)


def refused(shapes):
    try:
        refuse_unsound(shapes)
        refuse_vacuous(shapes, census(), lenient=False)
    except InputError as error:
        return ".ttl:" in str(error)
    return False


def test_the_shapes_themselves_are_sound():
    assert not refused(SHAPES)


@pytest.mark.parametrize("name", NAMED)
def test_a_dropped_target_is_refused(name):
    shape, targets = node(name), [SH + t for t in TARGETS]
    assert refused(changed(lambda s: None if s.subject == shape and s.predicate in targets else s))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMED)
def test_a_misspelt_parameter_is_refused(name):
    shape = node(name)
    for parameter in {s.predicate for s in SHAPES.statements if s.subject == shape and s.predicate.startswith(SH)}:
        for misspelt in (parameter + "s", parameter[:-2] + parameter[-1] + parameter[-2] + "_", parameter[:-1]):
            assert refused(
                changed(
                    lambda s, p=parameter, m=misspelt: (
                        s._replace(predicate=m) if s.subject == shape and s.predicate == p else s
                    )
                )
            ), misspelt


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMED)
def test_a_misspelt_name_of_the_ontology_is_refused(name):
    shape = node(name)
    parts = {
        shape,
        *(
            s.subject
            for s in SHAPES.statements
            if s.subject.value.startswith(SKOLEM) and SHAPES.named(s.subject) == shape
        ),
    }
    for statement in SHAPES.statements:
        value = statement.object
        if (
            statement.subject in parts
            and isinstance(value, ox.NamedNode)
            and local_name(value.value)
            and "ontology#" in value.value
        ):
            misspelt = ox.NamedNode(value.value[:-1])
            assert refused(changed(lambda s, o=statement, m=misspelt: s._replace(object=m) if s == o else s)), misspelt


def weakened():
    """Every constraint of every shape, loosened or dropped, one at a time."""
    for index, s in enumerate(SHAPES.statements):
        name = s.predicate.removeprefix(SH)
        shape = SHAPES.named(s.subject)
        if not s.predicate.startswith(SH) or name not in terms.CONSTRAINTS or shape is None:
            continue
        path = "".join(local_name(p.value) for p in SHAPES.values(s.subject, "path"))
        if (local_name(shape.value), name, path) not in SEEN_ELSEWHERE:
            yield pytest.param(index, local_name(shape.value), id=f"{local_name(shape.value)}-{name}-{index}")


@cache
def triples_of(*files):
    return tuple(t for _, t in Data(files, (), Renamer()).triples())


def variants(name, path):
    """The failing case; the passing one; and the passing one with one property broken in each usual way."""
    yield triples_of(str(CASES / name / "fail.ttl"))
    sound = triples_of(str(CASES / name / "pass.ttl"))
    yield sound
    compound = not isinstance(path, ox.NamedNode)
    for subject, predicate in dict.fromkeys((t.subject, t.predicate) for t in sound if compound or t.predicate == path):
        others = tuple(t for t in sound if (t.subject, t.predicate) != (subject, predicate))
        there = tuple(t for t in sound if (t.subject, t.predicate) == (subject, predicate))
        like = there[0].object
        yield others
        yield (*sound, ox.Triple(ox.NamedNode("http://example.org/odd"), predicate, like))
        for odd in odd_values(like):
            yield (*others, ox.Triple(subject, predicate, odd))
            yield (*others, *there, ox.Triple(subject, predicate, odd))


def odd_values(like):
    yield ox.NamedNode("http://example.org/odd")
    yield ox.Literal("odd")
    yield ox.Literal(like.value)
    yield ox.Literal("odd", language="xx")
    yield ox.Literal("odd", language="en")
    if isinstance(like, ox.Literal):
        yield (
            ox.Literal(like.value[::-1] + "0", datatype=like.datatype)
            if not like.language
            else ox.Literal("x", language="en")
        )
        yield ox.Literal("-5", datatype=like.datatype) if not like.language else ox.Literal("y", language="en")
        if not like.language:  # the same letters the other way round, and the same value of another kind
            yield ox.Literal(like.value[::-1], datatype=like.datatype)
            for datatype in ("token", "decimal"):
                yield ox.Literal(like.value, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#" + datatype))
    else:  # another individual of a kind that is there already, so that only its number or its place is odd
        for text in ("supports", "disputes", "asserted", "possible", "direct", "indirect"):
            yield ox.NamedNode("https://w3id.org/nutrition-causality/ontology#" + text)


def judged(triples, shapes):
    ontology = triples_of(*ontology_files())
    report = run("fast", iter((*ontology, *triples)), shapes)[1]
    return {(f.focus, f.value, f.component) for f in read_findings(report, shapes)}


def alone(shapes, shape):
    """One shape without the others, but with what is said of the shapes together, such as their prefixes."""
    targets = [SH + t for t in TARGETS]
    return Shapes(
        [
            s
            for s in shapes.statements
            if shapes.named(s.subject) in (shape, None) and (s.predicate not in targets or s.subject == shape)
        ],
        shapes.files,
    )


@cache
def sound_judgement(name, number, path):
    """What the whole shape says of the variant with that number."""
    return judged(list_of_variants(name, path)[number], alone(SHAPES, node(name)))


@cache
def list_of_variants(name, path):
    return list(variants(name, path))


@pytest.mark.slow
@pytest.mark.parametrize(("index", "name"), list(weakened()))
def test_a_weakened_constraint_is_seen(index, name):
    """Some small graph is judged otherwise once the constraint is loosened: so it does ask something."""
    pytest.importorskip("shacl", reason="the fast engine has no wheel here")
    statement = SHAPES.statements[index]
    parameter = statement.predicate.removeprefix(SH)
    loose = None
    if parameter in BOUNDS:
        loose = statement._replace(object=ox.Literal(BOUNDS[parameter], datatype=statement.object.datatype))
    weak = changed(lambda s: loose if s is statement else s)
    if refused(weak):
        return
    shape = node(name)
    weak = alone(weak, shape)
    path = next(iter(SHAPES.values(shape, "path")), None)
    assert any(
        judged(triples, weak) != sound_judgement(name, number, path)
        for number, triples in enumerate(list_of_variants(name, path))
    ), f"nothing shows that {name} has its sh:{parameter} ({statement.place})"
