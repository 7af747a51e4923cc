// All that is said about a term.
import { h, show, address, counted, place, term, say } from "../dom.js";
import { ask, titles } from "../api.js";
import { evidenceItem, sentence } from "../evidence.js";

export async function render(_, slug) {
  const iri = document.body.dataset.base + "term/" + slug;
  const data = document.querySelector(".saved");
  const [told, sources] = await Promise.all([ask("show", { term: iri }), titles()]);
  const name = told.term.label;
  const own = told.claims.filter((claim) => claim.subject.iri === iri);
  const of = told.claims.filter((claim) => claim.subject.iri !== iri && claim.object.iri === iri);
  const within = told.claims.filter((claim) => ![claim.subject.iri, claim.object.iri].includes(iri));
  const nutrient = told.classes.some((one) => one.toLowerCase().includes("nutrient"));
  show(name,
    h("h1", {}, name),
    h("p", { class: "faint" }, told.classes.join(", ")),
    told.definition ? h("p", { class: "lead" }, told.definition) : null,
    told.synonyms.length ? h("p", {}, "Also called: ", told.synonyms.join(", "), ".") : null,
    h("div", { class: "bar" },
      h("a", { class: "button", href: address("/trace", { cause: name }) }, "What it leads to"),
      h("a", { class: "button", href: address("/trace", { effect: name }) }, "What leads to it"),
      nutrient ? h("a", { class: "button", href: address("/nutrient", { name }) }, "As a nutrient") : null,
      h("a", { class: "button", href: address("/conflicts", { term: name }) }, "Where sources disagree")),
    told.structure.length || told.matches.length ? h("section", {}, h("h2", {}, "By definition"), h("ul", { class: "list" },
      told.structure.map((one) => h("li", {}, term(one.subject), ` ${one.predicate.label} `, term(one.object))),
      told.matches.map((one) => h("li", {}, one.relation === "exactMatch" ? "exactly matches " : "closely matches ", h("a", { href: one.iri, rel: "noreferrer" }, one.curie))))) : null,
    [["What is said of it", own], ["What is said to lead to it, or is about it", of], ["In this setting", within]].map(([title, claims]) =>
      claims.length ? h("section", {}, h("h2", {}, `${title} (${claims.length})`), claims.map((claim) => claimCard(claim, sources))) : null),
    data);
  say(counted(told.claims.length, "claim"));
}

/** A claim that unfolds to its evidence. */
export function claimCard(claim, sources) {
  const list = h("div", {});
  const by = new Set(claim.evidence.filter((e) => e.stance === "supports").map((e) => e.source)).size;
  const against = new Set(claim.evidence.filter((e) => e.stance !== "supports").map((e) => e.source)).size;
  return h("details", { class: "route claim", toggle: (event) => {
    if (event.target.open && !list.children.length) {
      list.append(h("p", {}, term(claim.subject), ` ${claim.predicate.label} `, term(claim.object), claim.context ? [" in ", term(claim.context)] : "", " · ", h("a", { href: place(claim.iri) }, "claim")),
        h("ul", { class: "evidence" }, claim.evidence.map((e) => evidenceItem(e, sources))));
    }
  } }, h("summary", {}, sentence(claim), " ", h("small", {}, counted(by, "source")), " ", against ? h("span", { class: "mark" }, `disputed by ${against}`) : null), list);
}
