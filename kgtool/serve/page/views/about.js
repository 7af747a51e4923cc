// What this is, and what it isn't.
import { h, show } from "../dom.js";

export async function render() {
  show("About", h("h1", {}, "About"),
    h("p", { class: "note" }, h("strong", {}, "Information from the cited sources, not medical advice. "), "The graph repeats what its sources say, right or wrong. Ask a physician about your own health."),
    h("h2", {}, "How to read an answer"),
    h("dl", { class: "statements" },
      [["→ promotes (+)", "More of the one brings, raises or worsens the other."], ["⊣ inhibits (−)", "More of the one prevents or lowers the other. An even number of them along a chain promotes."],
        ["stated", "One passage says every step of the chain."], ["assembled", "One source says every step, in several passages."], ["composed", "No single source does: the chain joins what different sources say. True steps need not make a true whole."],
        ["worded as", "How the sources put it: “causes” is asserted, “may cause” is possible. It isn't how true it is."], ["derived", "No source states this step; it follows by a rule from the claims that are named."],
        ["disputed", "Some source speaks against a step, or leaves it open."]].map(([name, text]) => [h("dt", {}, name), h("dd", {}, text)])),
    h("p", {}, "No number stands for confidence, because none could be justified."),
    h("h2", {}, "With the keyboard"),
    h("ul", { class: "list" }, h("li", {}, h("kbd", {}, "/"), " goes to the search field; arrows choose a suggestion, Enter takes it, Escape closes."), h("li", {}, "Routes unfold with Enter or Space; the number of sources opens the evidence."), h("li", {}, "In a drawing arrows move it, + and − zoom, 0 shows all.")),
    h("h2", {}, "For programs"),
    h("ul", { class: "list" }, h("li", {}, "SPARQL 1.1: ", h("code", {}, "/sparql")), h("li", {}, h("a", { href: "/openapi.json" }, "OpenAPI"), ": the answers as JSON below ", h("code", {}, "/api")), h("li", {}, "Every IRI as Turtle, N-Triples, RDF/XML and JSON-LD, by ", h("code", {}, "Accept"), " or ", h("code", {}, "?format="), "."), h("li", {}, h("a", { href: "/health" }, "Health"), ", ", h("a", { href: "/metrics" }, "metrics"))),
    h("h2", {}, "Licences"), h("p", {}, "The program: Apache 2.0. The graph: CC BY 4.0. ", h("a", { href: "/static/vendor/README.txt" }, "What others wrote"), "."));
}
