// A source: what it is, and the claims that it makes.
import { h, show, counted, place } from "../dom.js";
import { titles } from "../api.js";

const QUERY = (iri) => `PREFIX nc: <https://w3id.org/nutrition-causality/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?claim ?s ?sl ?p ?pl ?o ?ol ?stance { ?claim nc:evidence ?e ; nc:subject ?s ; nc:predicate ?p ; nc:object ?o . ?e nc:passage/nc:source <${iri}> ; nc:stance ?stance .
?s rdfs:label ?sl . ?o rdfs:label ?ol OPTIONAL { ?p rdfs:label ?pl } } ORDER BY ?sl ?pl ?ol LIMIT 5000`;

export async function render(_, slug) {
  const iri = document.body.dataset.base + "source/" + slug;
  const data = [...document.querySelector("main").children].filter((one) => !one.matches("h1"));
  const known = (await titles()).get(slug);
  const response = await fetch("/sparql", { method: "POST", headers: { Accept: "application/sparql-results+json", "Content-Type": "application/sparql-query" }, body: QUERY(iri) });
  if (!response.ok) return;
  const rows = (await response.json()).results.bindings;
  const title = known?.title ?? slug;
  const filter = h("input", { type: "search", id: "filter", input: () => {
    const word = filter.value.toLowerCase();
    list.querySelectorAll("li").forEach((item) => { item.hidden = !item.textContent.toLowerCase().includes(word); });
  } });
  const list = h("ul", { class: "list" }, rows.map((row) => h("li", {},
    h("a", { href: place(row.claim.value) }, `${row.sl.value} ${row.pl?.value ?? ""} ${row.ol.value}`),
    row.stance.value.endsWith("supports") ? null : h("span", { class: "mark" }, row.stance.value.endsWith("disputes") ? "disputes it" : "leaves it open"))));
  show(title, h("h1", {}, title),
    h("h2", {}, `What it says: ${counted(rows.length, "claim")}`), h("p", {}, h("label", { for: "filter" }, "Only with these words "), filter), list,
    h("h2", {}, "As data"), data);
}
