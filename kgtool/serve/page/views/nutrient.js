// A nutrient on a page: what it does, what its lack and its excess bring and how, and all around it.
import { h, show, address, counted, say, term, capital } from "../dom.js";
import { ask, choices, list as terms } from "../api.js";
import { field } from "../complete.js";
import { openClaim, plainWord } from "../evidence.js";

const BRIEF = 8;

export async function render(asked) {
  const name = asked.get("name") ?? "";
  const [sex, age, stage] = [asked.get("sex") ?? "", asked.get("age") ?? "", asked.get("stage") ?? ""];
  const choice = (label, key, value, options) => h("label", {}, label, h("select", { name: key }, options.map((one) => h("option", { value: one, selected: one === value }, plainWord(one) || "any"))));
  const form = h("form", { class: "ask", action: "/nutrient", "aria-label": "Choose a nutrient" },
    field("Nutrient", "name", name, { placeholder: "magnesium" }), h("span"), h("button", { class: "main" }, "Show"),
    h("details", { class: "more", open: Boolean(sex || age || stage) }, h("summary", {}, "Amounts for whom?"), h("div", {},
      choice("Sex", "sex", sex, ["", "female", "male"]),
      h("label", {}, "Age in years", h("input", { type: "text", inputmode: "numeric", name: "age", value: age })),
      choice("Stage", "stage", stage, ["", ...await choices("nutrient", "stage")]))));
  if (!name) {
    show("Nutrients", h("h1", {}, "Nutrients"), form);
    const found = await terms("Nutrient");
    document.querySelector("main").append(h("ul", { class: "chips" }, found.map(([, label]) => h("li", {}, h("a", { href: address("/nutrient", { name: label }) }, label)))));
    return;
  }
  show(name, h("h1", {}, name), form, h("p", { class: "busy", id: "busy" }, "Asking the graph …"));
  const told = await ask("nutrient", { nutrient: name, sex, age, stage, most: 200 });
  const main = document.querySelector("main");
  const label = told.term.label;
  document.getElementById("busy")?.remove();
  document.querySelector("h1").textContent = label;
  main.append(h("p", { class: "lead" }, told.definition ?? ""), h("div", { class: "bar" },
    h("a", { class: "button", href: "/term/" + encodeURIComponent(told.term.iri.split("/").pop()) }, "All that is said about it"),
    h("a", { class: "button", href: address("/foods", { nutrient: label, sex, age }) }, "Foods by amount"),
    h("a", { class: "button", href: address("/conflicts", { term: label }) }, "Where sources disagree"),
    h("a", { class: "button", href: "/api/nutrient?" + new URLSearchParams({ nutrient: label, most: 1000 }), download: `${label}.json` }, "Save as JSON")));
  main.append(h("div", { class: "columns" }, Object.entries(told.titles).map(([key, title]) => section(told, key, title))));
  if (told.conflicts.length) main.append(h("section", {}, h("h2", {}, "Sources disagree"), h("ul", { class: "list" }, told.conflicts.map((one) => h("li", {}, one.sentence)))));
  if (told.says_nothing_of.length) main.append(h("p", {}, `The graph says nothing of: ${told.says_nothing_of.map((key) => told.titles[key].toLowerCase()).join(", ")}.`));
  say(`${label} is shown.`);
}

function section(told, key, title) {
  const entries = (told.sections[key] ?? []).filter((entry) => !(key === "intakes" || key === "limits" || key === "amounts") || entry.amounts.length);
  const states = { lack: told.deficiencies, excess: told.excesses }[key] ?? [];
  const chains = told.chains.filter((chain) => states.some((state) => state.iri === chain.cause.iri));
  if (!entries.length) return null;
  const total = entries.length + (told.left_out[key] ?? 0);
  const rest = entries.slice(BRIEF);
  return h("section", {}, h("h2", {}, `${title} `, h("small", {}, `(${total})`)),
    states.length ? h("p", {}, states.map((state, i) => [i ? ", " : "", term(state)])) : null,
    chains.map((chain) => h("p", {}, "How: ", h("a", { href: address("/trace", { cause: chain.cause.label, effect: chain.effect.label }) },
      chain.terms.map((one, i) => `${i ? (chain.signs[i - 1] === "+" ? " → " : " ⊣ ") : ""}${one.label}`).join("")), " ", h("small", {}, chain.origin))),
    h("ul", { class: "list" }, entries.slice(0, BRIEF).map(item)),
    rest.length ? h("details", {}, h("summary", {}, `${rest.length} more`), h("ul", { class: "list" }, rest.map(item))) : null);
}

function item(entry) {
  const amounts = entry.amounts.map((one) => [one.told, one.note].filter(Boolean).join(", ")).filter(Boolean);
  const firm = entry.claim.evidence.some((e) => e.stance === "supports" && e.modality === "asserted");
  return h("li", {},
    entry.about === entry.term.label ? term(entry.term) : capital(entry.about), amounts.length ? `: ${[...new Set(amounts)].join("; ")}` : "", " ",
    h("button", { class: "plain", click: () => openClaim(entry.claim), "aria-haspopup": "dialog", "aria-label": `Evidence of: ${entry.about}` },
      entry.sources ? counted(entry.sources, "source") : `${entry.against} against`), " ",
    entry.sources && !firm ? h("span", { class: "mark" }, "possibly") : null,
    entry.sources && entry.against ? h("span", { class: "mark" }, `${entry.against} against`) : null);
}
