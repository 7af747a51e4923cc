// Foods that supply a nutrient, with who says so.
import { h, show, address, counted, say, term, place } from "../dom.js";
import { ask, list as terms } from "../api.js";
import { field } from "../complete.js";

export async function render(asked) {
  const name = asked.get("nutrient") ?? "";
  const title = name ? `Foods with ${name}` : "Foods";
  show(title, h("h1", {}, title), h("form", { class: "ask", action: "/foods", "aria-label": "Choose a nutrient" }, field("Nutrient", "nutrient", name, { placeholder: "potassium" }), h("span"), h("button", { class: "main" }, "Show")));
  const main = document.querySelector("main");
  if (!name) {
    const found = await terms("Nutrient");
    main.append(h("ul", { class: "chips" }, found.map(([, label]) => h("li", {}, h("a", { href: address("/foods", { nutrient: label }) }, label)))));
    return;
  }
  const told = await ask("show", { term: name });
  const claims = told.claims.filter((claim) => claim.predicate.curie === "nc:sourceOf" && claim.object.iri === told.term.iri);
  const rows = claims.map((claim) => [claim, new Set(claim.evidence.filter((e) => e.stance === "supports").map((e) => e.source)).size]).sort((a, b) => b[1] - a[1] || a[0].subject.label.localeCompare(b[0].subject.label));
  say(counted(rows.length, "food"));
  if (!rows.length) {
    main.append(h("p", { class: "headline" }, "The graph knows no food that supplies it."));
    return;
  }
  main.append(h("div", { class: "table", tabindex: "0", role: "region", "aria-label": title }, h("table", {},
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "supplied by"), h("th", { scope: "col", class: "number" }, "sources"), h("th", { scope: "col" }, "claim"))),
    h("tbody", {}, rows.map(([claim, number]) => h("tr", {}, h("td", {}, term(claim.subject)), h("td", { class: "number" }, number), h("td", {}, h("a", { href: place(claim.iri) }, "evidence"))))))));
}
