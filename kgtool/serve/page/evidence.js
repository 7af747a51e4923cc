// The panel that shows what a step rests on: who says so, where, how firmly, and in which words.
import { h, counted, place, address, sign, term } from "./dom.js";
import { ask, titles } from "./api.js";

const WORDS = {
  whenSevere: "when severe", whenModerate: "when moderate", whenLongTerm: "in the long term", whenExcessive: "when excessive",
  whenDeficient: "when deficient", someOnly: "some only", notAlone: "not alone", evenWhenReplete: "even when replete",
  inAnimals: "in animals",
  asSevere: "as a severe form", asWidespread: "widespread", asPainful: "painful", asProlonged: "prolonged", asBenign: "benign",
  asMoreNoticeable: "more noticeable", mostCommon: "most common", manifesting: "a sign of it", aggravating: "worsens what is there",
  disputes: "disputes it", undecided: "leaves it open", asserted: "asserted", possible: "worded as possible", indirect: "by way of something in between",
};
export const plainWord = (hedge) => WORDS[hedge] ?? hedge.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

const last = (iri) => iri.replace(/^.*[/#]/, "");

/** A claim as a sentence, read from the parts of its IRI where no labels are there. */
export function claimText(iri) {
  const [subject, predicate, object, , context] = last(iri).split("--");
  if (!object) return last(iri);
  const words = [subject, predicate.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase(), object].map((part) => part.replace(/-/g, " "));
  return words.join(" ") + (context ? ` (in ${context.replace(/-/g, " ")})` : "");
}

/** A claim with labels, as a sentence. */
export const sentence = (claim) =>
  `${claim.subject.label} ${claim.predicate.label} ${claim.object.label}${claim.context ? ` (in ${claim.context.label})` : ""}`;

const places = (passage) => /--(\d+)-(\d+)$/.exec(last(passage));

/** One piece of evidence. */
export function evidenceItem(e, sources) {
  const source = sources.get(e.source);
  const span = places(e.passage);
  const hedges = [
    e.stance === "supports" ? null : e.stance, e.modality,
    ["unspecified", "direct", null].includes(e.directness) ? null : e.directness,
    ["causing", null].includes(e.mode) ? null : e.mode, ...e.condition, e.frequency, ...(e.manifestation ?? []),
  ].filter(Boolean);
  const item = h("li", {},
    h("div", {}, source ? h("a", { href: place(source.iri) }, source.title) : e.source),
    h("div", { class: "faint" },
      `“${last(e.section).replace(/^.*--/, "").replace(/-/g, " ")}”`, span ? `, characters ${span[1]}–${span[2]}` : "", " · ",
      h("a", { href: place(e.passage) }, "passage")),
    h("div", { class: e.stance === "supports" ? "" : "against" }, hedges.map(plainWord).join(" · ")));
  if (document.body.dataset.state.includes("texts")) {
    const quote = h("div", {});
    item.append(quote);
    ask("passage", { iri: e.passage }).then(
      (told) => quote.append(h("blockquote", {}, told.text)),
      () => quote.append(h("p", { class: "faint" }, "The words aren't there: the text is missing, or isn't the one that was cited.")));
  }
  return item;
}

/** Open the panel over a step. question: the ends of the chain that it stands in, if any. */
export async function openEvidence(hop, question = null) {
  const sources = await titles().catch(() => new Map());
  const by = new Map(hop.claims.map((iri) => [iri, []]));
  hop.evidence.forEach((e) => by.get(e.claim)?.push(e) ?? by.set(e.claim, [e]));
  panel([term(hop.subject), " ", sign(hop.sign), " ", term(hop.object)],
    hop.derived
      ? h("p", {}, h("span", { class: "mark derived" }, "derived"), ` No source states this step; it follows by the rule “${hop.rule?.label ?? "?"}” from:`)
      : null,
    hop.conditions?.length ? h("p", {}, "All support is hedged: ", hop.conditions.map(plainWord).join(", "), ".") : null,
    [...by].map(([iri, found]) => [
      h("h3", {}, h("a", { href: place(iri) }, claimText(iri))),
      found.length
        ? h("ul", { class: "evidence" }, found.map((e) => evidenceItem(e, sources)))
        : h("p", { class: "faint" }, "No evidence is given for it."),
      question ? h("p", {}, h("a", { href: address("/explain", { ...question, claim: iri }) }, "What falls if this claim falls?")) : null,
    ]),
    by.size ? null : h("p", {}, "It holds by definition."));
}

/** Open the panel over a claim. */
export async function openClaim(claim) {
  const sources = await titles().catch(() => new Map());
  panel([term(claim.subject), ` ${claim.predicate.label} `, term(claim.object), claim.context ? [" in ", term(claim.context)] : ""],
    h("ul", { class: "evidence" }, claim.evidence.map((e) => evidenceItem(e, sources))),
    h("p", {}, h("a", { href: place(claim.iri) }, "The claim by itself")));
}

function panel(title, ...content) {
  const opener = document.activeElement;
  const dialog = h("dialog", { "aria-labelledby": "panel-title", close: () => { dialog.remove(); opener?.focus?.(); } },
    h("button", { class: "close", click: () => dialog.close(), "aria-label": "Close" }, "✕"),
    h("h2", { id: "panel-title" }, title), content);
  document.body.append(dialog);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.showModal();
}

/** The button that opens the panel, with the number of sources on it. */
export function evidenceButton(hop, question) {
  const pro = hop.evidence.filter((e) => e.stance === "supports");
  const slug = (value) => last(value.iri);
  const own = (e) => last(e.claim).startsWith(`${slug(hop.subject)}--`) && last(e.claim).includes(`--${slug(hop.object)}`);
  const supporting = new Set(pro.map((e) => e.source));
  const steps = hop.derived ? supporting : new Set(pro.filter((e) => own(e) && e.directness !== "indirect").map((e) => e.source));
  const number = steps.size && steps.size < supporting.size ? `${counted(steps.size, "source")} as one step, ${supporting.size} in all` : counted(supporting.size, "source");
  const against = new Set(hop.evidence.filter((e) => e.stance !== "supports").map((e) => e.source));
  return [
    h("button", { class: "plain evidence-of", click: () => openEvidence(hop, question), "aria-haspopup": "dialog",
      "aria-label": `Evidence of: ${hop.subject.label} ${hop.sign === "+" ? "promotes" : "inhibits"} ${hop.object.label}` },
      hop.evidence.length ? number : "by definition"),
    hop.derived ? h("span", { class: "mark derived", title: `follows by ${hop.rule?.label ?? "a rule"}` }, "derived") : null,
    against.size ? h("span", { class: "mark" }, "disputed") : null,
    hop.conditions?.length ? h("small", {}, " ", hop.conditions.map(plainWord).join(", ")) : null,
  ].filter(Boolean).flatMap((part) => [part, " "]);
}
