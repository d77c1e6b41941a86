// The way between two notes, and a note at random. Both are found in graph.json.

import { data, el, one, root } from "./dom.js";
import { say } from "./say.js";

/** @typedef {{ url: string | null, title: string, kind: string }} Node */
/** @typedef {{ nodes: Node[], links: [number, number, number][] }} Graph */

/** @returns {Promise<Graph>} */
const graph = () => data("graph.json");

/** @param {string} url from the site's root */
const address = (url) => new URL(url.replace(/^\//, ""), root()).href;

/** Leads to a note, any of them. */
export async function random() {
  const notes = (await graph()).nodes.filter((node) => node.kind === "note" && node.url);
  const note = notes[Math.floor(Math.random() * notes.length)];
  if (note?.url) location.href = address(note.url);
}

/**
 * The shortest chain of links, whichever way each leads: the notes on it, or nothing.
 * @param {Graph} graph @param {number} from @param {number} to
 */
function chain(graph, from, to) {
  /** @type {Map<number, number[]>} */
  const near = new Map();
  const join = (/** @type {number} */ a, /** @type {number} */ b) => (near.get(a) ?? near.set(a, []).get(a))?.push(b);
  for (const [a, b] of graph.links) {
    if (graph.nodes[a].kind !== "note" || graph.nodes[b].kind !== "note") continue;
    join(a, b);
    join(b, a);
  }
  const before = new Map([[from, from]]);
  const queue = [from];
  for (let at = 0; at < queue.length && !before.has(to); at += 1) {
    for (const next of near.get(queue[at]) ?? []) {
      if (before.has(next)) continue;
      before.set(next, queue[at]);
      queue.push(next);
    }
  }
  if (!before.has(to)) return [];
  const way = [to];
  while (way[0] !== from) way.unshift(/** @type {number} */ (before.get(way[0])));
  return way;
}

/**
 * What the Connections of a note say of another that links to it.
 * @param {Node} target @param {string} source its path
 */
async function words(target, source) {
  const url = address(target.url ?? "");
  const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
  const card = [...page.querySelectorAll("#backlinks [data-source]")].find((card) => card.getAttribute("data-source") === source);
  const snippet = card?.querySelector(".snippet");
  if (!snippet) return null;
  for (const link of snippet.querySelectorAll("[href], [src]")) {
    for (const name of ["href", "src"]) {
      const value = link.getAttribute(name);
      if (value !== null) link.setAttribute(name, new URL(value, url).href);
    }
  }
  return document.adoptNode(snippet);
}

/** @param {HTMLFormElement} form */
export async function way(form) {
  const all = await graph();
  const notes = all.nodes.flatMap((node, ix) => (node.kind === "note" ? [{ node, ix }] : []));
  one("datalist", form)?.append(...notes.map(({ node }) => el("option", { value: node.title })));
  const list = /** @type {HTMLElement} */ (one(".steps"));
  const status = /** @type {HTMLElement} */ (one(".way-status"));
  let asks = 0;
  const find = (/** @type {string} */ name) => {
    const title = name.trim().toLowerCase();
    return notes.find(({ node }) => node.title.toLowerCase() === title) ?? notes.find(({ node }) => node.title.toLowerCase().includes(title));
  };
  const show = async () => {
    const ask = ++asks;
    const given = new FormData(form);
    const [from, to] = [find(String(given.get("from"))), find(String(given.get("to")))];
    list.replaceChildren();
    const steps = from && to ? chain(all, from.ix, to.ix) : [];
    status.textContent = !from || !to ? say("way-unknown") : steps.length === 0 ? say("way-none") : say("way-steps", steps.length - 1);
    if (!from || !to || steps.length === 0) return;
    const forth = (/** @type {number} */ a, /** @type {number} */ b) => all.links.some(([x, y]) => x === a && y === b);
    for (const [at, ix] of steps.entries()) {
      const node = all.nodes[ix];
      const item = el("li", {}, el("h2", {}, el("a", { href: address(node.url ?? "") }, node.title)));
      list.append(item);
      const next = steps[at + 1];
      if (next === undefined) continue;
      const onward = forth(ix, next);
      item.append(el("p", { class: "why" }, say(onward ? "way-forth" : "way-back")));
      const [source, target] = onward ? [ix, next] : [next, ix];
      const said = await words(all.nodes[target], /** @type {any} */ (all.nodes[source]).path).catch(() => null);
      if (ask !== asks) return; // somebody has asked again meanwhile
      if (said) item.append(said);
    }
    history.replaceState(null, "", `?${new URLSearchParams({ from: from.node.title, to: to.node.title })}`);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void show();
  });
  const asked = new URLSearchParams(location.search);
  for (const name of ["from", "to"]) {
    const input = form.elements.namedItem(name);
    if (input instanceof HTMLInputElement) input.value = asked.get(name) ?? "";
  }
  if (asked.get("from") && asked.get("to")) void show();
}
