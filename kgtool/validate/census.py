"""What a data graph holds, as far as shapes have to know: counted while its triples pass on to the engine."""

from collections.abc import Iterator

import pyoxigraph as ox

from kgtool.validate.shapes import TARGETS, Shapes
from kgtool.vocabulary import OWL, RDF, RDFS

_TYPE = RDF + "type"
_SUBCLASS = RDFS + "subClassOf"
_CLASS_TYPES = (RDFS + "Class", OWL + "Class")
# Known without being declared: nobody repeats them in a data graph.
_BUILT_IN = (RDF, RDFS, OWL, "http://www.w3.org/ns/shacl#")


class Census:
    """Classes, predicates, and what the background describes."""

    def __init__(self) -> None:
        self._distinct: set[int] = set()
        self.classes: set[str] = set()
        self.described: set[str] = set()
        self._above: dict[str, set[str]] = {}
        self._own_types: set[str] = set()
        self._own_predicates: set[str] = set()
        self._namespaces: set[str] = set()

    def watch(self, triples: Iterator[tuple[bool, ox.Triple]]) -> Iterator[ox.Triple]:
        """Hand the triples on, and remember. Each comes with whether it is the user's own, or background."""
        for own, triple in triples:
            self._distinct.add(hash(triple))
            predicate = triple.predicate.value
            if own:
                self._own_predicates.add(predicate)
            elif isinstance(triple.subject, ox.NamedNode):
                self.described.add(triple.subject.value)
            if predicate in (_TYPE, _SUBCLASS):
                self._note(own, predicate, triple.subject, triple.object)
            yield triple

    def _note(self, own: bool, predicate: str, subject: object, class_: object) -> None:
        if not isinstance(class_, ox.NamedNode):
            return
        if predicate == _TYPE:
            self.classes.add(class_.value)
            if own:
                self._own_types.add(class_.value)
            if isinstance(subject, ox.NamedNode) and class_.value.startswith((OWL, RDFS, RDF)):
                if class_.value in _CLASS_TYPES:
                    self.classes.add(subject.value)
                if not own and class_.value != OWL + "Ontology":
                    self._namespaces.add(_namespace(subject.value))
        elif isinstance(subject, ox.NamedNode):
            self.classes.update((subject.value, class_.value))
            self._above.setdefault(subject.value, set()).add(class_.value)

    @property
    def triples(self) -> int:
        """How many triples there are, each counted once, in however many files it stands."""
        return len(self._distinct)

    @property
    def is_empty(self) -> bool:
        """Whether the user's own files hold no triple."""
        return not self._own_predicates

    def knows_class(self, iri: str) -> bool:
        """Whether somebody declares this class or has an instance of it."""
        return iri in self.classes or iri.startswith(_BUILT_IN)

    def misses(self, iri: str) -> bool:
        """Whether an IRI lies in a namespace of the background's own, which doesn't describe it."""
        return _namespace(iri) in self._namespaces and iri not in self.described and iri not in self._own_predicates

    def applies(self, shapes: Shapes) -> bool:
        """Whether any target finds something in the user's own files.

        One that names its node may always, unless that is a term of RDF or OWL, or one that the background describes.
        """
        types = set(self._own_types)
        waiting = list(types)
        while waiting:
            for above in self._above.get(waiting.pop(), ()):
                if above not in types:
                    types.add(above)
                    waiting.append(above)
        for shape in shapes.shapes():
            if isinstance(shape, ox.NamedNode) and shapes.is_class(shape) and shape.value in types:
                return True
            for name in TARGETS:
                for value in shapes.values(shape, name):
                    if name == "targetNode":
                        found = value.value not in self.described and not value.value.startswith(_BUILT_IN)
                    else:
                        found = value.value in (types if name == "targetClass" else self._own_predicates)
                    if found:
                        return True
        return False


def _namespace(iri: str) -> str:
    cut = max(iri.rfind("#"), iri.rfind("/"))
    return iri[: cut + 1]
