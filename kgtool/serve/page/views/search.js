// Terms by their words.
import { h, show, term, counted, say } from "../dom.js";
import { ask } from "../api.js";

export async function render(asked) {
  const text = (asked.get("q") ?? "").trim();
  const title = text ? `Terms with “${text}”` : "Search";
  show(title, h("h1", {}, title));
  if (!text) {
    document.querySelector("main").append(h("p", {}, "Type a name into the field above: a nutrient, a symptom, a food."));
    document.getElementById("find").focus();
    return;
  }
  const told = await ask("search", { text, most: 100 });
  const main = document.querySelector("main");
  say(counted(told.terms.length, "term"));
  if (!told.terms.length) main.append(h("p", {}, "No name or synonym holds all these words."));
  else main.append(h("ul", { class: "list found" }, told.terms.map((one) => h("li", {}, term(one), " ", h("small", {}, one.curie)))));
  if (told.truncated) main.append(h("p", { class: "faint" }, told.truncated));
}
