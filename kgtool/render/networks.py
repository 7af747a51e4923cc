"""A signed network as Cytoscape, Gephi, yEd and DAGitty read it."""

from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from kgtool.render.words import counted
from kgtool.vocabulary import curie, slug

NETWORKS = ("graphml", "cx2", "dagitty")
_KEYS = (
    ("node", "label", "string"),
    ("node", "iri", "string"),
    ("edge", "interaction", "string"),
    ("edge", "sign", "string"),
    ("edge", "weight", "int"),
    ("edge", "rule", "string"),
    ("edge", "sources", "string"),
    ("edge", "disputed", "boolean"),
)


def network_text(network: Any, form: str, warn: Callable[[str], None] = lambda _: None) -> str:
    """The network of `kgtool.answers.network` in one of `NETWORKS`.

    warn  gets a sentence for what the format can't carry.
    """
    return {"graphml": _graphml, "cx2": _cx2, "dagitty": _dagitty}[form](network, warn)


def _edge_facts(edge: Any) -> dict[str, Any]:
    return {
        "interaction": "promotes" if edge.hop.sign == "+" else "inhibits",
        "sign": edge.hop.sign,
        "weight": 1 if edge.hop.sign == "+" else -1,
        "rule": edge.rule,
        "sources": "; ".join(map(slug, edge.sources)),
        "disputed": edge.disputed,
    }


def _graphml(network: Any, _: Callable[[str], None]) -> str:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        *(f'  <key id="{of}-{name}" for="{of}" attr.name="{name}" attr.type="{kind}"/>' for of, name, kind in _KEYS),
        '  <graph id="causes" edgedefault="directed">',
    ]
    for iri, label in network.labels.items():
        data = _data("node", {"label": label, "iri": iri})
        lines.append(f"    <node id={quoteattr(_plain(curie(iri)))}>{data}</node>")
    for number, edge in enumerate(network.edges):
        ends = " ".join(
            f"{name}={quoteattr(_plain(curie(iri)))}"
            for name, iri in (("source", edge.hop.subject), ("target", edge.hop.object))
        )
        lines.append(f'    <edge id="e{number}" {ends}>{_data("edge", _edge_facts(edge))}</edge>')
    return "\n".join([*lines, "  </graph>", "</graphml>"])


def _data(of: str, facts: dict[str, Any]) -> str:
    texts = {k: str(v).lower() if isinstance(v, bool) else _plain(str(v)) for k, v in facts.items()}
    return "".join(f'<data key="{of}-{name}">{escape(text)}</data>' for name, text in texts.items())


def _plain(text: str) -> str:
    """A text without what XML can't hold."""
    return "".join(c if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff") else " " for c in text)


def _cx2(network: Any, _: Callable[[str], None]) -> str:
    import json

    numbers = {iri: number for number, iri in enumerate(network.labels)}
    kinds = {"int": "integer"}
    declared: dict[str, dict[str, dict[str, str]]] = {"nodes": {}, "edges": {}, "networkAttributes": {}}
    for of, name, kind in _KEYS:
        declared[f"{of}s"]["name" if name == "label" else name] = {"d": kinds.get(kind, kind)}
    declared["networkAttributes"]["name"] = {"d": "string"}
    nodes = [{"id": numbers[iri], "v": {"name": label, "iri": iri}} for iri, label in network.labels.items()]
    edges = [
        {"id": number, "s": numbers[edge.hop.subject], "t": numbers[edge.hop.object], "v": _edge_facts(edge)}
        for number, edge in enumerate(network.edges)
    ]
    parts: list[dict[str, Any]] = [
        {"CXVersion": "2.0", "hasFragments": False},
        {"metaData": [{"name": "nodes", "elementCount": len(nodes)}, {"name": "edges", "elementCount": len(edges)}]},
        {"attributeDeclarations": [declared]},
        {"networkAttributes": [{"name": "kgtool: causes and effects"}]},
        {"nodes": nodes},
        {"edges": edges},
        {"status": [{"error": "", "success": True}]},
    ]
    return json.dumps(parts, ensure_ascii=False, indent=1)


def _dagitty(network: Any, warn: Callable[[str], None]) -> str:
    """A DAG: what would close a circle is left out, in a stable order, and so are signs; both are told."""
    names = _unique(network.labels)
    pairs = sorted({(edge.hop.subject, edge.hop.object) for edge in network.edges})
    kept, closing = acyclic(pairs)
    if closing:
        shown = ", ".join(f"{network.labels[s]} → {network.labels[o]}" for s, o in closing[:5])
        more = f" and {len(closing) - 5} more" if len(closing) > 5 else ""
        warn(f"dagitty: a DAG has no circles, so {counted(len(closing), 'arrow')} left out: {shown}{more}.")
    warn("dagitty: signs, rules and sources are not carried.")
    lines = ["dag {"]
    for iri in network.labels:
        role = " [exposure]" if iri in network.causes else " [outcome]" if iri in network.effects else ""
        lines.append(f'"{names[iri]}"{role}')
    lines += [f'"{names[s]}" -> "{names[o]}"' for s, o in kept]
    return "\n".join([*lines, "}"])


def _unique(labels: dict[str, str]) -> dict[str, str]:
    """Names without quotes, each once: a second term of one label bears its IRI in short."""
    taken: set[str] = set()
    names = {}
    for iri, label in labels.items():
        name = " ".join(label.replace('"', "'").replace("\\", "/").split())
        names[iri] = name if name not in taken else f"{name} ({curie(iri)})"
        taken.add(names[iri])
    return names


def acyclic(pairs: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The arrows that close no circle with those before them when walked depth first, and those that do; in order."""
    onward: dict[str, list[str]] = {}
    for start, end in pairs:
        onward.setdefault(start, []).append(end)
    closing: set[tuple[str, str]] = set()
    done: set[str] = set()
    for root in sorted(onward):
        on_way: dict[str, int] = {}
        stack = [(root, 0)] if root not in done else []
        while stack:
            node, at = stack.pop()
            on_way[node] = 1
            ends = onward.get(node, [])
            if at < len(ends):
                stack.append((node, at + 1))
                end = ends[at]
                if end in on_way:
                    closing.add((node, end))
                elif end not in done:
                    stack.append((end, 0))
            else:
                del on_way[node]
                done.add(node)
    return [pair for pair in pairs if pair not in closing], [pair for pair in pairs if pair in closing]
