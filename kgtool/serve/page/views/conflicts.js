// Where sources contradict or hedge each other.
import { h, show, address, counted, say, place } from "../dom.js";
import { ask, titles } from "../api.js";
import { field } from "../complete.js";
import { evidenceItem, sentence } from "../evidence.js";

const KINDS = {
  stance: "One supports what another disputes or leaves open", sign: "One says that it raises, another that it lowers the same",
  contrary: "They exclude each other", scope: "They differ on when or how often it holds",
  unexplained: "A source draws this conclusion, and no chain explains it", hedge: "They word it differently",
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
    main.append(h("section", {}, h("h2", {}, `${KINDS[kind] ?? kind} (${mine.length})`), mine.map((one) => card(one, sources))));
  }
  if (told.truncated) main.append(h("p", { class: "note" }, told.truncated));
}

function card(one, sources) {
  const side = (claim) => h("div", {}, h("p", {}, h("a", { href: place(claim.iri) }, sentence(claim))), h("ul", { class: "evidence" }, claim.evidence.map((e) => evidenceItem(e, sources))));
  const inside = h("div", { class: "columns" });
  return h("details", { class: "route", toggle: (event) => { if (event.target.open && !inside.children.length) inside.append(side(one.left), ...(one.right ? [side(one.right)] : [])); } },
    h("summary", {}, sentence(one.left), one.right && one.right.iri !== one.left.iri ? [" — ", sentence(one.right)] : null, " ",
      one.about && !["stance", "sign", "chain"].includes(one.about) ? h("small", {}, one.about) : null), inside);
}
