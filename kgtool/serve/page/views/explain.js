// What carries a conclusion, and what is left of it when claims fall.
import { h, show, address, counted, say, sign, term, place, capital } from "../dom.js";
import { ask, titles } from "../api.js";
import { field } from "../complete.js";
import { sentence, evidenceItem } from "../evidence.js";

export async function render(asked) {
  const [cause, effect] = [asked.get("cause") ?? "", asked.get("effect") ?? ""];
  const title = cause && effect ? `What carries it: ${cause} and ${effect}` : "What carries a conclusion";
  show(title, h("h1", {}, title), h("form", { class: "ask", action: "/explain", "aria-label": "Ask what carries a conclusion" },
    field("Cause", "cause", cause), field("Effect", "effect", effect), h("button", { class: "main" }, "Explain")));
  if (!cause || !effect) return;
  const main = document.querySelector("main");
  const busy = main.appendChild(h("p", { class: "busy", id: "busy" }, "Weighing claims …"));
  const [told, sources] = await Promise.all([ask("explain", { cause, effect }), titles()]);
  busy.remove();
  main.append(h("p", {}, h("a", { href: address("/trace", { cause, effect }) }, "The chains themselves")));
  const claims = new Map(told.claims.map((claim) => [claim.iri, claim]));
  if (!told.conclusions.length) main.append(...whyNot(told));
  const fallen = new Set(asked.get("claim") ? [asked.get("claim")] : []);
  for (const conclusion of told.conclusions) main.append(conclusionSection(told, conclusion, claims, fallen));
  const said = ["supports", "disputes", "undecided"].flatMap((stance) => told.said[stance]);
  if (said.length) {
    const stated = new Set(said.map((iri) => iri.replace("/evidence/", "/claim/").replace(/--[^-]+(?:-[^-]+)*--\d+[a-z]?$/, "")));
    const direct = told.claims.filter((claim) => stated.has(claim.iri) || claim.evidence.some((e) => said.includes(e.iri)));
    if (direct.length) main.append(h("h2", {}, "What the sources say of it outright"), direct.map((claim) => [
      h("h3", {}, h("a", { href: place(claim.iri) }, sentence(claim))),
      h("ul", { class: "evidence" }, claim.evidence.map((e) => evidenceItem(e, sources)))].flat()).flat().reduce((all, one) => (all.append(one), all), h("div")));
  }
  say(told.conclusions.length ? "Explained." : "There is no chain.");
}

function conclusionSection(told, conclusion, claims, fallen) {
  const effects = conclusion.effects.length ? conclusion.effects : told.effects;
  const sets = conclusion.minimal_sets;
  const box = h("section", {}, h("h2", {}, term(conclusion.cause), " ", sign(conclusion.sign), " ", effects.map((one, i) => [i ? " or " : "", term(one)])),
    h("p", {}, `${counted(conclusion.chains, "chain")}; ${counted(sets.length, "set")} of claims ${sets.length === 1 ? "carries" : "carry"} it, each enough by itself.`));
  const names = [...new Set(sets.flatMap((set) => set.claims))];
  const uses = new Map(names.map((iri) => [iri, sets.filter((set) => set.claims.includes(iri)).length]));
  names.sort((a, b) => uses.get(b) - uses.get(a));
  const verdict = h("p", { class: "note", role: "status" });
  const refuted = new Set(names.filter((iri) => fallen.has(iri)));
  const rows = new Map();
  const update = () => {
    const left = sets.filter((set) => !set.claims.some((iri) => refuted.has(iri)));
    verdict.textContent = !refuted.size ? "Tick claims to see what is left of the conclusion without them."
      : left.length ? `Without ${counted(refuted.size, "claim")} the conclusion stands: ${counted(left.length, "set")} of ${sets.length} ${left.length === 1 ? "is" : "are"} left.`
      : `Without ${counted(refuted.size, "claim")} the conclusion falls: no set is left.`;
    sets.forEach((set, i) => rows.get(i)?.toggleAttribute("data-fallen", !left.includes(set)));
    rows.forEach((row, i) => { row.style.textDecoration = left.includes(sets[i]) ? "" : "line-through"; });
  };
  const single = new Set(conclusion.single_claims);
  box.append(h("h3", {}, "What falls if a claim falls"), verdict,
    h("ul", { class: "evidence" }, names.map((iri) => h("li", {}, h("label", { class: "tick" },
      h("input", { type: "checkbox", checked: refuted.has(iri), change: (event) => { refuted[event.target.checked ? "add" : "delete"](iri); update(); } }), " ",
      claims.has(iri) ? sentence(claims.get(iri)) : iri), " ",
      h("small", {}, `in ${uses.get(iri)} of ${sets.length} sets`), single.has(iri) ? h("span", { class: "mark" }, "without it all falls") : null, " ",
      h("a", { href: place(iri) }, "evidence")))));
  box.append(h("h3", {}, "The sets, the best first"), h("ol", {}, sets.slice(0, 20).map((set, i) => {
    const row = h("li", {}, [set.hops[0].subject, ...set.hops.map((hop) => hop.object)].map((one, j) => [j ? (set.hops[j - 1].sign === "+" ? " → " : " ⊣ ") : "", term(one)]), " ",
      h("small", {}, [set.origin, `worded as ${set.modality}`, set.disputed ? "disputed" : null].filter(Boolean).join(" · ")));
    rows.set(i, row);
    return row;
  })), sets.length > 20 ? h("p", { class: "faint" }, `${sets.length - 20} more in the JSON.`) : null);
  if (conclusion.truncated) box.append(h("p", { class: "faint" }, capital(conclusion.truncated)));
  update();
  return box;
}

function whyNot(told) {
  const why = told.why_not;
  if (!why) return [h("p", { class: "headline" }, "There is no chain.")];
  const reach = (title, list, none) => h("div", {}, h("h3", {}, title), list.length ? h("ul", { class: "list" }, list.slice(0, 12).map((one) => h("li", {}, term(one), " ", h("small", {}, counted(one.hops, "step"))))) : h("p", {}, none));
  return [h("p", { class: "headline" }, "There is no chain of at most 6 steps."),
    why.reverse ? h("p", {}, h("a", { href: address("/explain", { cause: told.effects[0].label, effect: told.causes[0].label }) }, "The other way there is one.")) : null,
    h("div", { class: "columns" }, reach("The cause leads to", why.downstream, "Nothing: no step starts from it."), reach("The effect comes from", why.upstream, "Nothing: no step leads to it.")),
    why.missing.length ? h("div", {}, h("h3", {}, "What would join the two, if it gave a step"), h("ul", { class: "list" }, why.missing.slice(0, 15).map((one) => h("li", {}, h("a", { href: place(one.claim.iri) }, sentence(one.claim)))))) : null].filter(Boolean);
}
