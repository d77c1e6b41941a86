// The controls around the graph, and what is said of a chosen node.

import { el, root } from "./dom.js";
import { say } from "./say.js";

/** So many neighbours are listed at once, so many answers of a search. */
const LISTED = 60, FOUND = 12;

/** @typedef {import("./graph-data.js").Graph} Graph */

/** The address of a node's page; nothing: it has none. @param {any} node */
export const address = (node) => (node.url ? new URL(node.url.replace(/^\//, ""), root()).href : null);

const plain = (/** @type {string} */ text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** @param {string} label @param {boolean} on @param {(on: boolean) => void} change */
function toggle(label, on, change) {
  const input = el("input", { type: "checkbox", checked: on, change: (/** @type {any} */ event) => change(event.target.checked) });
  return el("label", {}, input, label);
}

/**
 * A box that finds nodes by name.
 * @param {Graph} graph @param {(node: number) => void} choose
 */
export function search(graph, choose) {
  const names = graph.nodes.map((/** @type {any} */ node) => plain(node.title));
  const list = el("ul", { id: "graph-found", role: "listbox", "aria-label": say("graph-search"), hidden: true });
  /** @type {number[]} */
  let found = [];
  let at = 0;
  const mark = () => {
    [...list.children].forEach((item, ix) => item.setAttribute("aria-selected", String(ix === at)));
    if (found.length) input.setAttribute("aria-activedescendant", `graph-found-${at}`);
    else input.removeAttribute("aria-activedescendant");
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  const close = () => {
    found = [];
    list.replaceChildren();
    mark();
  };
  const take = (/** @type {number} */ ix) => {
    const node = found[ix];
    if (node === undefined) return;
    close();
    choose(node);
  };
  const look = () => {
    const wanted = plain(input.value.trim());
    /** @type {[number, number][]} */
    const fits = [];
    if (wanted) {
      graph.ranked.forEach((node, rank) => {
        const place = graph.shown[node] ? names[node].indexOf(wanted) : -1;
        if (place >= 0) fits.push([(place > 0 ? 1e6 : 0) + rank, node]);
      });
    }
    found = fits.sort((a, b) => a[0] - b[0]).slice(0, FOUND).map(([, node]) => node);
    at = 0;
    const item = (/** @type {number} */ node, /** @type {number} */ ix) =>
      el("li", { role: "option", id: `graph-found-${ix}`, pointerdown: (/** @type {any} */ event) => { event.preventDefault(); take(ix); } }, el("bdi", {}, graph.nodes[node].title));
    list.replaceChildren(...found.map(item));
    mark();
  };
  const keys = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") at = (at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % Math.max(found.length, 1);
    else if (event.key === "Enter") take(at);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    mark();
  };
  const input = /** @type {HTMLInputElement} */ (el("input", { type: "search", role: "combobox", "aria-expanded": "false", "aria-controls": "graph-found", "aria-autocomplete": "list", autocomplete: "off", placeholder: say("graph-search"), "aria-label": say("graph-search"), input: look, keydown: keys, blur: close }));
  return el("div", { class: "graph-search" }, input, list);
}

/**
 * What colours notes, what is shown, the way back.
 * @param {{ choices: { by: string, label: string }[], by: string, shown: Record<string, boolean>, has: Record<string, boolean> }} state
 * @param {{ by: (by: string) => void, show: (what: string, on: boolean) => void }} on
 */
export function controls(state, on) {
  const option = (/** @type {{ by: string, label: string }} */ choice) => el("option", { value: choice.by, selected: choice.by === state.by }, choice.label);
  const select = el("select", { change: (/** @type {any} */ event) => on.by(event.target.value) }, ...state.choices.map(option));
  const kinds = ["tags", "placeholders", "attachments", "orphans"].filter((what) => state.has[what]);
  const toggles = kinds.map((what) => toggle(say(`graph-${what}`), state.shown[what], (checked) => on.show(what, checked)));
  return el("div", { class: "graph-controls" }, el("label", {}, el("span", {}, say("graph-colour")), select), ...toggles);
}

/** @param {{ zoom: (by: number) => void, whole: () => void }} on */
export function zooming(on) {
  const button = (/** @type {string} */ sign, /** @type {string} */ label, /** @type {() => void} */ click) => el("button", { type: "button", "aria-label": label, title: label, click }, sign);
  return el("div", { class: "graph-zoom" },
    button("+", say("graph-closer"), () => on.zoom(1.6)),
    button("−", say("graph-farther"), () => on.zoom(1 / 1.6)),
    button("⤢", say("graph-whole"), on.whole));
}

/**
 * A slider over the days of notes.
 * @param {number[]} days sorted @param {(until: number) => void} change
 */
export function time(days, change) {
  const text = (/** @type {number} */ day) => new Date(day * 864e5).toISOString().slice(0, 10);
  const distinct = [...new Set(days)];
  const shown = el("output", {}, text(distinct[distinct.length - 1]));
  const input = /** @type {HTMLInputElement} */ (el("input", { type: "range", min: 0, max: distinct.length - 1, value: distinct.length - 1, "aria-label": say("graph-time") }));
  input.addEventListener("input", () => {
    const ix = Number(input.value), day = distinct[ix];
    shown.textContent = text(day);
    input.setAttribute("aria-valuetext", text(day));
    change(ix === distinct.length - 1 ? Infinity : day);
  });
  const reset = () => {
    input.value = input.max;
    shown.textContent = text(distinct[distinct.length - 1]);
  };
  return { element: el("div", { class: "graph-time" }, el("label", {}, el("span", {}, say("graph-time")), input), shown), reset };
}

/** @param {import("./graph-look.js").Entry[]} entries */
export function legend(entries) {
  return entries.slice(0, 10).map((entry) => {
    const dot = el("i", {});
    dot.style.backgroundColor = `rgb(${entry.colour[0]} ${entry.colour[1]} ${entry.colour[2]})`;
    return el("li", {}, dot, el("bdi", {}, entry.label), el("span", {}, String(entry.nodes)));
  });
}

/**
 * What is said of a node: its name, and all it is linked with, each a way on.
 * @param {Graph} graph @param {number} node @param {(node: number) => void} choose @param {() => void} close
 */
export function details(graph, node, choose, close) {
  const about = graph.nodes[node], href = address(about);
  const near = [...new Set(graph.neighbours(node))].filter((other) => graph.shown[other] && other !== node);
  near.sort((a, b) => graph.degree[b] - graph.degree[a] || a - b);
  const way = (/** @type {number} */ other) => el("li", {}, el("button", { type: "button", click: () => choose(other) }, el("bdi", {}, graph.nodes[other].title)));
  const rest = near.length - LISTED;
  return el("div", {},
    el("button", { type: "button", class: "close", "aria-label": say("graph-close"), title: say("graph-close"), click: close }, "×"),
    el("h2", {}, href ? el("a", { href }, el("bdi", {}, about.title)) : el("bdi", {}, about.title)),
    el("p", {}, about.kind === "placeholder" ? say("graph-unwritten") : (about.path ?? "")),
    el("p", {}, say("graph-links", near.length)),
    el("ul", {}, ...near.slice(0, LISTED).map(way), rest > 0 ? el("li", {}, say("graph-more", rest)) : null));
}
