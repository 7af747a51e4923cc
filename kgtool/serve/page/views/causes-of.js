// What a patient has, takes, eats and is in: which lack or excess explains it best.
import { h, show, address, counted, say, term, capital } from "../dom.js";
import { ask, takes } from "../api.js";
import { completing, field } from "../complete.js";

const KINDS = { // parameter: the field's label, an example, what stands before a value
  symptom: ["Add a symptom", "muscle cramp", ""],
  takes: ["Add a drug that is taken", "diuretics", "takes "],
  diet: ["Add a diet", "vegan", "diet: "],
  stage: ["Add a stage of life", "pregnancy", "stage: "],
  with: ["Add what else may bring it on", "lack of sleep", "with "],
};

export async function render(asked) {
  const named = Object.fromEntries(Object.keys(KINDS).map((name) => [name, asked.getAll(name).filter(Boolean)]));
  const symptoms = named.symptom;
  const everything = asked.get("any") === "true";
  const list = h("ul", { class: "chips" });
  const chip = (name, value) => h("li", {}, h("input", { type: "hidden", name, value }), KINDS[name][2] + value, " ",
    h("button", { type: "button", class: "plain", "aria-label": `Remove ${value}`, click: (event) => event.target.closest("li").remove() }, "✕"));
  for (const [name, values] of Object.entries(named)) values.forEach((one) => list.append(chip(name, one)));
  const adding = (label, name, hint) => {
    const box = field(label, "", "", { placeholder: hint });
    const input = box.querySelector("input");
    input.removeAttribute("name");
    const add = (value) => { if (value.trim()) list.append(chip(name, value.trim())); input.value = ""; };
    completing(input, add);
    box.querySelectorAll(".options").forEach((one, i) => { if (i) one.remove(); });
    input.addEventListener("keydown", (event) => { if (event.key === "Enter" && input.value.trim() && !event.defaultPrevented) { event.preventDefault(); add(input.value); } });
    input.form?.addEventListener("submit", () => add(input.value));
    return box;
  };
  const form = h("form", { class: "ask", action: "/causes-of", "aria-label": "Ask what it could be", submit: () => form.querySelectorAll(".field input").forEach((input) => {
    if (input.value.trim()) list.append(chip(input.dataset.adds, input.value.trim()));
  }) });
  const fields = [];
  for (const [name, [label, hint]] of Object.entries(KINDS)) {
    if (name !== "symptom" && !(await takes("causes-of", name))) continue;
    const box = adding(label, name, hint);
    box.querySelector("input").dataset.adds = name;
    fields.push(box);
  }
  form.append(...fields, h("button", { class: "main" }, "What could it be?"), h("div", { class: "more" }, list,
    h("label", { class: "tick" }, h("input", { type: "checkbox", name: "any", value: "true", checked: everything }), "any cause, not only a lack or an excess of a nutrient")));
  show("What could it be?", h("h1", {}, "What could it be?"), h("p", { class: "lead" }, "Name what somebody has, takes, eats and is in, and see which single lack or excess explains it best, by which chains, and what would tell the candidates apart."), form);
  if (!symptoms.length) return;
  const main = document.querySelector("main");
  const busy = main.appendChild(h("p", { class: "busy", id: "busy" }, "Looking for causes …"));
  const told = await ask("causes-of", { ...Object.fromEntries(Object.entries(named).filter(([, values]) => values.length)), any: everything || undefined, most: 8 });
  busy.remove();
  say(counted(told.candidates.length, "candidate"));
  if (!told.candidates.length) main.append(h("p", { class: "headline" }, "The graph knows nothing that explains any of these."));
  main.append(h("ol", { class: "cards" }, told.candidates.map((one) => candidate(one, told.symptoms))));
  if (told.truncated) main.append(h("p", { class: "note" }, capital(told.truncated.replace(/; raise .*$/, "")), "."));
}

function candidate(one, symptoms) {
  const explained = new Map(one.explains.map((each) => [each.symptom.iri, each]));
  return h("li", {}, h("h2", {}, term(one.cause)),
    h("p", {}, `Explains ${one.explains.length} of ${symptoms.length}.`),
    h("ul", { class: "list" }, symptoms.map((symptom) => {
      const by = explained.get(symptom.iri);
      if (!by) return h("li", { class: "faint" }, `${symptom.label}: not explained`);
      const way = (by.terms ?? []).slice(1, -1).map((step) => step.label);
      return h("li", {}, h("a", { href: address("/trace", { cause: one.cause.label, effect: symptom.label }) }, symptom.label), " ",
        h("small", {}, [by.origin, by.modality ? `worded as ${by.modality}` : null, by.disputed ? "disputed" : null, way.length ? `through ${way.join(" → ")}` : "named outright"].filter(Boolean).join(" · ")));
    })),
    one.comes_of?.length ? h("ul", { class: "list" }, one.comes_of.map((way) => h("li", {},
      `${way.sign === "-" ? "Against it" : "Comes of it"}: ${way.terms.map((step) => step.label).join(" → ")} `,
      h("small", {}, [way.at_risk ? "at risk" : null, way.onto.iri === one.cause.iri ? null : "a step on the way", counted(way.sources.length, "source")].filter(Boolean).join(" · "))))) : null,
    one.apart?.length ? h("p", {}, h("strong", {}, "It alone of these also brings: "), one.apart.map((other, i) => [i ? ", " : "", term(other)])) : null,
    one.tests?.length ? h("p", {}, h("strong", {}, "Shown by: "), one.tests.map((test, i) => [i ? ", " : "", term(test)])) : null);
}
