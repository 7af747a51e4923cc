// Routes of an answer as trees: shared steps once, branches below.
import { h, counted, sign, term, capital } from "./dom.js";
import { evidenceButton, plainWord } from "./evidence.js";

/** The routes of an answer: those that it tells, else each chain as one. */
export function routesOf(answer) {
  if (answer.routes?.length) return answer.routes;
  return answer.chains.map((chain, i) => ({
    by: null, kind: "mechanism", effect: chain.hops.at(-1).object, sign: chain.sign, best: i, chains: [i], collapsed: [],
    sources: chain.sources.length,
  }));
}

/** How far a chain can be trusted, in a line. */
export function judgement(chain) {
  return [
    chain.origin, `worded as ${chain.modality}`, ...chain.conditions.map(plainWord),
    chain.concluded ? `concluded by ${counted(chain.concluded_by?.length ?? 1, "source")}` : "no source draws this conclusion",
    chain.disputed ? "disputed" : null,
  ].filter(Boolean).join(" · ");
}

/** Steps by what they lead to: a tree over chains. */
function grown(chains) {
  const root = new Map();
  for (const chain of chains) {
    let branch = root;
    for (const hop of chain.hops) {
      const key = `${hop.subject.iri} ${hop.sign} ${hop.object.iri}`;
      if (!branch.has(key)) branch.set(key, { hop, below: new Map() });
      branch = branch.get(key).below;
    }
  }
  return root;
}

function branch(steps, question) {
  const forks = steps.size > 1;
  const list = h("ol", {});
  for (const { hop, below } of steps.values()) {
    list.append(h("li", { class: forks ? "fork" : "" },
      h("div", { class: "step" }, sign(hop.sign), " ", h("strong", {}, term(hop.object)), " ", evidenceButton(hop, question)),
      below.size ? branch(below, question) : null));
  }
  return list;
}

/** One route: its name, how far it can be trusted, and its tree. */
export function routeCard(answer, route, number, question, open, ends = false) {
  const chains = route.chains.map((i) => answer.chains[i]).filter(Boolean);
  const best = answer.chains[route.best] ?? chains[0];
  const start = best.hops[0].subject;
  const name = best.hops.length === 1 ? "said outright" : route.by ? `through ${route.by.label}` : `through ${best.hops.at(-2).object.label}`;
  const kind = { loose: "loose: a joint is vague", none: "not an explanation" }[route.kind];
  return h("details", { class: "route", open, "data-route": number },
    h("summary", {},
      h("strong", {}, `${number}  ${capital(name)} `), h("span", { class: best.sign === "+" ? "arrow plus" : "arrow minus" }, best.sign === "+" ? "(+)" : "(−)"),
      " ", kind ? h("span", { class: "mark" }, kind) : null,
      ends ? h("span", {}, " ", best.hops[0].subject.label, " → ", best.hops.at(-1).object.label) : null,
      h("div", { class: "judged" }, judgement(best))),
    h("div", {},
      h("p", { class: "step" }, h("strong", {}, term(start))),
      h("div", { class: "tree" }, branch(grown(chains), question)),
      route.shorter || route.collapsed.length ? h("p", { class: "faint" }, `Said shorter in ${counted(route.shorter ?? route.collapsed.length, "way")}.`) : null));
}
