// A nutrient on a page: its states and what they bring, what it does, where it is found.
import { h, show, address, counted, say, term } from "../dom.js";
import { ask, titles, list as terms } from "../api.js";
import { field } from "../complete.js";
import { claimCard } from "./term.js";

const STATES = { deficiencyOf: "Too little", excessOf: "Too much" };

export async function render(asked) {
  const name = asked.get("name") ?? "";
  const form = h("form", { class: "ask", action: "/nutrient", "aria-label": "Choose a nutrient" }, field("Nutrient", "name", name, { placeholder: "magnesium" }), h("span"), h("button", { class: "main" }, "Show"));
  if (!name) {
    show("Nutrients", h("h1", {}, "Nutrients"), form);
    const found = await terms("Nutrient");
    document.querySelector("main").append(h("ul", { class: "chips" }, found.map(([, label]) => h("li", {}, h("a", { href: address("/nutrient", { name: label }) }, label)))));
    return;
  }
  show(name, h("h1", {}, name), form, h("p", { class: "busy", id: "busy" }, "Asking the graph …"));
  const [told, sources] = await Promise.all([ask("show", { term: name }), titles()]);
  const main = document.querySelector("main");
  const states = told.structure.filter((one) => STATES[one.predicate.curie.split(":")[1]] && one.object.iri === told.term.iri);
  const reached = await Promise.all(states.map((one) => ask("trace", { cause: `<${one.subject.iri}>`, most: 60 }).catch(() => ({ chains: [] }))));
  document.getElementById("busy")?.remove();
  document.querySelector("h1").textContent = told.term.label;
  main.append(h("p", { class: "lead" }, told.definition ?? ""), h("p", {}, h("a", { href: "/term/" + encodeURIComponent(told.term.iri.split("/").pop()) }, "All that is said about it")));
  main.append(h("div", { class: "columns" }, states.map((one, i) => {
    const found = reached[i].chains.filter((chain) => chain.sign === "+");
    return h("section", {}, h("h2", {}, `${STATES[one.predicate.curie.split(":")[1]]}: `, term(one.subject)),
      found.length ? h("ul", { class: "list" }, found.slice(0, 25).map((chain) => h("li", {},
        h("a", { href: address("/trace", { cause: one.subject.label, effect: chain.hops.at(-1).object.label }) }, chain.hops.at(-1).object.label), " ",
        h("small", {}, `${chain.origin}, ${counted(chain.hops.length, "step")}${chain.disputed ? ", disputed" : ""}`)))) : h("p", { class: "faint" }, "Nothing is known to follow."));
  })));
  const groups = [["What it does", (claim) => claim.subject.iri === told.term.iri], ["Where it is found", (claim) => claim.object.iri === told.term.iri && claim.predicate.curie === "nc:sourceOf"],
    ["What else is said", (claim) => claim.object.iri === told.term.iri && claim.predicate.curie !== "nc:sourceOf"]];
  for (const [title, fits] of groups) {
    const claims = told.claims.filter(fits);
    if (claims.length) main.append(h("section", {}, h("h2", {}, `${title} (${claims.length})`), claims.map((claim) => claimCard(claim, sources))));
  }
  main.append(h("p", {}, h("a", { href: address("/foods", { nutrient: told.term.label }) }, "Foods that supply it")));
  say(`${told.term.label} is shown.`);
}
