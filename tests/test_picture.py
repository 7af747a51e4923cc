"""Pictures: whatever a label holds, each form stays well formed and says what the trace says."""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtool import open as open_graph
from kgtool.cli import run
from kgtool.errors import UsageError
from kgtool.logic.trust import Joints, judge, weigh
from kgtool.model import Claim, Evidence, Grounds, Hop, PremiseSet, Term, Trace, Traits
from kgtool.render.picture import FORMS, picture
from kgtool.render.picture.drawing import drawn
from kgtool.render.picture.layers import Size, arranged, spread
from kgtool.render.picture.svg import wrap
from kgtool.render.words import printable
from kgtool.vocabulary import BASE, NC
from tests.worlds import turtle, worlds

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    '<script>alert(1)</script><img src=x onerror="alert(1)">',
    "\"]; x [label=\"y\\\" ]]] --> z((end)) %%{init: {}}%% \\N \\n & &lt; &quot;",
    "end",
    "subgraph end graph ; style:a#b;",
    "line\nbreak\r\n\tand \x1b[31m red \x00 \u202e rtl",
    "- list\n1. **bold** `code` [a](javascript:alert(1)) | # @someone #12 https://example.org www.example.org",
    "]]> --> <!-- </style></title></svg> ${x} {{y}}",
    "x" * 400,
    "筋肉の痙攣 ünïcode ⊣ 🦴",
]  # fmt: skip
labels = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=40).filter(str.strip))


def term(number):
    return f"{BASE}term/t{number}"


def said(claim, stance="supports", source="one", section="a section"):
    return Evidence(
        f"{claim}--{source}", claim, f"{BASE}source/{source}", section, f"{BASE}passage/{source}", stance,
        "asserted", None, None, (), None, ()
    )  # fmt: skip


def traced(paths, names, derived=(), disputed=(), umbrellas=(), ends=True):
    """A trace along paths of hops between the terms 0, 1, …; names are their labels."""
    paths = [tuple(Hop(term(s), sign, term(o)) for s, sign, o in path) for path in paths]
    known = {term(number): name for number, name in enumerate(names)}
    known |= {f"{BASE}rule": names[0], f"{NC}promotes": "promotes"}
    grounds, claims = {}, {}
    for number, hop in enumerate(sorted({hop for path in paths for hop in path})):
        claim = f"{BASE}claim/{number}"
        by_rule = (hop.subject[-1], hop.object[-1]) in derived
        evidence = [said(claim, section=names[0])]
        if (hop.subject[-1], hop.object[-1]) in disputed:
            evidence.append(said(claim, "disputes", "two"))
        claims[claim] = Claim(claim, hop.subject, f"{NC}promotes", hop.object, None, tuple(evidence))
        grounds[hop] = Grounds((PremiseSet(f"{BASE}rule" if by_rule else None, (claim,)),), ())
    found = judge(
        paths, Joints({hop: weigh(g, claims) for hop, g in grounds.items()}, dict.fromkeys(known, Traits())), {}
    )
    causes, effects = (
        tuple(Term(iri, known[iri]) for iri in sorted({hop.subject if at == 0 else hop.object for hop in edge}))
        if ends
        else ()
        for at, edge in ((0, [p[0] for p in paths]), (-1, [p[-1] for p in paths]))
    )
    conditions = dict.fromkeys(grounds, ())
    marked = tuple(term(number) for number in umbrellas)
    return Trace(causes, effects, tuple(found), None, None, grounds, claims, conditions, known, marked)


@st.composite
def traces(draw):
    names = draw(st.lists(labels, min_size=6, max_size=6))
    paths = draw(
        st.lists(
            st.lists(st.integers(0, 5), min_size=2, max_size=5, unique=True), min_size=1, max_size=6, unique_by=tuple
        )
    )
    sign = {(a, b): draw(st.sampled_from("+-")) for path in paths for a, b in pairwise(path)}
    return traced(
        [[(a, sign[a, b], b) for a, b in pairwise(path)] for path in paths],
        names,
        derived={pair for pair in [("0", "1"), ("2", "3")] if draw(st.booleans())},
        disputed={("1", "2")} if draw(st.booleans()) else (),
        umbrellas=draw(st.sets(st.integers(0, 5))),
        ends=draw(st.booleans()),
    )


SIMPLE = traced(
    [[(0, "+", 1), (1, "-", 2)], [(0, "+", 2)]],
    ["salmon", "vitamin D deficiency", "tetany"],
    derived={("0", "1")},
    disputed={("1", "2")},
    umbrellas=[1],
)


class Page(HTMLParser):
    """Reads a page: its tags with their attributes, and the text that is shown, by the element around it."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts, self._open = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if "style" not in self._open:
            self.texts.append(data)


ALLOWED_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "section", "footer"),
    *("h1", "h2", "p", "figure", "div", "figcaption", "ol", "ul", "li", "b", "a", "span", "dl", "dt", "dd"),
    *("svg", "desc", "g", "path", "rect", "text"),
}


# ---- the page ------------------------------------------------------------------------------------------


@settings(max_examples=50, deadline=None)
@given(traces())
def test_page_holds_no_more_than_it_should_whatever_the_labels(trace):
    text = picture(trace, "html")
    page = Page(text)
    assert not page._open
    assert {tag for tag, _ in page.tags} <= ALLOWED_TAGS
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "style", "srcset")]
        if "href" in attributes:
            assert tag == "a" and attributes["href"].removeprefix("#") in ids
    shown = " ".join(" ".join(page.texts).split())
    for claim in trace.claims.values():
        for iri in (claim.subject, claim.object):
            assert " ".join(printable(trace.labels[iri]).split()) in shown
    policy = next(a["content"] for t, a in page.tags if t == "meta" and "http-equiv" in a)
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"url\(|@import|expression", style)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(traces())
def test_page_tells_in_words_what_it_draws(trace):
    page = picture(trace, "html")
    drawing = drawn(trace)
    assert len(drawing.numbers) == len({hop for chain in trace.chains for hop in chain.hops})
    for number in drawing.numbers.values():
        assert page.count(f'<a id="arrow-{number}"') == page.count(f'<li id="step-{number}"') == 1
        assert page.count(f'<div class="card" id="card-{number}"') == 1
    listed = page.partition('<ol class="chains">')[2].partition('<h2 id="steps">')[0]
    in_order = [drawing.numbers[hop] for chain in trace.chains for hop in chain.hops]
    assert [int(n) for n in re.findall(r'href="#step-(\d+)"', listed)] == in_order
    for arrow in drawing.arrows:
        assert f'aria-label="{arrow.told}"' in unescape(page)


def test_a_card_says_how_much_it_leaves_out():
    (claim,) = traced([[(0, "+", 1)]], ["a", "b"]).claims.values()
    many = claim._replace(evidence=tuple(said(claim.iri, source=f"s{n}") for n in range(9)))
    trace = traced([[(0, "+", 1)]], ["a", "b"])._replace(claims={claim.iri: many})
    card = picture(trace, "html").partition('id="card-1"')[2].partition("</div>")[0]
    assert card.count("<li>s") == 6
    assert "and 3 more, listed below" in card


# ---- SVG -----------------------------------------------------------------------------------------------


@settings(max_examples=50, deadline=None)
@given(traces())
def test_svg_is_well_formed_and_refers_to_nothing(trace):
    root = ET.fromstring(picture(trace, "svg"))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "rect", "g", "text", "path"
    }  # fmt: skip
    names = {name for element in root.iter() for name in element.attrib}
    assert not names & {"href", "style", "id", "class"}
    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    arrows = [element.text for element in root.iter(f"{SVG}title")][1:]
    assert sorted(arrows) == sorted(arrow.told for arrow in drawn(trace).arrows)


def test_looks_tell_signs_and_marks_without_colour():
    grey = re.sub(r"#[0-9a-f]{6}", "#000000", picture(SIMPLE, "svg"))
    drawing = drawn(SIMPLE)
    groups = re.findall(r"<g>\n<title>.*?</g>", grey, re.DOTALL)
    for arrow, group in zip(drawing.arrows, groups, strict=True):
        assert ("Z" in group) == (arrow.sign == "+"), "a filled head promotes"
        assert ("a5.5" in group) == (arrow.sign == "-"), "a minus in a circle inhibits"
        assert ("stroke-dasharray" in group) == arrow.derived
        assert ("disputed</text>" in group) == arrow.disputed
    assert [box.umbrella for box in drawing.boxes] == [box.label == "vitamin D deficiency" for box in drawing.boxes]
    assert grey.count('stroke-width="3"/>\n<text') == 2, "both ends have a thick frame"
    assert "CAUSE" in grey and "EFFECT" in grey


def test_legend_explains_just_what_occurs():
    everything = picture(SIMPLE, "svg")
    plain = picture(traced([[(0, "+", 1)]], ["a", "b"]), "svg")
    for words in ("inhibits (−)", "a rule derives it", "speaks against", "several different things"):
        assert words in everything
        assert words not in plain
    assert "promotes (+)" in plain


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_wrapping_loses_nothing(text):
    assert "".join("".join(wrap(text, 100)).split()) == "".join(text.split())


# ---- the layout ----------------------------------------------------------------------------------------

names = [f"n{number}" for number in range(8)]
arrow_lists = st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(lambda a: a[0] != a[1]))
size_maps = st.fixed_dictionaries({name: st.builds(Size, st.integers(30, 200), st.integers(20, 90)) for name in names})


@settings(max_examples=100, deadline=None)
@given(size_maps, arrow_lists, st.sets(st.sampled_from(names)), st.sets(st.sampled_from(names)))
def test_boxes_never_overlap_and_arrows_end_at_their_sides(sizes, arrows, first, last):
    plan = arranged(sizes, arrows, first, last)
    assert plan == arranged(sizes, arrows, first, last)
    sides = {
        name: (x - plan.sizes[name].width / 2, x + plan.sizes[name].width / 2, y - plan.sizes[name].height / 2,
               y + plan.sizes[name].height / 2)
        for name, (x, y) in plan.centres.items()
    }  # fmt: skip
    for number, one in enumerate(names):
        left, right, top, bottom = sides[one]
        assert left >= -1e-6 and top >= -1e-6 and right <= plan.width + 1e-6 and bottom <= plan.height + 1e-6
        assert plan.sizes[one].height >= sizes[one].height
        for other in names[number + 1 :]:
            apart = (
                right <= sides[other][0]
                or sides[other][1] <= left
                or bottom <= sides[other][2] + 1e-6
                or sides[other][3] <= top + 1e-6
            )
            assert apart, (one, other)
    for (tail, head), route in zip(arrows, plan.routes, strict=True):
        assert len(route) % 2 == 0 and len(route) >= 4
        for name, (x, y) in ((tail, route[0]), (head, route[-1])):
            left, right, top, bottom = sides[name]
            assert x in (left, right) and top <= y <= bottom


@settings(max_examples=100, deadline=None)
@given(size_maps, arrow_lists)
def test_arrows_without_loops_all_lead_to_the_right(sizes, arrows):
    onward = [(a, b) for a, b in arrows if names.index(a) < names.index(b)]
    plan = arranged(sizes, onward, (), ())
    for (tail, head), route in zip(onward, plan.routes, strict=True):
        assert plan.centres[tail][0] < plan.centres[head][0]
        assert all(a[0] <= b[0] for a, b in pairwise(route))


def test_causes_stand_left_and_effects_right():
    arrows = [("n0", "n1"), ("n1", "n2"), ("n2", "n3"), ("n4", "n2"), ("n0", "n5")]
    sizes = {name: Size(50, 20) for name in names[:6]}
    loose, held = arranged(sizes, arrows, (), ()), arranged(sizes, arrows, {"n0", "n4"}, {"n5"})
    assert loose.centres["n4"][0] == loose.centres["n1"][0], "close to what it leads to"
    assert held.centres["n4"][0] == held.centres["n0"][0]
    assert held.centres["n5"][0] == held.centres["n3"][0] > loose.centres["n5"][0]


numbers = st.floats(-100, 100)


@settings(max_examples=100, deadline=None)
@given(st.data(), st.lists(numbers, min_size=1, max_size=6))
def test_spread_keeps_gaps_and_no_other_way_is_nearer(data, wanted):
    weights = data.draw(st.lists(st.floats(0.5, 5), min_size=len(wanted), max_size=len(wanted)))
    gaps = data.draw(st.lists(st.floats(0, 20), min_size=len(wanted) - 1, max_size=len(wanted) - 1))
    found = spread(wanted, weights, gaps)
    assert all(b - a >= gap - 1e-6 for a, b, gap in zip(found, found[1:], gaps, strict=False))
    slack = data.draw(st.lists(st.floats(0, 30), min_size=len(gaps), max_size=len(gaps)))
    other = [data.draw(numbers)]
    for gap, more in zip(gaps, slack, strict=True):
        other.append(other[-1] + gap + more)

    def cost(places):
        return sum(w * (p - q) ** 2 for w, p, q in zip(weights, places, wanted, strict=True))

    assert cost(found) <= cost(other) + 1e-6


# ---- Mermaid, DOT, Markdown ----------------------------------------------------------------------------

NODE = re.compile(r'  n\d+(\[\[|\[)"([\w ,\'()/#;-]+)"(\]\]|\])')
EDGE = re.compile(r'  n\d+ (-->|-\.->|--x|-\.-x)\|"(\+|⊣)( disputed)?"\| n\d+')
LOOKS = re.compile(r"  (accTitle: [^#;\n]+|classDef \w+ [\w:#,-]+|class [n\d,]+ \w+|linkStyle [\d,]+ stroke:#\w+)")


@settings(max_examples=100, deadline=None)
@given(traces())
def test_mermaid_keeps_to_its_rules_and_gives_each_label_back(trace):
    first, *lines = picture(trace, "mermaid").split("\n")
    assert first == "flowchart LR"
    assert lines.pop() == ""
    assert all(NODE.fullmatch(line) or EDGE.fullmatch(line) or LOOKS.fullmatch(line) for line in lines)
    found = [match for line in lines if (match := NODE.fullmatch(line))]
    assert not any(re.search(r"\bend\b", match[2]) or match[2].startswith("-") for match in found)
    decoded = [re.sub(r"#(\d+);", lambda code: chr(int(code[1])), match[2]) for match in found]
    assert decoded == [box.label for box in drawn(trace).boxes]
    assert [match[1] == "[[" for match in found] == [box.umbrella for box in drawn(trace).boxes]


def test_mermaid_of_a_small_trace():
    assert picture(SIMPLE, "mermaid").splitlines()[:8] == [
        "flowchart LR",
        "  accTitle: From salmon to tetany",
        '  n1["salmon"]',
        '  n2["tetany"]',
        '  n3[["vitamin D deficiency"]]',
        '  n1 -->|"+"| n2',
        '  n1 -.->|"+"| n3',
        '  n3 --x|"⊣ disputed"| n2',
    ]


STRING = r'"((?:[^"\\]|\\.)*)"'


@settings(max_examples=100, deadline=None)
@given(traces())
def test_dot_keeps_to_its_rules_and_gives_each_label_back(trace):
    text = picture(trace, "dot")
    bare = re.sub(STRING, "S", text)
    assert re.fullmatch(r"[\w\s{}\[\]=,;.>-]+", bare)
    found = re.findall(rf"^  n\d+ \[label={STRING}", text, re.MULTILINE)
    decoded = [unescape(label.replace("&amp;", "&AMP").replace("&AMP", "&amp;")) for label in found]
    assert [re.sub(r"\\(.)", r"\1", label) for label in decoded] == [box.label for box in drawn(trace).boxes]


@pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz, to hold its reading against ours")
def test_graphviz_reads_the_labels_as_they_are():
    trace = traced([[(n, "+-"[n % 2], n + 1) for n in range(len(HOSTILE) - 1)]], HOSTILE)
    done = subprocess.run(["dot", "-Tsvg"], input=picture(trace, "dot").encode(), capture_output=True, check=True)
    assert not done.stderr
    shown = {"".join((text.text or "").split()) for text in ET.fromstring(done.stdout).iter(f"{SVG}text")}
    for box in drawn(trace).boxes:
        assert "".join(box.label.split()) in shown


@settings(max_examples=100, deadline=None)
@given(traces(), st.booleans())
def test_markdown_lists_every_chain_and_leaves_no_label_its_markup(trace, evidence):
    from kgtool.render.picture.markdown import escaped

    text = picture(trace, "md") if not evidence else picture(trace, "md", evidence=True)
    assert len(re.findall(r"^\d+\. \*\*", text, re.MULTILINE)) == len(trace.chains)
    assert text.count("   - ") >= sum(len(chain.hops) for chain in trace.chains)
    assert "one: " in text or "one" in text
    for label in trace.labels.values():
        told = escaped(printable(label))
        assert re.sub(r"\\(.)", r"\1", told.replace("<!-- -->", "")) == printable(label)
        assert not re.search(r"(?<!\\)[`*_\[\]<>#|]", told.replace("<!-- -->", "").replace("\\\\", ""))


def test_markdown_of_a_small_trace():
    assert picture(SIMPLE, "md", evidence=True) == (
        "**From salmon to tetany**\n\n"
        "1. **salmon** promotes (+) **tetany**  \n"
        "   stated · worded as asserted · no source draws this conclusion\n"
        "   - salmon ─+→ tetany: 1 source (one)\n"
        "     - salmon promotes tetany: one, “salmon”: asserted\n"
        "2. **salmon** inhibits (−) **tetany**  \n"
        "   stated · worded as asserted · no source draws this conclusion · disputed\n"
        "   - salmon ─+→ vitamin D deficiency: derived: salmon promotes vitamin D deficiency \\(1 source\\) (one)\n"
        "     - salmon promotes vitamin D deficiency: one, “salmon”: asserted\n"
        "   - vitamin D deficiency ─−⊣ tetany: 1 source; disputed by 1 source (one)\n"
        "     - vitamin D deficiency promotes tetany: one, “salmon”: asserted\n"
        "     - vitamin D deficiency promotes tetany: two, “a section”: disputes, asserted\n\n"
        "Sources:\n\n- one: src:one\n- two: src:two\n\n"
        "_Information from the cited sources, not medical advice._\n"
    )


def test_an_unknown_form_is_a_usage_error():
    with pytest.raises(UsageError, match="There are: html, svg, mermaid, dot, md"):
        picture(SIMPLE, "png")


# ---- surroundings --------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(worlds, st.integers(1, 3))
def test_around_finds_what_lies_within_so_many_steps(tmp_path_factory, world, depth):
    path = tmp_path_factory.mktemp("worlds") / "world.ttl"
    path.write_text(turtle(world))
    graph = open_graph(str(path), use_cache=False)
    every = {hop for chain in graph.trace(None, ["the s1", "the s2"], most=10_000).chains for hop in chain.hops}
    answer = graph.around("the s1", depth=depth, most=1000)
    near = [hop for chain in answer.chains for hop in chain.hops]
    assert len(near) == len(set(near))
    upstream, front = set(), {f"{BASE}term/s1"}
    for _ in range(depth):
        into = {hop for hop in every if hop.object in front}
        upstream |= into
        front = {hop.subject for hop in into}
    assert upstream <= set(near)
    few = graph.around("the s1", depth=depth, most=1)
    assert few.chains == answer.chains[:1]
    assert (few.truncated is None) == (len(near) < 2)
    steps = [min_steps(near, f"{BASE}term/s1", hop) for hop in near]
    assert steps == sorted(steps)
    assert not steps or steps[-1] <= depth


def min_steps(hops, centre, wanted):
    """In which round a walk from the centre, all along or all against the arrows, meets the hop."""
    rounds = []
    for start, end in (("subject", "object"), ("object", "subject")):
        seen, front, number = {centre}, {centre}, 0
        while front:
            number += 1
            met = {hop for hop in hops if getattr(hop, start) in front}
            if wanted in met:
                rounds.append(number)
                break
            front = {getattr(hop, end) for hop in met} - seen
            seen |= front
    return min(rounds)


# ---- the commands --------------------------------------------------------------------------------------


@pytest.fixture
def cli(capfdbinary):
    def call(*arguments):
        code = run([str(a) for a in arguments])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


BEGINNING = {"html": "<!DOCTYPE html>", "svg": "<svg ", "mermaid": "flowchart LR", "dot": "digraph", "md": "**"}
ENDING = {"html": "html", "svg": "svg", "mermaid": "mmd", "dot": "gv", "md": "md"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "command", [("trace", "salmon", "tetany"), ("view", "salmon", "tetany"), ("view", "tetany", "--depth", 2)]
)
def test_commands_write_every_form(command, form, cli, tmp_path):
    code, out, _ = cli(*command, "--format", form)
    assert code == 0
    assert out.startswith(BEGINNING[form])
    file = tmp_path / f"picture.{ENDING[form]}"
    assert cli(*command, "-o", file)[:2] == (0, "")
    assert file.read_text(encoding="utf-8") == out


def test_view_is_a_page_in_a_file_and_mermaid_on_stdout(cli, tmp_path):
    assert cli("view", "tetany")[1].startswith("flowchart LR")
    assert cli("view", "tetany", "-o", tmp_path / "page")[0] == 0
    assert (tmp_path / "page").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "<title>Around tetany</title>" in (tmp_path / "page").read_text(encoding="utf-8")


def test_view_says_what_it_cuts(cli):
    code, out, err = cli("view", "tetany", "-k", 2, "--format", "mermaid")
    assert code == 0
    assert out.count("-->") == 2
    assert re.fullmatch(r"kgtool: \d+ more found; raise -n to see them\.\n", err)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("view",), 2, "Missing argument"),
        (("view", "tetanny"), 2, 'Did you mean "tetany"'),
        (("view", "tetany", "salmon", "--depth", "2"), 2, "--depth goes with one term"),
        (("view", "tetany", "--max-steps", "2"), 2, "--max-steps goes with several terms"),
        (("view", "tetany", "-o", "x.png"), 2, "no format goes with this ending"),
        (("view", "milk", "broccoli"), 1, "no chain of at most 6 steps between milk and broccoli"),
        (("trace", "tetany", "salmon", "-o", "x.svg"), 1, "no causal chain"),
    ],
)
def test_what_cannot_be_drawn_is_said(arguments, code, message, cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found, out, err = cli(*arguments)
    assert (found, out) == (code, "")
    assert message in err
    assert not list(tmp_path.iterdir())


def test_the_same_question_gives_the_same_bytes():
    told = {
        subprocess.run(
            [sys.executable, "-m", "kgtool", "view", "hypocalcemia", "--format", "html"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
