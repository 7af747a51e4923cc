// Completes the names of terms in a text field: a combobox, by the pattern of the ARIA Authoring Practices.
import { h } from "./dom.js";
import { ask, names } from "./api.js";

const MOST = 8;
let count = 0;

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** The names that hold every word of a text, those that begin with it first: [label, name that fits]. */
export async function matches(text) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const all = await names();
  if (!all.length) return (await ask("search", { text, most: MOST })).terms.map((term) => [term.label, term.label]);
  const found = [];
  for (const [label, , ...others] of all) {
    let best = null;
    for (const name of [label, ...others]) {
      const folded = plain(name);
      if (!words.every((word) => folded.includes(word))) continue;
      const whole = plain(text.trim());
      const rank = folded === whole ? 0 : folded.startsWith(whole) ? 1 : (" " + folded).includes(" " + words[0]) ? 2 : 3;
      if (!best || rank < best[0]) best = [rank, label, name];
    }
    if (best) found.push(best);
  }
  found.sort((a, b) => a[0] - b[0] || a[1].length - b[1].length || a[1].localeCompare(b[1]));
  return found.slice(0, MOST).map(([, label, name]) => [label, name]);
}

/** Let a field complete. chosen: called with the label that was picked. */
export function completing(input, chosen = () => {}) {
  const id = `options-${++count}`;
  const list = h("ul", { class: "options", role: "listbox", id, "aria-label": "Suggestions" });
  input.after(list);
  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, autocomplete: "off" })
    .forEach(([name, value]) => input.setAttribute(name, value));
  let at = -1;
  let turn = 0;

  const close = () => {
    list.replaceChildren();
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const pick = (label) => {
    input.value = label;
    close();
    chosen(label);
  };
  const move = (to) => {
    const options = [...list.children];
    if (!options.length) return;
    at = (to + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    options[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[at].id);
  };
  const refresh = async () => {
    const mine = ++turn;
    const found = await matches(input.value).catch(() => []);
    if (mine !== turn || document.activeElement !== input) return;
    at = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...found.map(([label, name], i) =>
      h("li", { role: "option", id: `${id}-${i}`, "aria-selected": "false", mousedown: (event) => { event.preventDefault(); pick(label); } },
        label, name === label ? null : h("small", {}, ` (${name})`))));
    input.setAttribute("aria-expanded", String(found.length > 0));
  };
  input.addEventListener("input", refresh);
  input.addEventListener("blur", () => { turn++; close(); });
  input.addEventListener("keydown", (event) => {
    const open = list.children.length > 0;
    if (event.key === "ArrowDown") { event.preventDefault(); if (open) move(at + 1); else refresh(); }
    else if (event.key === "ArrowUp" && open) { event.preventDefault(); move(at - 1); }
    else if (event.key === "Enter" && open && at >= 0) { event.preventDefault(); pick(list.children[at].firstChild.textContent); }
    else if (event.key === "Escape" && open) { event.preventDefault(); close(); }
  });
  return input;
}

/** A labelled field for the name of a term. */
export function field(label, name, value = "", attributes = {}) {
  const id = `field-${name}-${++count}`;
  const input = h("input", { type: "text", id, name, value, spellcheck: "false", ...attributes });
  const box = h("div", { class: "field" }, h("label", { for: id }, label), input);
  completing(input);
  return box;
}
