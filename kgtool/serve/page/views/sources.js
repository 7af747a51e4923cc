// The sources, and what is loaded.
import { h, show, place, counted } from "../dom.js";
import { info } from "../api.js";

export async function render() {
  const told = await info();
  show("Sources", h("h1", {}, "Sources"),
    h("p", {}, "What the graph rests on. Each claim names its passages by position and digest; the texts themselves aren't part of it."),
    h("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Sources" }, h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "source"), h("th", { scope: "col", class: "number" }, "claims"), h("th", { scope: "col", class: "number" }, "evidence"))),
      h("tbody", {}, told.sources.map((one) => h("tr", {}, h("td", {}, h("a", { href: place(one.iri) }, one.label)), h("td", { class: "number" }, one.claims), h("td", { class: "number" }, one.evidence)))))),
    h("h2", {}, "What is loaded"),
    h("ul", { class: "list" }, Object.entries(told.totals).map(([name, number]) => h("li", {}, `${name}: ${number.toLocaleString("en")}`))),
    h("div", { class: "columns" },
      h("div", {}, h("h3", {}, "Classes"), h("ul", { class: "list" }, told.classes.map((one) => h("li", {}, h("a", { href: place(one.iri) }, one.label), " ", h("small", {}, counted(one.terms, "term")))))),
      h("div", {}, h("h3", {}, "Predicates"), h("ul", { class: "list" }, told.predicates.map((one) => h("li", {}, h("a", { href: place(one.iri) }, one.label), " ", h("small", {}, counted(one.claims, "claim"))))))));
}
