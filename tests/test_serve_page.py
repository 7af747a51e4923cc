"""The page in a browser. Without Chromium or Playwright these are skipped, with a word; KGTOOL_BROWSER=required fails.

`pip install -e '.[browser]'` and `apt-get install chromium` run them; KGTOOL_BROWSER_PATH names any other Chromium.
"""

import hashlib
import os
import re
import shutil
from pathlib import Path

import pytest

pytest.importorskip("uvicorn", reason="the server needs the extra `serve`")

from kgtool.serve.pages import FOLDER, VIEWS
from kgtool.vocabulary import BASE
from tests.serving import served

WHY = "/trace?cause=vitamin+D+deficiency&effect=muscle+fasciculation"
HOSTILE = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>"
PAGES = {
    "home": "/",
    "search": "/search?q=vitamin",
    "trace": WHY,
    "upstream": "/trace?effect=tetany",
    "explain": WHY.replace("trace", "explain"),
    "why-not": "/explain?cause=muscle+fasciculation&effect=vitamin+D+deficiency",
    "term": "/term/magnesium",
    "source": "/source/vitamin-d-and-twitching",
    "sources": "/sources",
    "nutrient": "/nutrient?name=magnesium",
    "causes-of": "/causes-of?symptom=muscle+cramp&symptom=tingling",
    "conflicts": "/conflicts",
    "foods": "/foods?nutrient=magnesium",
    "query": "/query",
    "about": "/about",
    "claim": "/claim/vitamin-d--enables--calcium-absorption",
    "error": "/trace?cause=magnesim&effect=tetany",
}


# ---- without a browser ---------------------------------------------------------------------------------


def test_nothing_is_fetched_from_elsewhere():
    for path in sorted(Path(FOLDER).rglob("*")):
        if path.suffix in (".js", ".css", ".html") and "vendor" not in path.parts:
            text = path.read_text(encoding="utf-8")
            found = [
                url for url in re.findall(r"https?://[^\s\"'<>)`]+", text) if "w3.org" not in url and BASE not in url
            ]
            assert not found, (path.name, found)
            assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text), path.name
            assert 'style="' not in text and "onclick=" not in text, path.name


def test_each_view_has_its_script():
    scripts = {path.stem for path in (Path(FOLDER) / "views").glob("*.js")}
    assert scripts == {name or "home" for name in VIEWS} | {"term", "source"}


def test_what_others_wrote_is_named_and_as_they_published_it():
    named = (Path(FOLDER) / "vendor" / "README.txt").read_text(encoding="utf-8")
    for path in (Path(FOLDER) / "vendor").iterdir():
        assert path.name == "README.txt" or path.name in named or path.name == "yasgui.css"
    digest = hashlib.sha256((Path(FOLDER) / "vendor" / "cytoscape.js").read_bytes()).hexdigest()
    assert digest == CYTOSCAPE
    assert sum(path.stat().st_size for path in Path(FOLDER).rglob("*.*")) < 4 << 20


CYTOSCAPE = "aa33b0103bbdb721aeb1506000cb6e056692400baba7264c552d000b09da01f2"


# ---- in a browser --------------------------------------------------------------------------------------


def missing(what):
    if os.environ.get("KGTOOL_BROWSER") == "required":
        pytest.fail(f"{what}, and KGTOOL_BROWSER=required asks for it")
    pytest.skip(f"{what}: the page isn't tested")


@pytest.fixture(scope="module")
def browser():
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("Playwright isn't installed")
    path = os.environ.get("KGTOOL_BROWSER_PATH") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        missing("there is no Chromium")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def server():
    with served("--workers", "2", "--timeout", "30", "--quiet") as server:
        yield server


@pytest.fixture
def page(browser, server):
    """A page whose complaints fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(20_000)
    said = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.said = said
    page.at = lambda path: _opened(page, server.address + path)
    yield page
    context.close()
    assert not [line for line in said if "404" not in line]


def _opened(page, url):
    page.goto(url)
    page.wait_for_selector("body[data-ready]")
    return page


def test_two_words_bring_the_explanation(page):
    page.at("/")
    page.get_by_label("Does this").fill("vit d def")
    page.get_by_role("option", name="vitamin D deficiency").first.click()
    page.get_by_label("bring this?").fill("fasciculation")
    page.get_by_role("option", name="muscle fasciculation").first.click()
    page.get_by_role("button", name="Why?").click()
    page.wait_for_selector(".route")
    assert "vitamin D deficiency → promotes (+) muscle fasciculation" in page.locator(".headline").inner_text()
    assert "cause=vitamin+D+deficiency" in page.url


def test_a_term_is_found_by_a_synonym(page):
    page.at("/")
    page.keyboard.press("/")
    page.keyboard.type("low potassium")
    page.get_by_role("option", name="hypokalemia").first.click()
    page.wait_for_selector(".found")
    page.get_by_role("link", name="hypokalemia", exact=True).click()
    page.wait_for_selector("text=What it leads to")
    assert page.locator("h1").inner_text() == "hypokalemia"


def test_evidence_opens_and_closes(page):
    page.at(WHY)
    button = page.locator(".evidence-of").first
    button.click()
    page.wait_for_selector("dialog[open]")
    panel = page.get_by_role("dialog")
    assert "decreased calcium absorption" in panel.locator("h2").inner_text()
    assert panel.locator(".evidence li").count() >= 4
    assert "characters" in panel.inner_text()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    assert button.evaluate("element => element === document.activeElement")


def test_routes_fold_and_unfold(page):
    page.at(WHY)
    first = page.locator(".route").first
    assert first.locator(".tree").is_visible()
    first.locator("summary").click()
    assert not first.locator(".tree").is_visible()
    page.get_by_role("button", name="Unfold or fold all").click()
    assert all(
        page.locator(".route").nth(i).get_attribute("open") is not None for i in range(page.locator(".route").count())
    )


def test_a_drawing_is_drawn_and_its_arrows_open_evidence(page):
    page.at(WHY)
    page.wait_for_selector(".drawing[data-drawn]")
    assert int(page.locator(".drawing").get_attribute("data-drawn")) >= 6
    page.evaluate("() => { document.querySelector('.drawing').graph.edges()[0].emit('tap') }")
    page.wait_for_selector("dialog[open]")


def test_a_link_says_all(page, server):
    page.at(WHY + "&max_steps=3&most=30&sign=%2B")
    shared = page.locator(".route").all_inner_texts()
    again = page.context.new_page()
    _opened(again, page.url)
    assert again.locator(".route").all_inner_texts() == shared and shared


def test_what_falls(page):
    page.at(PAGES["explain"])
    boxes = page.locator("section input[type=checkbox]")
    boxes.first.check()
    assert "the conclusion stands" in page.locator(".note").first.inner_text()
    for i in range(1, boxes.count()):
        boxes.nth(i).check()
    assert "the conclusion falls" in page.locator(".note").first.inner_text()


def test_several_symptoms(page):
    page.at("/causes-of")
    for symptom in ("muscle cramp", "tingling"):
        page.get_by_label("Add a symptom").fill(symptom)
        page.keyboard.press("Enter")
    page.get_by_label("Add a drug that is taken").fill("diuretics")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="What could it be?").click()
    page.wait_for_selector(".cards li")
    assert "magnesium deficiency" in page.locator(".cards").inner_text()
    assert "diuretics → hypokalemia" in page.locator(".cards").inner_text()


def test_a_nutrient_s_page_tells_what_the_command_tells(page):
    page.at("/nutrient?name=magnesium&sex=female&age=30")
    for title in ("Needed for", "Its lack brings", "Foods"):
        assert page.get_by_role("heading", name=title).first.is_visible(), title
    assert page.get_by_label("Sex").input_value() == "female"
    page.get_by_role("button", name="Evidence of:").first.click()
    page.get_by_role("dialog").locator(".evidence > li").first.wait_for()


def test_a_query_is_run(page):
    page.at("/query")
    page.wait_for_selector(".yasqe_queryButton")
    page.select_option("#example", "class-counts")
    page.locator(".yasqe_queryButton").first.click()
    page.wait_for_selector(".yasr table tbody tr")
    assert page.locator(".yasr table tbody tr").count() >= 5


def test_the_keyboard_alone(page):
    page.at("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.get_by_label("Does this").focus()
    page.keyboard.type("magnesium def")
    page.wait_for_selector('[role="option"]')
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("muscle cramp")
    page.wait_for_selector('[role="option"]')
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_selector(".route")
    page.locator(".evidence-of").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open]")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog[open]", state="detached")  # which gives the focus back to where it was
    summary = page.locator(".route summary").first
    summary.focus()
    page.keyboard.press("Space")
    page.wait_for_function("!document.querySelector('.route').open")


def test_a_hostile_label_stays_text(browser, tmp_path):
    quoted = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    (tmp_path / "g.ttl").write_text(
        f"""@prefix nc: <{BASE}ontology#> . @prefix term: <{BASE}term/> . @prefix claim: <{BASE}claim/> .
        @prefix ev: <{BASE}evidence/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix psg: <{BASE}passage/> . @prefix src: <{BASE}source/> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        src:s a nc:Source ; rdfs:label "{quoted}"@en .
        psg:s--0-9 a nc:Passage ; nc:source src:s ; nc:spanStart 0 ; nc:spanEnd 9 ; nc:spanDigest "x" .
        term:a a nc:Deficiency ; rdfs:label "{quoted} a"@en ; skos:altLabel "{quoted} other"@en .
        term:b a nc:Symptom ; rdfs:label "{quoted} b"@en .
        claim:a--promotes--b a nc:Claim ; nc:subject term:a ; nc:predicate nc:promotes ; nc:object term:b ;
          nc:evidence ev:a--promotes--b--s--0-9 .
        ev:a--promotes--b--s--0-9 a nc:Evidence ; nc:passage psg:s--0-9 ; nc:stance nc:supports ;
          nc:modality nc:asserted ; nc:directness nc:direct ; nc:mode nc:causing ."""
    )
    with served("-i", tmp_path, "--workers", "1") as server:
        page = browser.new_page()
        paths = [
            "/",
            "/search?q=img",
            "/term/a",
            "/term/b",
            "/sources",
            "/source/s",
            "/conflicts",
            "/nutrient",
            "/query",
        ]
        paths += [f"/{view}?cause={BASE}term/a&effect={BASE}term/b" for view in ("trace", "explain")]
        for path in paths:
            _opened(page, server.address + path)
            page.wait_for_timeout(200)
            assert page.title() != "broken" and page.locator("img[src=x]").count() == 0, path
        _opened(page, server.address + paths[-2])
        assert HOSTILE in page.locator(".headline").inner_text()
        page.locator(".evidence-of").first.click()
        assert HOSTILE in page.get_by_role("dialog").inner_text() and page.title() != "broken"
        page.locator("dialog .close").click()
        page.locator("#find").fill("img")
        page.wait_for_selector('[role="option"]')
        assert page.title() != "broken"
        page.close()


def test_passages_are_shown_where_the_texts_are(browser, tmp_path):
    text = "Lack of it brings cramps."
    digest = hashlib.sha256(text.encode()).hexdigest()
    (tmp_path / "g.ttl").write_text(
        f"""@prefix nc: <{BASE}ontology#> . @prefix term: <{BASE}term/> . @prefix claim: <{BASE}claim/> .
        @prefix ev: <{BASE}evidence/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix psg: <{BASE}passage/> . @prefix src: <{BASE}source/> .
        src:notes a nc:Source ; rdfs:label "Notes"@en .
        psg:notes--0-25 a nc:Passage ; nc:source src:notes ; nc:spanStart 0 ; nc:spanEnd 25 ; nc:spanDigest "{digest}" .
        term:a a nc:Deficiency ; rdfs:label "lack of it"@en . term:b a nc:Symptom ; rdfs:label "cramps"@en .
        claim:a--promotes--b a nc:Claim ; nc:subject term:a ; nc:predicate nc:promotes ; nc:object term:b ;
          nc:evidence ev:a--promotes--b--notes--0-25 .
        ev:a--promotes--b--notes--0-25 a nc:Evidence ; nc:passage psg:notes--0-25 ; nc:stance nc:supports ;
          nc:modality nc:asserted ; nc:directness nc:direct ; nc:mode nc:causing ."""
    )
    (tmp_path / "notes.txt").write_text(text)
    with served("-i", tmp_path, "--texts", tmp_path, "--workers", "1") as server:
        page = browser.new_page()
        _opened(page, server.address + "/trace?cause=lack+of+it&effect=cramps")
        page.locator(".evidence-of").first.click()
        page.wait_for_selector("blockquote")
        assert page.locator("blockquote").first.inner_text() == text
        page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious_and_no_page_is_too_wide(browser, server, name, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe isn't installed").Axe()
    for width in (1280, 390):
        if (scheme, width) in (("light", 390), ("dark", 1280)):
            continue  # each scheme once, each width once
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        _opened(page, server.address + PAGES[name])
        if name == "trace":
            page.wait_for_selector(".drawing[data-drawn]")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} at {width}"
        # The editor of queries is another's; its own faults are theirs to mend.
        found = axe.run(page, context={"exclude": [["#yasgui"]]} if name == "query" else None).response["violations"]
        serious = [f"{v['id']}: {v['nodes'][0]['html']}" for v in found if v["impact"] in ("serious", "critical")]
        context.close()
        assert not serious


def test_it_prints(browser, server):
    page = browser.new_page()
    _opened(page, server.address + WHY)
    page.emulate_media(media="print")
    assert not page.locator(".top nav").is_visible() and not page.locator("form.ask").is_visible()
    assert "not medical advice" in page.locator("footer").inner_text()
    assert page.pdf()[:5] == b"%PDF-"
    page.close()
