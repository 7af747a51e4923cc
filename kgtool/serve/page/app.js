// Finds the view that goes with the address, and what every page has: completion in the head, a key for it, errors.
import { h, show, say } from "./dom.js";
import { completing } from "./complete.js";

const VIEWS = ["search", "trace", "explain", "causes-of", "conflicts", "nutrient", "foods", "sources", "query", "about"];

const [, first, ...rest] = location.pathname.split("/");
const view = location.pathname === "/" ? "home"
  : VIEWS.includes(first) && !rest.length ? first
  : first === "term" && rest.length === 1 && document.querySelector("main h1 + .iri") ? "term"
  : first === "source" && rest.length === 1 && document.querySelector("main h1 + .iri") ? "source" : null;

for (const link of document.querySelectorAll(".top nav a")) {
  const path = link.getAttribute("href");
  if (path === location.pathname || (path === "/" && ["trace", "explain"].includes(first)) || (path === "/sources" && first === "source")) {
    link.setAttribute("aria-current", "page");
    const bar = link.parentElement;
    bar.scrollLeft = link.offsetLeft - bar.offsetLeft - (bar.clientWidth - link.offsetWidth) / 2;
  }
}
const find = document.getElementById("find");
find.value = first === "search" ? new URLSearchParams(location.search).get("q") ?? "" : "";
completing(find, () => find.form.requestSubmit());
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.closest("input, textarea, select, [contenteditable], .CodeMirror")) {
    event.preventDefault();
    find.focus();
  }
});

if (view) {
  const busy = h("p", { class: "busy", id: "busy" }, "Asking the graph …");
  const main = document.querySelector("main");
  if (!main.querySelector("h1")) main.replaceChildren(busy);
  try {
    const { render } = await import(`./views/${view}.js`);
    await render(new URLSearchParams(location.search), decodeURIComponent(rest[0] ?? ""));
  } catch (error) {
    const title = error.status === 404 ? "Not found" : "That didn't work";
    const kept = [...main.children].filter((child) => child.id !== "busy" && child.matches("h1, form"));
    if (kept.length) main.replaceChildren(...kept, h("p", { class: "problem", role: "alert" }, error.message));
    else show(title, h("h1", {}, title), h("p", { class: "problem", role: "alert" }, error.message));
    say(`${title}: ${error.message}`);
    if (error.status === undefined) console.error(error);
  }
}
document.body.dataset.ready = view ?? "plain";
