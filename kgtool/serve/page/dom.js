// Elements from values. Text is set as text, never as markup, whatever a graph holds.

/** An element: attributes (functions are listeners), then children: elements, texts, lists; nothing for null and false. */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Show these in the middle of the page, under the title. */
export function show(title, ...children) {
  document.title = `${title} · kgtool`;
  document.querySelector("main").replaceChildren(...children.flat(Infinity).filter(Boolean));
}

/** Say something to who listens to the page. */
export function say(text) {
  document.getElementById("status").textContent = text;
}

/** "1 source", "3 sources". */
export const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

export const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** A link to a page of ours, with parameters; several values of one as a list. */
export function address(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of [value].flat()) if (one !== undefined && one !== null && one !== "") query.append(name, one);
  }
  return String(query) ? `${path}?${query}` : path;
}

/** Where the server describes an IRI. */
export function place(iri) {
  const base = document.body.dataset.base;
  const rest = iri.startsWith(base) ? iri.slice(base.length) : "";
  if (rest && !/[#?]/.test(rest)) return "/" + rest.split("/").map(encodeURIComponent).join("/");
  return address("/describe", { iri });
}

/** A term as a link to its page. */
export const term = (value) => h("a", { href: place(value.iri), title: value.curie ?? value.iri }, value.label);

/** The sign of a step or chain, in shape, colour and words. */
export function sign(value) {
  return value === "+"
    ? h("span", { class: "arrow plus" }, "→ promotes (+)")
    : h("span", { class: "arrow minus" }, "⊣ inhibits (−)");
}
