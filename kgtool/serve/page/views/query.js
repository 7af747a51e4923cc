// SPARQL: an editor over the endpoint, with the catalogue of queries as examples.
import { h, show } from "../dom.js";
import { ask } from "../api.js";

const loaded = (src) => new Promise((ready, failed) => document.head.append(h("script", { src, load: ready, error: () => failed(new Error("The editor can't be loaded.")) })));

export async function render() {
  document.head.append(h("link", { rel: "stylesheet", href: "/static/vendor/yasgui.css" }));
  const chosen = h("select", { id: "example" }, h("option", { value: "" }, "…"));
  const summary = h("p", { class: "faint", id: "summary" }, " ");
  const box = h("div", { id: "yasgui" });
  show("SPARQL", h("h1", {}, "SPARQL"),
    h("p", {}, "The endpoint is ", h("code", {}, location.origin + "/sparql"), ". It only reads. ",
      h("a", { href: "/sparql?format=ttl" }, "Its description"), "."),
    h("div", { class: "bar" }, h("label", { for: "example" }, "A query of the catalogue:"), h("div", { class: "field" }, chosen)), summary, box);
  document.querySelector("main").classList.add("wide");
  const [{ queries }] = await Promise.all([ask("queries"), loaded("/static/vendor/yasgui.js")]);
  const Yasgui = window.Yasgui;
  const bare = (text) => text.replace(/^(#\+?.*\n|\s*\n)+/, "");
  Yasgui.Yasqe.defaults.value = bare(queries.find((one) => one.name === "direct-causes")?.text ?? "") || "SELECT * { ?s ?p ?o } LIMIT 10";
  Yasgui.Yasqe.defaults.editorHeight = "340px";
  Yasgui.Yasqe.defaults.autocompleters = ["variables"];
  const yasgui = new Yasgui(box, {
    requestConfig: { endpoint: location.origin + "/sparql", method: "POST" }, copyEndpointOnNewTab: true, persistenceId: null,
    endpointCatalogueOptions: { getData: () => [] }, autofocus: false,
  });
  queries.forEach((one) => chosen.append(h("option", { value: one.name }, one.name)));
  chosen.addEventListener("change", () => {
    const one = queries.find((query) => query.name === chosen.value);
    if (!one) return;
    summary.textContent = one.summary;
    yasgui.getTab().setQuery(bare(one.text));
  });
  box.querySelectorAll(".CodeMirror textarea").forEach((area) => area.setAttribute("aria-label", "The query"));
  window.yasgui = yasgui;
}
