// The first page: two words bring the explanation.
import { h, show, address, counted } from "../dom.js";
import { field } from "../complete.js";
import { info } from "../api.js";

const EXAMPLES = [
  ["vitamin D deficiency", "muscle fasciculation"], ["magnesium deficiency", "muscle cramp"], ["salmon", "hypocalcemia"],
];

/** The form that asks why. */
export function question(cause = "", effect = "", more = null) {
  return h("form", { class: "ask", action: "/trace", "aria-label": "Ask why" },
    field("Does this …", "cause", cause, { placeholder: "a lack, an excess, a food, a drug" }),
    field("… bring this?", "effect", effect, { placeholder: "a symptom, a state" }),
    h("button", { class: "main" }, "Why?"), more);
}

export async function render() {
  show("Why?",
    h("h1", {}, "Why would a lack of a nutrient bring a symptom?"),
    h("p", { class: "lead" }, "Name a cause and an effect, and see the steps between them: which way each goes, who says so and where, how firmly, and who disputes it. One of the two alone shows whatever lies upstream or downstream."),
    question(),
    h("h2", {}, "For example"),
    h("ul", { class: "list" }, EXAMPLES.map(([cause, effect]) =>
      h("li", {}, h("a", { href: address("/trace", { cause, effect }) }, `${cause} and ${effect}`))),
      h("li", {}, h("a", { href: address("/trace", { effect: "tetany" }) }, "whatever leads to tetany")),
      h("li", {}, h("a", { href: address("/causes-of", { symptom: ["muscle cramp", "tingling"] }) }, "what explains both cramps and tingling"))),
    h("p", { class: "faint", id: "counts" }, " "));
  const told = await info();
  document.getElementById("counts").textContent =
    `In the graph: ${counted(told.totals.terms, "term")}, ${counted(told.totals.claims, "claim")}, ${counted(told.totals.passages, "cited passage")} of ${counted(told.totals.sources, "source")}.`;
}
