// Foods by what they hold of a nutrient or for a symptom: amounts, portions, shares of the intake; and who says so.
import { h, show, address, counted, say, term, place, capital } from "../dom.js";
import { ask, list as terms } from "../api.js";
import { field } from "../complete.js";

const amount = (number, unit) => `${Number(number.toPrecision(3)).toLocaleString("en")} ${unit}`;

export async function render(asked) {
  const [nutrient, symptom] = [asked.get("nutrient") ?? "", asked.get("symptom") ?? ""];
  const [sex, age, stage] = [asked.get("sex") ?? "", asked.get("age") ?? "", asked.get("stage") ?? ""];
  const title = nutrient ? `Foods with ${nutrient}` : symptom ? `Foods for ${symptom}` : "Foods";
  const choice = (label, name, value, options) => h("label", {}, label, h("select", { name }, options.map(([one, text]) => h("option", { value: one, selected: one === value }, text))));
  show(title, h("h1", {}, title), h("form", { class: "ask", action: "/foods", "aria-label": "Choose a nutrient or a symptom" },
    field("Nutrient", "nutrient", nutrient, { placeholder: "potassium" }), field("or symptom", "symptom", symptom, { placeholder: "muscle cramp" }), h("button", { class: "main" }, "Show"),
    h("details", { class: "more", open: Boolean(sex || age || stage) }, h("summary", {}, "For whom?"), h("div", {},
      choice("Sex", "sex", sex, [["", "either"], ["female", "female"], ["male", "male"]]),
      h("label", {}, "Age in years", h("input", { type: "text", inputmode: "numeric", name: "age", value: age })),
      choice("Stage", "stage", stage, [["", "neither"], ["pregnancy", "pregnancy"], ["lactation", "lactation"]])))));
  const main = document.querySelector("main");
  if (!nutrient && !symptom) {
    const found = await terms("Nutrient");
    main.append(h("ul", { class: "chips" }, found.map(([, label]) => h("li", {}, h("a", { href: address("/foods", { nutrient: label }) }, label)))));
    return;
  }
  const told = await ask("foods", { nutrient, symptom, sex, age, stage, most: 25 }).catch((error) => ({ error, nutrients: [] }));
  if (told.error) main.append(h("p", { class: "note" }, capital(told.error.message)));
  else if (!told.nutrients.length) main.append(h("p", { class: "headline" }, "No lack of a nutrient that is measured in foods brings it."));
  told.nutrients.forEach((one) => main.append(measured(one, Boolean(symptom))));
  if (nutrient) main.append(...await said(nutrient));
  say(`${counted(told.nutrients.reduce((sum, one) => sum + one.foods.length, 0), "food")} shown.`);
}

function measured(one, named) {
  const needs = [...new Set(one.intakes.map((intake) => amount(intake.amount, intake.unit)))];
  return h("section", {}, named ? h("h2", {}, term(one.nutrient)) : null,
    one.because ? h("p", {}, "Because: ", one.because.map((step, i) => [i ? " → " : "", term(step)])) : null,
    needs.length ? h("p", {}, `Recommended a day: ${needs.join(", ")} (${one.intakes[0].kind}).`) : null,
    h("div", { class: "table", tabindex: "0", role: "region", "aria-label": `Foods with ${one.nutrient.label}` }, h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "food"), h("th", { scope: "col", class: "number" }, "in 100 g"), h("th", { scope: "col", class: "number" }, "in a portion"), h("th", { scope: "col", class: "number" }, "of the need"))),
      h("tbody", {}, one.foods.map((food) => {
        const shares = food.share_of_intake_in_portion.map((share) => Math.round(share * 100));
        const [low, high] = [Math.min(...shares), Math.max(...shares)];
        return h("tr", {}, h("td", {}, food.description, " ", h("small", {}, `FDC ${food.fdc_id}`)), h("td", { class: "number" }, amount(food.amount, food.unit)),
          h("td", { class: "number" }, food.grams ? `${amount(food.amount * food.grams / 100, food.unit)} (${food.portion ?? `${food.grams} g`})` : "–"),
          h("td", { class: "number" }, shares.length ? (low === high ? `${low} %` : `${low}–${high} %`) : "–"));
      })))),
    one.helps.length ? h("p", {}, h("strong", {}, "Absorbed better with: "), one.helps.join(", ")) : null,
    one.hinders.length ? h("p", {}, h("strong", {}, "Absorbed worse with: "), one.hinders.join(", ")) : null,
    one.truncated ? h("p", { class: "faint" }, one.truncated.replace(/; -n.*$/, ""), ".") : null,
    h("p", { class: "faint" }, "FDC: number in USDA FoodData Central. Intakes: DRI, United States and Canada."));
}

/** What the sources say supplies a nutrient. */
async function said(name) {
  const told = await ask("show", { term: name });
  const claims = told.claims.filter((claim) => claim.predicate.curie === "nc:sourceOf" && claim.object.iri === told.term.iri);
  const rows = claims.map((claim) => [claim, new Set(claim.evidence.filter((e) => e.stance === "supports").map((e) => e.source)).size])
    .sort((a, b) => b[1] - a[1] || a[0].subject.label.localeCompare(b[0].subject.label));
  if (!rows.length) return [];
  return [h("h2", {}, "Named as suppliers by the sources"), h("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Named by the sources" }, h("table", {},
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "supplied by"), h("th", { scope: "col", class: "number" }, "sources"), h("th", { scope: "col" }, "claim"))),
    h("tbody", {}, rows.map(([claim, number]) => h("tr", {}, h("td", {}, term(claim.subject)), h("td", { class: "number" }, number), h("td", {}, h("a", { href: place(claim.iri) }, "evidence")))))))];
}
