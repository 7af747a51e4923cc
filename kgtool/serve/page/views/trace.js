// Chains between a cause and an effect: the headline, routes as trees, a drawing, and all that can be saved.
import { h, show, address, counted, say, sign, term, capital } from "../dom.js";
import { ask } from "../api.js";
import { field } from "../complete.js";
import { question } from "./home.js";
import { routesOf, routeCard } from "../routes.js";
import { drawing, savePng } from "../drawing.js";

const TAKEN = ["cause", "effect", "most", "max_steps", "sign", "via", "avoid", "source", "without", "stated", "exclude_disputed", "all"];

export async function render(asked) {
  const values = Object.fromEntries(TAKEN.map((name) => [name, asked.getAll(name).filter(Boolean)]));
  const [cause, effect] = [values.cause[0] ?? "", values.effect[0] ?? ""];
  const title = cause && effect ? `${capital(cause)} and ${effect}` : cause ? `What ${cause} leads to` : effect ? `What leads to ${effect}` : "Why?";
  const form = question(cause, effect, more(asked));
  show(title, h("h1", {}, title), form);
  if (!cause && !effect) return;
  const main = document.querySelector("main");
  const busy = main.appendChild(h("p", { class: "busy", id: "busy" }, "Looking for chains …"));
  const answer = await ask("trace", values);
  busy.remove();
  const both = cause && effect ? { cause, effect } : null;
  if (!answer.chains.length) {
    say("There is no such chain.");
    main.append(h("p", { class: "headline" }, "The graph knows no such causal chain."));
    if (both) main.append(h("p", {}, h("a", { href: address("/explain", both) }, "What comes nearest to one?")));
    return;
  }
  main.append(headline(answer, both), bar(answer, asked, both));
  const routes = routesOf(answer);
  const list = main.appendChild(h("section", { "aria-label": "Routes" }, h("h2", {}, counted(routes.length, both ? "route" : "chain"))));
  const ofKind = new Set((answer.kinds ?? []).map((one) => one.iri));
  const whole = answer.effects.find((one) => !ofKind.has(one.iri)) ?? answer.effects[0];
  let kinds = false;
  routes.forEach((route, i) => {
    if (both && !kinds && ofKind.has(route.effect.iri)) {
      kinds = true;
      list.append(h("h3", {}, `To kinds of ${whole.label}`));
    }
    list.append(routeCard(answer, route, i + 1, both, i < 3, !both || ofKind.has(route.effect.iri)));
  });
  const shown = new Set(routes.flatMap((route) => [route.best, ...route.chains.slice(0, 3)]));
  const drawn = answer.chains.filter((_, i) => shown.has(i)).slice(0, 12);
  const figure = drawing(drawn, both, h("p", {},
    h("button", { click: () => savePng(figure.querySelector(".drawing")) }, "Save the drawing (PNG)"), " ",
    h("a", { class: "button", href: address("/api/trace", { ...values, format: "svg" }), download: "chains.svg" }, "SVG")));
  main.append(h("h2", {}, "As a drawing"), figure);
  const cut = (answer.truncated ?? "").split("; ").filter((part) => part && !/(^| )--?[a-z]/.test(part));
  if (cut.length) main.append(h("p", { class: "note" }, `${capital(cut.join("; "))}. “Narrow it down” shows more, or fewer.`));
  say(`${counted(routes.length, "route")} found.`);
}

function headline(answer, both) {
  const first = answer.chains[0];
  if (!both) return h("p", { class: "headline" }, `The best chain to each, for each sign.`);
  const signs = [...new Set((answer.routes ?? []).length ? answer.routes.map((route) => route.sign) : answer.chains.map((chain) => chain.sign))].sort();
  const best = answer.routes?.[0];
  const ends = best ? [best.cause, best.effect] : [first.hops[0].subject, first.hops.at(-1).object];
  const outright = (answer.said ?? []).map((said) => [
    said.sources.length ? `Said outright by ${counted(said.sources.length, "source")}` : null,
    said.as_one_step.length ? `${said.as_one_step.length} as one step` : null,
    said.disputed_by?.length ? `${said.disputed_by.length} ${said.disputed_by.length === 1 ? "disputes" : "dispute"} a direct effect`.replace("a direct effect", said.direct_alone ? "a direct effect" : "it") : null,
    said.undecided_by?.length ? `${said.undecided_by.length} ${said.undecided_by.length === 1 ? "leaves" : "leave"} it open` : null,
  ].filter(Boolean).join(", "));
  return h("div", {},
    h("p", { class: "headline" },
      signs.length > 1 ? h("strong", {}, "Both: ") : null,
      term(ends[0]), " ", signs.map((one, i) => [i ? " and " : "", sign(one)]), " ", term(ends[1])),
    signs.length > 1 ? h("p", { class: "note" }, "Chains of both signs are found. They rest on different claims and are never added up.") : null,
    outright.filter(Boolean).map((line) => h("p", { class: "faint" }, line, ".")));
}

function bar(answer, asked, both) {
  const copy = h("button", { click: async () => {
    await navigator.clipboard?.writeText(location.href);
    copy.textContent = "Copied";
    say("The link was copied.");
  } }, "Copy the link");
  return h("div", { class: "bar" },
    both ? h("a", { class: "button", href: address("/explain", both) }, "What carries it, and what falls") : null, copy,
    h("a", { class: "button", href: `/api/trace?${clean(asked)}&ways=1000`, download: "chains.json" }, "Save as JSON"),
    h("a", { class: "button", href: `/api/trace?${clean(asked)}&format=text`, download: "chains.txt" }, "as text"),
    h("button", { click: () => {
      const cards = [...document.querySelectorAll(".route")];
      const open = cards.some((card) => !card.open);
      cards.forEach((card) => { card.open = open; });
    } }, "Unfold or fold all"),
    h("button", { click: () => print() }, "Print"));
}

/** The parameters that the interface takes, without empty ones. */
function clean(asked) {
  return new URLSearchParams([...asked].filter(([name, value]) => TAKEN.includes(name) && value));
}

function more(asked) {
  const choice = (label, name, options) => {
    const value = asked.get(name) ?? options[0][0];
    return h("label", {}, label, h("select", { name }, options.map(([one, text]) => h("option", { value: one, selected: one === value }, text))));
  };
  const tick = (label, name) => h("label", { class: "tick" }, h("input", { type: "checkbox", name, value: "true", checked: asked.get(name) === "true" }), label);
  const changed = ["via", "avoid", "stated", "exclude_disputed", "all"].some((name) => asked.get(name)) || (asked.get("sign") ?? "any") !== "any";
  return h("details", { class: "more", open: changed }, h("summary", {}, "Narrow it down"), h("div", {},
    field("Only through", "via", asked.get("via") ?? ""), field("Not through", "avoid", asked.get("avoid") ?? ""),
    choice("Sign", "sign", [["any", "either"], ["+", "promotes (+)"], ["-", "inhibits (−)"]]),
    choice("At most", "max_steps", [["6", "6 steps"], ["3", "3 steps"], ["4", "4 steps"], ["8", "8 steps"]]),
    choice("Routes", "most", [["10", "the best 10"], ["30", "the best 30"], ["100", "the best 100"]]),
    tick("every chain, also what explains nothing", "all"), tick("stated by one source", "stated"), tick("nothing disputed", "exclude_disputed")));
}
