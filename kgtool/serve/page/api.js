// What the server answers.

/** The JSON of an operation; its problem is thrown as an Error with a `status`. */
export async function ask(name, parameters = {}) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    for (const one of [value].flat()) if (one !== undefined && one !== null && one !== "") query.append(key, one);
  }
  let response;
  try {
    response = await fetch(`/api/${name}?${query}`, { headers: { Accept: "application/json" } });
  } catch {
    throw Object.assign(new Error("The server can't be reached. Is it still running?"), { status: 0 });
  }
  const told = await response.json().catch(() => ({ detail: response.statusText }));
  if (!response.ok) throw Object.assign(new Error(told.detail ?? "The server has failed."), { status: response.status });
  return told;
}

let asked;
/** The names of all terms: [label, IRI, other names…]; none where they are too many to be held here. */
export function names() {
  asked ??= ask("names").then((told) => told.names);
  return asked;
}

let loaded;
/** What is loaded: sources with their titles, counts. */
export function info() {
  loaded ??= ask("info");
  return loaded;
}

let sourced;
/** The titles of the sources by their slugs. */
export async function titles() {
  sourced ??= ask("sources");
  return new Map((await sourced).sources.map((source) => [source.slug, source]));
}

let known;
/** Whether the server knows an operation. */
export async function offers(name) {
  known ??= fetch("/openapi.json").then((response) => response.json());
  return `/api/${name}` in (await known).paths;
}

/** The parameter of an operation as the server describes it, if it takes one of this name. */
async function parameter(name, called) {
  return (await offers(name)) ? (await known).paths[`/api/${name}`].get.parameters.find((one) => one.name === called) : undefined;
}

/** Whether an operation takes a parameter. */
export const takes = async (name, called) => Boolean(await parameter(name, called));

/** The texts that a parameter may be. */
export const choices = async (name, called) => (await parameter(name, called))?.schema.enum ?? [];

/** The terms of a class of the ontology: [IRI, label]. */
export async function list(kind) {
  const query = `PREFIX nc: <https://w3id.org/nutrition-causality/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?t ?l { ?t a/rdfs:subClassOf* nc:${kind} ; rdfs:label ?l FILTER(LANGMATCHES(LANG(?l), "en") || LANG(?l) = "") } ORDER BY LCASE(?l) LIMIT 2000`;
  const response = await fetch("/sparql", { method: "POST", headers: { Accept: "application/sparql-results+json", "Content-Type": "application/sparql-query" }, body: query });
  if (!response.ok) return [];
  return (await response.json()).results.bindings.map((row) => [row.t.value, row.l.value]);
}
