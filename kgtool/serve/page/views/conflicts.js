// Where sources contradict or hedge each other.
import { h, show, counted, say, place, capital } from "../dom.js";
import { ask, titles } from "../api.js";
import { field } from "../complete.js";
import { evidenceItem, sentence } from "../evidence.js";

const KINDS = {
  contradiction: "One says what another denies or leaves open",
  sign: "One says that it raises, another that it lowers the same",
  contrary: "What they say can't both be so",
  amount: "They give different amounts for the same people",
  role: "They give it different parts to play",
  scope: "They differ on when, for whom or how often it holds",
  wording: "They merely word it differently",
};

export async function render(asked) {
  const about = asked.get("term") ?? "";
  const all = asked.get("all") === "true";
  const title = about ? `Where sources disagree about ${about}` : "Where sources disagree";
  show(title, h("h1", {}, title), h("form", { class: "ask", action: "/conflicts", "aria-label": "Narrow conflicts down" },
    field("About", "term", about, { placeholder: "any term" }),
    h("label", { class: "tick" }, h("input", { type: "checkbox", name: "all", value: "true", checked: all }), " mere differences of wording too"), h("button", { class: "main" }, "Show")),
    h("p", { class: "busy", id: "busy" }, "Comparing claims …"));
  const [told, sources] = await Promise.all([ask("conflicts", { term: about || undefined, all: all || undefined, most: 300 }), titles()]);
  document.getElementById("busy")?.remove();
  const main = document.querySelector("main");
  say(counted(told.conflicts.length, "conflict"));
  if (!told.conflicts.length) main.append(h("p", { class: "headline" }, "No conflict."));
  for (const kind of [...new Set(told.conflicts.map((one) => one.kind))]) {
    const mine = told.conflicts.filter((one) => one.kind === kind);
    main.append(h("section", {}, h("h2", {}, `${KINDS[kind] ?? capital(kind)} (${mine.length})`), mine.map((one) => card(one, sources))));
  }
  if (told.truncated) main.append(h("p", { class: "note" }, told.truncated));
}

function card(one, sources) {
  const inside = h("div", { class: "columns" });
  const side = (each) => h("div", {}, h("h3", {}, `${capital(each.says)} (${counted(each.sources.length, "source")})`), each.claims.map((claim) => [
    h("p", {}, h("a", { href: place(claim.iri) }, sentence(claim))), h("ul", { class: "evidence" }, claim.evidence.map((e) => evidenceItem(e, sources)))]));
  return h("details", { class: "route", toggle: (event) => { if (event.target.open && !inside.children.length) inside.append(...one.sides.map(side)); } },
    h("summary", {}, one.sentence), inside);
}
