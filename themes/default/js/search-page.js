// The search page: results while one types, an address that can be shared, Back and Forward as everywhere.

import { all, el, one } from "./dom.js";
import { say } from "./say.js";
import { Unready, result, search } from "./search.js";

/** How many results are shown at once. */
const STEP = 10;

const form = /** @type {HTMLFormElement} */ (one("form.search"));
const input = /** @type {HTMLInputElement} */ (one("input", form));
const list = /** @type {HTMLElement} */ (one("#results"));
const status = /** @type {HTMLElement} */ (one("#search-status"));
const more = /** @type {HTMLButtonElement} */ (one("#search-more"));

let turn = 0;
/** @type {import("./search-index.js").Answer} */
let answer = { notes: [], marks: [], instead: [], partly: false };
let shown = 0;

/** What asks for the excerpt of a result: its note's page is read when the result comes near the window. @type {WeakMap<Element, () => void>} */
const excerpts = new WeakMap();
const near = new IntersectionObserver((seen) => {
  for (const { target } of seen.filter(({ isIntersecting }) => isIntersecting)) {
    near.unobserve(target);
    excerpts.get(target)?.();
  }
}, { rootMargin: "10%" });

/** The query of the address. */
const asked = () => new URLSearchParams(location.search).get("q") ?? "";

/** @param {string} query */
function address(query) {
  const url = new URL(location.href);
  url.hash = "";
  if (query) url.searchParams.set("q", query);
  else url.searchParams.delete("q");
  return url.href;
}

/** Shows what is found for the text of the field. */
async function ask() {
  const mine = ++turn;
  const query = input.value;
  if (query.trim() === "") {
    list.replaceChildren();
    status.textContent = "";
    more.hidden = true;
    return;
  }
  try {
    const found = await search(query);
    if (mine !== turn) return;
    answer = found;
    shown = 0;
    await show(mine, true);
  } catch (error) {
    if (error instanceof Unready) return later(mine);
    console.warn(error);
    if (mine === turn) await titles(query, mine);
  }
}

/** Asks again when the index may be there. @param {number} mine */
function later(mine) {
  if (mine !== turn) return;
  list.replaceChildren();
  more.hidden = true;
  status.textContent = say("search-later");
  setTimeout(() => mine === turn && ask(), 500);
}

/** The next results. @param {number} mine @param {boolean} anew */
async function show(mine, anew) {
  const next = answer.notes.slice(shown, shown + STEP);
  const results = await Promise.all(next.map(({ note }) => result(note, answer)));
  if (mine !== turn) return;
  const lines = results.map(line);
  if (anew) list.replaceChildren(...lines);
  else list.append(...lines);
  shown += next.length;
  more.hidden = shown >= answer.notes.length;
  status.textContent = told();
  if (!anew) one("a", lines[0])?.focus();
}

/** What there is to say about the answer. */
function told() {
  const { notes, instead, partly } = answer;
  const said = instead.map(({ asked, taken }) => say("no-such-word", asked) + (taken.length > 0 ? ` ${say("taken-instead", taken.join(", "))}` : ""));
  if (notes.length > 0) said.push(...(partly ? [say("some-results")] : []), say("results", notes.length));
  else if (said.length === 0) said.push(say("no-results"));
  return said.join(" ");
}

/** @param {import("./search.js").Result} found */
function line({ title, folder, href, more }) {
  const link = el("a", { href, dir: "auto" }, title);
  const where = el("span", { class: "where", dir: "auto" }, folder);
  const text = el("p", {});
  const item = el("li", {}, link, where, text);
  excerpts.set(item, () => more().then((part) => {
    if (!part) return;
    link.setAttribute("href", part.href);
    if (part.section && part.section !== title) where.textContent = folder ? `${folder} · ${part.section}` : part.section;
    text.append(part.body);
  }, console.warn));
  near.observe(item);
  return item;
}

/** Where the index does not answer, titles do. @param {string} query @param {number} mine */
async function titles(query, mine) {
  more.hidden = true;
  status.textContent = say("search-failed");
  list.replaceChildren();
  const found = await (await import("./palette.js")).titles(query).catch(() => []);
  if (mine !== turn) return;
  list.replaceChildren(...found.map(({ title, hint, href }) => entry(title, hint ?? "", href ?? "")));
}

/** @param {string} title @param {string} folder @param {string} href @param {Node[]} more */
function entry(title, folder, href, ...more) {
  return el("li", {}, el("a", { href, dir: "auto" }, title), el("span", { class: "where", dir: "auto" }, folder), ...more);
}

/** From the field to the results and back, with the arrows. @param {KeyboardEvent} event */
function key(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  const links = all("li > a", list);
  const here = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  if (step && links.length > 0 && (here >= 0 || (event.target === input && step > 0))) {
    event.preventDefault();
    (links[here + step] ?? (step < 0 ? input : links.at(-1)))?.focus();
  } else if (event.key === "Escape" && here >= 0) input.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (history.state?.typing || input.value !== asked()) history.replaceState({}, "", address(input.value));
  ask();
});
input.addEventListener("input", () => {
  // the first letter after a query that was sent begins a new step of the history; those behind it change that step
  if (history.state?.typing) history.replaceState({ typing: true }, "", address(input.value));
  else history.pushState({ typing: true }, "", address(input.value));
  ask();
});
more.addEventListener("click", () => show(turn, false));
form.closest("main")?.addEventListener("keydown", key);
addEventListener("popstate", () => {
  input.value = asked();
  ask();
});

document.addEventListener("foamsite:changed", ask); // an index that is newer
if (asked()) input.value = asked();
if (input.value) ask();
else if (matchMedia("(hover: hover)").matches) input.focus();
