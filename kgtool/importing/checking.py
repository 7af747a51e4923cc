"""What is wrong with tables, each fault with its row, its column and a remedy, before any Turtle is made of them."""

import re
from collections.abc import Iterable, Iterator, Mapping

from kgtool.importing.building import claim_name, evidence_name
from kgtool.importing.columns import TABLES, Column, Ontology, ontology
from kgtool.importing.folder import PASSAGE_COLUMNS, Tables
from kgtool.importing.tsv import Fault, Row, Table, TableError
from kgtool.logic.spelling import near_misses

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SPAN = re.compile(r"[0-9]+-[0-9]+")
DIGEST = re.compile(r"[0-9a-f]{64}")
_PLACE = ("passage", "letter")


def check(tables: Tables) -> None:
    """Hold tables against the ontology and against each other.

    Raises TableError with all faults found.
    """
    if faults := list(_faults(tables, ontology())):
        raise TableError(faults)


def _faults(tables: Tables, known: Ontology) -> Iterator[Fault]:
    terms = {row.get("slug"): tuple(row.items("classes")) for _, _, row in tables.term_rows()}
    seen: dict[str, str] = {}
    for kind, table in tables.terms.items():
        yield from unknown_columns(table, known, "terms")
        for row in table.rows:
            yield from _slug(table, row, seen)
            yield from _term(table, row, kind, known)
            yield from cells(table, row, known.columns["terms"], terms)
    yield from unknown_columns(tables.sources, known, "sources")
    seen = {}
    for row in tables.sources.rows:
        yield from _slug(tables.sources, row, seen)
        if not row.get("title"):
            yield Fault(tables.sources.path, row.line, "title", "a source needs its title.")
        if not DIGEST.fullmatch(row.get("digest")):
            what = "a source needs the SHA-256 of its text, as 64 hexadecimal digits in lower case."
            yield Fault(tables.sources.path, row.line, "digest", what)
        yield from cells(tables.sources, row, known.columns["sources"], terms)
    for slug in tables.claims:
        if slug not in seen:
            what = f'no source is called "{slug}". Add its row here, or rename sources/{slug}.tsv.'
            yield Fault(tables.sources.path, 0, "slug", what)
        yield from _places(tables.passages[slug])
        yield from _claims(tables, slug, known, terms)


def unknown_columns(table: Table, known: Ontology, kind: str, more: Iterable[str] = _PLACE) -> Iterator[Fault]:
    """A fault for each column that means nothing."""
    names = [*TABLES[kind], *(more if kind == "claims" else ()), *(column.name for column in known.columns[kind])]
    for name in table.columns:
        if name not in names:
            near = near_misses(name, names, most=1)
            remedy = f'Did you mean "{near[0]}"?' if near else f"There are: {', '.join(names)}."
            yield Fault(table.path, 1, name, f"no column has this name. {remedy}")


def _slug(table: Table, row: Row, seen: dict[str, str]) -> Iterator[Fault]:
    slug = row.get("slug")
    if not SLUG.fullmatch(slug):
        what = f'"{slug}" is no slug. Write lower-case letters and digits, joined by single hyphens.'
        yield Fault(table.path, row.line, "slug", what)
    elif slug in seen:
        yield Fault(table.path, row.line, "slug", f"{slug} stands in {seen[slug]} already. Join the two rows.")
    seen.setdefault(slug, f"{table.path}:{row.line}")


def _term(table: Table, row: Row, kind: str, known: Ontology) -> Iterator[Fault]:
    classes = row.items("classes")
    for name in classes:
        if name not in known.above:
            near = near_misses(name, known.term_classes()) or known.term_classes()
            yield Fault(table.path, row.line, "classes", f'no class is called "{name}". There are: {", ".join(near)}.')
    if not classes:
        yield Fault(table.path, row.line, "classes", f"a term needs a class: {', '.join(known.term_classes())}.")
    above = known.classes_of(classes)
    wanted = next((table_of for name, table_of in known.kinds.items() if name in above), kind)
    if wanted != kind:
        what = f"{', '.join(classes)} stands in {wanted}.tsv. Move the row there."
        yield Fault(table.path, row.line, "classes", what)
    for needed in ("label", "definition"):
        if not row.get(needed):
            yield Fault(table.path, row.line, needed, f"a term needs a {needed}, in our own words.")


def cells(table: Table, row: Row, columns: Iterable[Column], terms: Mapping[str, object]) -> Iterator[Fault]:
    """Faults of the cells that stand for properties."""
    for column in columns:
        cell = row.get(column.name)
        if not cell or column.whole:
            continue
        values = row.items(column.name)
        if column.single and len(values) > 1:
            yield Fault(table.path, row.line, column.name, f"{len(values)} values, where one can stand. Keep one.")
        if len(set(values)) < len(values) or not all(values):
            yield Fault(table.path, row.line, column.name, "a value twice, or none between two `;`. Delete it.")
        for value in values:
            if what := column.refusal(value):
                yield Fault(table.path, row.line, column.name, what)
            elif column.form == "term" and value not in terms:
                yield Fault(table.path, row.line, column.name, no_term(value, terms))


def no_term(value: str, terms: Mapping[str, object]) -> str:
    """That no term is called so, and which are called nearly so."""
    near = near_misses(value, terms, most=3)
    hint = f"Did you mean {', '.join(near)}?" if near else "Correct it, or add the term to terms/<kind>.tsv."
    return f'no term is called "{value}". {hint}'


def _places(table: Table) -> Iterator[Fault]:
    for name in table.columns:
        if name not in PASSAGE_COLUMNS:
            yield Fault(table.path, 1, name, f"no column has this name. There are: {', '.join(PASSAGE_COLUMNS)}.")
    sections = {row.get("slug") for row in table.rows if row.get("slug")}
    seen: dict[str, int] = {}
    for row in table.rows:
        span = f"{row.get('start')}-{row.get('end')}"
        if not SPAN.fullmatch(span) or int(row.get("start")) >= int(row.get("end")):
            what = f"{span} is no span. Write two whole numbers, the smaller first."
            yield Fault(table.path, row.line, "start", what)
        heading = row.get("heading")
        if heading and not SPAN.fullmatch(heading):
            yield Fault(table.path, row.line, "heading", f"{heading} is no span such as 120-180.")
        if slug := row.get("slug"):
            if not SLUG.fullmatch(slug):
                yield Fault(table.path, row.line, "slug", f'"{slug}" is no slug: lower case, digits, single hyphens.')
            if not row.get("label"):
                yield Fault(table.path, row.line, "label", "a section needs a label.")
            span = slug
        else:
            if row.get("section") not in sections:
                what = f'no section of this source is called "{row.get("section")}". Name one, or add it with its slug.'
                yield Fault(table.path, row.line, "section", what)
            if not DIGEST.fullmatch(row.get("digest")):
                what = "a passage needs the SHA-256 of its text. `kgtool cite` and `kgtool import` write it."
                yield Fault(table.path, row.line, "digest", what)
        if span in seen:
            yield Fault(table.path, row.line, "", f"{span} stands in row {seen[span]} already. Delete one of the two.")
        seen.setdefault(span, row.line)


def _claims(tables: Tables, slug: str, known: Ontology, terms: Mapping[str, tuple[str, ...]]) -> Iterator[Fault]:
    table = tables.claims[slug]
    yield from unknown_columns(table, known, "claims")
    spans = {f"{r.get('start')}-{r.get('end')}" for r in tables.passages[slug].rows if not r.get("slug")}
    seen: dict[str, int] = {}
    for row in table.rows:
        yield from claim(table, row, known, terms)
        if row.get("passage") not in spans:
            what = (
                f"no passage {row.get('passage') or 'is named'} in {tables.passages[slug].path}. `kgtool import claims`"
            )
            yield Fault(table.path, row.line, "passage", f"{what} and `kgtool cite` write both.")
        letter = row.get("letter")
        if letter and not re.fullmatch("[b-z]", letter):
            yield Fault(table.path, row.line, "letter", f'"{letter}" is no letter from b to z, or nothing.')
        name = evidence_name(slug, row)
        if name in seen:
            what = f"row {seen[name]} is of the same claim and passage. Delete one, or give one another letter."
            yield Fault(table.path, row.line, "letter", what)
        seen.setdefault(name, row.line)


def claim(table: Table, row: Row, known: Ontology, terms: Mapping[str, tuple[str, ...]]) -> Iterator[Fault]:
    """Faults of a row of claims, its place aside. Terms stand by slug."""
    for end in ("subject", "object", "context"):
        if row.get(end) not in terms and (row.get(end) or end != "context"):
            yield Fault(table.path, row.line, end, no_term(row.get(end), terms))
    predicate = known.predicates.get(row.get("predicate"))
    if not predicate:
        near = near_misses(row.get("predicate"), known.predicates, most=3) or sorted(known.predicates)
        what = f'no predicate is called "{row.get("predicate")}". There are: {", ".join(near)}.'
        yield Fault(table.path, row.line, "predicate", what)
    elif row.get("subject") in terms and row.get("object") in terms:
        yield from _ends(table, row, known, terms)
    if row.get("context") in terms and "Cause" not in known.classes_of(terms[row.get("context")]):
        what = f"{row.get('context')} is no cause. Name the state, exposure or intervention in which it holds."
        yield Fault(table.path, row.line, "context", what)
    for column in known.columns["claims"]:
        if column.only and row.get(column.name) and row.get("predicate") not in column.only:
            what = f"only claims with {' or '.join(column.only)} have this. Delete it, or correct the predicate."
            yield Fault(table.path, row.line, column.name, what)
    yield from cells(table, row, known.columns["claims"], terms)


def _ends(table: Table, row: Row, known: Ontology, terms: Mapping[str, tuple[str, ...]]) -> Iterator[Fault]:
    predicate = known.predicates[row.get("predicate")]
    subject, object_ = row.get("subject"), row.get("object")
    if not known.above.keys() >= {*terms[subject], *terms[object_]}:
        return  # a class that isn't there is told where the term stands
    classes = {end: known.classes_of(terms[end]) for end in (subject, object_)}
    if subject == object_:
        yield Fault(table.path, row.line, "object", "a claim of a thing about itself. Name the other one.")
    elif predicate.same_kind and not classes[subject] & classes[object_] & known.tops:
        what = f"{subject} and {object_} are of different kinds, and {predicate.name} joins like with like."
        yield Fault(table.path, row.line, "object", f"{what} Choose terms of one kind, or another predicate.")
    elif not (_fits(classes[subject], predicate.domain) and _fits(classes[object_], predicate.range)):
        if _fits(classes[object_], predicate.domain) and _fits(classes[subject], predicate.range):
            yield Fault(
                table.path, row.line, "subject", f"{claim_name(row)} is the wrong way round. Swap the two ends."
            )
            return
        for end, wanted in (("subject", predicate.domain), ("object", predicate.range)):
            if not _fits(classes[row.get(end)], wanted):
                what = f"{row.get(end)} is a {' and '.join(terms[row.get(end)])}; {predicate.name} takes as {end}: "
                what += f"{', '.join(sorted(wanted))}. Choose the term that is meant, or a predicate that fits."
                yield Fault(table.path, row.line, end, what)
    elif predicate.symmetric and subject > object_:
        what = f"{predicate.name} holds both ways, and is written with the smaller slug first. Swap the two ends."
        yield Fault(table.path, row.line, "subject", what)


def _fits(classes: frozenset[str], wanted: frozenset[str]) -> bool:
    return not wanted or bool(classes & wanted)
