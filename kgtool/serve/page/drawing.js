// The steps of an answer as a drawing: layered, signs by shape and colour, derived dashed, disputed marked.
import { h, place } from "./dom.js";
import { openEvidence } from "./evidence.js";

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function styles() {
  const [paper, sheet, ink, plus, minus, mark, glow, line] =
    ["--paper", "--sheet", "--ink", "--plus", "--minus", "--mark", "--glow", "--faint"].map(colour);
  return [
    { selector: "node", style: { shape: "round-rectangle", label: "data(label)", "background-color": sheet, "border-color": line, "border-width": 1,
      color: ink, "font-size": 14, "font-family": "system-ui, DejaVu Sans, sans-serif", "text-wrap": "wrap", "text-max-width": 130, "text-valign": "center", "text-halign": "center",
      width: 140, height: "data(height)", padding: 4 } },
    { selector: "node.end", style: { "border-width": 3, "border-color": ink, "font-weight": "bold" } },
    { selector: "edge", style: { "curve-style": "bezier", width: 2.5, "line-color": plus, "target-arrow-color": plus, "target-arrow-shape": "triangle", "arrow-scale": 1.3,
      label: "data(label)", "font-size": 11, color: ink, "text-background-color": paper, "text-background-opacity": 0.9, "text-background-padding": 2 } },
    { selector: 'edge[sign = "-"]', style: { "line-color": minus, "target-arrow-color": minus, "target-arrow-shape": "tee" } },
    { selector: "edge.derived", style: { "line-style": "dashed" } },
    { selector: "edge.disputed", style: { color: mark } },
    { selector: ":selected", style: { "overlay-color": glow, "overlay-opacity": 0.35 } },
  ];
}

/** A figure with the steps of the chains. question: the ends, for the panel of a step. */
export function drawing(chains, question, saved) {
  const box = h("div", { class: "drawing", role: "img", tabindex: "0", "aria-label": "The chains above as a drawing; the lists say the same." });
  const figure = h("figure", { class: "figure" }, box,
    h("ul", { class: "legend" },
      h("li", {}, h("span", { class: "plus" }, "→"), " promotes (+)"), h("li", {}, h("span", { class: "minus" }, "⊣"), " inhibits (−)"),
      h("li", {}, "dashed: derived by a rule"), h("li", {}, "?: disputed"), h("li", {}, "An arrow opens its evidence, a box its term.")),
    saved);
  draw(box, chains, question).catch((error) => box.replaceChildren(h("p", { class: "problem" }, `The drawing failed: ${error.message}`)));
  return figure;
}

async function draw(box, chains, question) {
  const [{ default: cytoscape }, { default: dagre }] = await Promise.all([import("./vendor/cytoscape.js"), import("./vendor/cytoscape-dagre.js")]);
  cytoscape.use(dagre);
  const nodes = new Map();
  const edges = new Map();
  const node = (value, end) => {
    const known = nodes.get(value.iri);
    const height = 22 + 16 * Math.ceil(value.label.length / 18);
    nodes.set(value.iri, { data: { id: value.iri, label: value.label, height }, classes: end || known?.classes === "end" ? "end" : "" });
  };
  for (const chain of chains) {
    chain.hops.forEach((hop, i) => {
      node(hop.subject, i === 0);
      node(hop.object, i === chain.hops.length - 1);
      const id = `${hop.subject.iri} ${hop.sign} ${hop.object.iri}`;
      const disputed = hop.evidence.some((e) => e.stance !== "supports");
      const label = (hop.sign === "+" ? "+" : "−") + (disputed ? " ?" : "");
      edges.set(id, { data: { id, source: hop.subject.iri, target: hop.object.iri, sign: hop.sign, label, hop },
        classes: [hop.derived ? "derived" : "", disputed ? "disputed" : ""].join(" ") });
    });
  }
  await new Promise((ready) => requestAnimationFrame(ready));
  const narrow = box.clientWidth < 700;
  const graph = cytoscape({
    container: box, elements: [...nodes.values(), ...edges.values()], style: styles(), maxZoom: 2.5, minZoom: 0.1,
    userZoomingEnabled: false,
    layout: { name: "dagre", rankDir: narrow ? "TB" : "LR", nodeSep: 22, rankSep: narrow ? 40 : 46, fit: true, padding: 14, animate: false },
  });
  graph.on("tap", "edge", (event) => openEvidence(event.target.data("hop"), question));
  graph.on("tap", "node", (event) => { location.href = place(event.target.id()); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => graph.style(styles()));
  box.addEventListener("focus", () => graph.userZoomingEnabled(true));
  box.addEventListener("blur", () => graph.userZoomingEnabled(false));
  box.addEventListener("keydown", (event) => {
    const pan = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] }[event.key];
    if (pan) graph.panBy({ x: pan[0], y: pan[1] });
    else if (event.key === "+") graph.zoom(graph.zoom() * 1.2);
    else if (event.key === "-") graph.zoom(graph.zoom() / 1.2);
    else if (event.key === "0") graph.fit(undefined, 14);
    else return;
    event.preventDefault();
  });
  const bounds = graph.elements().boundingBox();
  const wanted = bounds.h * Math.min(1.3, (box.clientWidth - 28) / bounds.w) + 36;
  box.style.height = `${Math.round(Math.min(Math.max(wanted, 180), narrow ? 640 : 560))}px`;
  graph.resize();
  graph.fit(undefined, 14);
  if (graph.zoom() > 1.3) graph.zoom(1.3), graph.center();
  box.dataset.drawn = String(edges.size);
  box.graph = graph;
}

/** Save what is drawn as a PNG. */
export function savePng(box) {
  const link = h("a", { href: box.graph.png({ full: true, scale: 2, bg: colour("--paper") }), download: "chains.png" });
  link.click();
}
