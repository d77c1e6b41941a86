// The one box: titles and aliases at once, actions, and whatever else is added to `sources`. Nothing of it is loaded before it
// is opened.

import { data, el, one, root } from "./dom.js";
import { say } from "./say.js";
import { actions } from "./actions.js";

/**
 * A line of the box.
 * @typedef {object} Item
 * @property {string} title what it says
 * @property {string} [hint] what stands behind it, quietly: a folder, an alias
 * @property {Node} [body] what stands below it, such as the words around a match
 * @property {string} [href] where it leads
 * @property {() => void} [run] what it does, where it leads nowhere
 */

/**
 * Where lines come from: all are asked at each change of the text, and shown in this order.
 * @typedef {object} Source
 * @property {string} label what stands above its lines
 * @property {(query: string, signal: AbortSignal) => Promise<Item[]> | Item[]} find
 */

/** @type {Source[]} */
export const sources = [
  { label: say("notes"), find: titles },
  ...(document.body.dataset.search
    ? [{ label: say("in-texts"), find: async (/** @type {string} */ query, /** @type {AbortSignal} */ signal) => (await import("./search.js")).find(query, signal) }]
    : []),
  { label: say("actions"), find: (query) => actions().filter((action) => score(plain(action.title), plain(query)) > 0) },
];

/** How many notes are named at once. */
const MOST = 12;

/** Without accents and case. @param {string} text */
export const plain = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();

/**
 * How well a name fits what was typed: all, its beginning, the beginning of a word, its middle, its letters in their order.
 * @param {string} name plain
 * @param {string} query plain
 * @returns {number} 0: not at all
 */
export function score(name, query) {
  if (query === "") return 1;
  if (name === query) return 6;
  if (name.startsWith(query)) return 5;
  const words = query.split(/\s+/);
  if (words.every((word) => new RegExp(`(^|[^\\p{L}\\p{N}])${word.replace(/[$()*+./?[\\\]^{|}]/gu, "\\$&")}`, "u").test(name))) return 4;
  if (words.every((word) => name.includes(word))) return 3;
  let at = -1;
  for (const letter of query.replaceAll(/\s/g, "")) {
    at = name.indexOf(letter, at + 1);
    if (at < 0) return 0;
  }
  return query.length > 2 ? 1 : 0;
}

/** @typedef {[title: string, address: string, folder?: string, ...aliases: string[]]} Entry */

/** @type {{ entry: Entry, names: string[] }[]} */
const known = [];
let next = 1;
/** @type {Promise<void> | undefined} */
let coming;

/** The first file of titles, and those behind it, each when the one before is there. */
async function load() {
  const { notes, files } = await data(next === 1 ? "titles.json" : `titles-${next}.json`);
  for (const entry of notes) known.push({ entry, names: [entry[0], ...entry.slice(3)].map(plain) });
  next = next < (files ?? 0) ? next + 1 : 0;
}

/** Notes by their titles and aliases. @param {string} query @returns {Promise<Item[]>} */
export async function titles(query) {
  while (next > 0 && (query !== "" || known.length === 0)) {
    coming ??= load();
    await coming.finally(() => (coming = undefined));
  }
  const wanted = plain(query.trim());
  /** @type {{ fit: number, entry: Entry, name: number }[]} */
  const found = [];
  for (const { entry, names } of known) {
    let fit = 0;
    let name = 0;
    for (const [ix, text] of names.entries()) {
      const value = score(text, wanted) - (ix > 0 ? 1.1 : 0);
      if (value > fit) [fit, name] = [value, ix];
    }
    if (fit > 0) found.push({ fit, entry, name });
  }
  found.sort((a, b) => b.fit - a.fit);
  const base = root();
  return found.slice(0, wanted === "" ? 6 : MOST).map(({ entry, name }) => ({
    title: entry[0],
    hint: name > 0 ? entry[name + 2] : entry[2],
    href: new URL(entry[1], base).href,
  }));
}

/** @type {HTMLDialogElement | undefined} */
let dialog;
/** @type {HTMLInputElement} */
let input;
/** @type {HTMLElement} */
let list;
/** @type {HTMLElement} */
let status;
/** @type {Item[]} */
let items = [];
let here = -1;
/** Whether the reader has chosen a line; else the first is. */
let moved = false;
let asked = new AbortController();

function build() {
  input = /** @type {HTMLInputElement} */ (
    el("input", {
      type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "box-list", "aria-autocomplete": "list",
      "aria-label": say("find"), placeholder: say("find"), autocomplete: "off", spellcheck: "false", enterkeyhint: "go",
      input: () => ask(), keydown: key,
    })
  );
  list = el("div", { id: "box-list", role: "listbox", "aria-label": say("found-label"), click: pick, pointermove: over });
  status = el("p", { class: "aside", role: "status" });
  dialog = /** @type {HTMLDialogElement} */ (
    el("dialog", { class: "box", "aria-label": say("find"), click: (event) => event.target === dialog && dialog?.close() }, input, list, status)
  );
  document.body.append(dialog);
}

/** Opens the box, with a text in it. @param {string} [text] */
export function open(text = "") {
  if (!dialog) build();
  if (dialog?.open) return dialog.close();
  input.value = text;
  dialog?.showModal();
  input.focus();
  ask();
}

/** Asks all sources; what is there first is shown first, in the sources' order. */
async function ask() {
  asked.abort();
  asked = new AbortController();
  const { signal } = asked;
  const query = input.value;
  moved = false;
  /** @type {Item[][]} */
  const answers = sources.map(() => []);
  let open = sources.length;
  await Promise.all(
    sources.map(async (source, ix) => {
      try {
        answers[ix] = await source.find(query, signal);
      } catch (error) {
        if (!signal.aborted) console.warn(`${source.label}:`, error);
      }
      open -= 1;
      if (!signal.aborted) show(answers, open === 0);
    }),
  );
}

/** @param {Item[][]} answers @param {boolean} all whether every source has answered */
function show(answers, all) {
  const chosen = moved ? items[here] : undefined;
  items = answers.flat();
  let number = 0;
  list.replaceChildren(
    ...answers.flatMap((found, ix) => {
      if (found.length === 0) return [];
      const label = sources[ix]?.label ?? "";
      const lines = found.map((item) => line(item, number++));
      return [el("div", { role: "group", "aria-label": label }, el("div", { class: "box-label", "aria-hidden": "true" }, label), ...lines)];
    }),
  );
  const same = chosen ? items.findIndex((item) => item.title === chosen.title && item.href === chosen.href) : -1;
  select(Math.max(same, items.length > 0 ? 0 : -1), false);
  if (all) {
    status.textContent = say("found", items.length);
    if (items.length === 0) list.replaceChildren(el("p", { class: "box-none" }, say("found", 0)));
  }
}

/** @param {Item} item @param {number} number */
function line(item, number) {
  const inside = [el("span", { class: "box-title", dir: "auto" }, item.title), item.hint ? el("span", { class: "box-hint", dir: "auto" }, item.hint) : null, item.body];
  const tag = item.href ? "a" : "div";
  return el(tag, { role: "option", id: `box-${number}`, href: item.href, tabindex: "-1", "aria-selected": "false" }, ...inside);
}

/** @param {number} number @param {boolean} [scroll] */
function select(number, scroll = true) {
  moved ||= scroll;
  one("[aria-selected=true]", list)?.setAttribute("aria-selected", "false");
  here = number;
  const option = document.getElementById(`box-${number}`);
  option?.setAttribute("aria-selected", "true");
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
  if (scroll) option?.scrollIntoView({ block: "nearest" });
}

/** @param {KeyboardEvent} event */
function key(event) {
  if (event.isComposing) return;
  const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 }[event.key];
  if (move && items.length > 0) {
    event.preventDefault();
    const wrap = Math.abs(move) === 1;
    select(wrap ? (here + move + items.length) % items.length : Math.min(Math.max(here + move, 0), items.length - 1));
  } else if (event.key === "Enter") {
    event.preventDefault();
    const item = items[here];
    if (item) go(item, event.ctrlKey || event.metaKey);
  }
}

/** @param {Item} item @param {boolean} apart in a new tab */
function go(item, apart) {
  if (item.href && apart) return void window.open(item.href);
  dialog?.close();
  if (item.href) location.assign(item.href);
  else item.run?.();
}

/** @param {Event} event */
function number(event) {
  const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
  return option ? Number(option.id.slice("box-".length)) : -1;
}

/** @param {MouseEvent} event */
function pick(event) {
  const item = items[number(event)];
  if (!item || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(item, false);
}

/** @param {PointerEvent} event */
function over(event) {
  const at = number(event);
  if (at >= 0 && at !== here && (event.movementX || event.movementY)) {
    select(at, false);
    moved = true;
  }
}
