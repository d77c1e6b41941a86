// The site's full-text search, for the box and for the search page. It is loaded when somebody searches.

import { el, root } from "./dom.js";
import { say } from "./say.js";
import { SearchIndex } from "./search-index.js";
import { unpack } from "./search-reader.js";
import { excerpt, sections } from "./search-excerpt.js";

const index = new SearchIndex(async (name) => {
  const url = new URL(`search/${name}.idx`, root());
  // the entry file alone keeps its name when the site changes
  const response = await fetch(url, { cache: name === "index" ? "no-cache" : "default" });
  if (response.status === 503) throw new Unready(); // as the preview says it
  if (response.status === 404 && name !== "index") index.forget(); // the site is another one: the next question begins anew
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  return unpack(await response.arrayBuffer());
});
document.addEventListener("foamsite:changed", () => {
  index.forget();
  pages.clear();
});

/** The index is still being made. */
export class Unready extends Error {}

/** What is asked for now. @param {string} query */
export const search = (query) => index.search(query);

/** @type {Map<string, Promise<import("./search-excerpt.js").Section[]>>} */
const pages = new Map();

/** A page up to the end of its note: behind it, a hub has long lists. @param {Response} response */
async function noteOf(response) {
  if (!response.body) return response.text();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let html = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const from = Math.max(html.length - 10, 0);
    html += part.value;
    if (html.includes("</article>", from)) await reader.cancel();
  }
  return html;
}

/** The texts of a note, from its page. @param {string} href */
function texts(href) {
  let page = pages.get(href);
  if (!page) {
    page = fetch(href).then(async (response) => {
      if (!response.ok) throw new Error(`${response.status} ${href}`);
      // a strict policy speaks up at the styles of a canvas, also where they are only read
      const html = (await noteOf(response)).replaceAll(/\sstyle="[^"]*"/gu, "");
      const page = new DOMParser().parseFromString(html, "text/html");
      const article = page.querySelector("article[data-note]");
      return article ? sections(article) : [];
    });
    page.catch(() => pages.delete(href));
    pages.set(href, page);
  }
  return page;
}

/**
 * @typedef {object} Result
 * @property {string} title
 * @property {string} folder
 * @property {string} href
 * @property {() => Promise<{ section: string, href: string, body: Node } | null>} more the best part of the note, and its address
 */

/** A note of an answer as it is shown. @param {number} note @param {import("./search-index.js").Answer} answer @returns {Promise<Result>} */
export async function result(note, answer) {
  const { url, title, folder } = await index.card(note);
  const href = new URL(url, root()).href;
  const more = async () => {
    const part = excerpt(await texts(href), answer.marks);
    if (!part) return null;
    const place = `#${part.id}${part.fragment ? `:~:${part.fragment}` : ""}`;
    const body = el("span", { dir: "auto" }, ...part.parts.map(({ text, hit }) => (hit ? el("mark", {}, text) : text)));
    return { section: part.section, href: place === "#" ? href : href + place, body };
  };
  return { title, folder, href, more };
}

/** How many notes the box names. */
const MOST = 6;

/** Lines for the box. @param {string} query @param {AbortSignal} signal @returns {Promise<import("./palette.js").Item[]>} */
export async function find(query, signal) {
  if (query.trim() === "") return [];
  const answer = await search(query);
  // what has only a part of it is told on the search page, where it can be said
  if (signal.aborted || answer.partly) return [];
  const results = await Promise.all(answer.notes.slice(0, MOST).map(({ note }) => result(note, answer)));
  /** @type {import("./palette.js").Item[]} */
  const items = results.map(({ title, folder, href, more }) => {
    const body = el("span", { class: "box-excerpt" });
    const item = { title, hint: folder, href, body };
    more().then((part) => {
      if (!part || signal.aborted) return;
      body.append(part.section && part.section !== title ? el("b", {}, `${part.section} · `) : "", part.body);
      item.href = part.href;
      body.closest("a")?.setAttribute("href", part.href);
    }, console.warn);
    return item;
  });
  if (answer.notes.length > MOST) {
    const page = new URL(document.body.dataset.search ?? "search/", root());
    page.searchParams.set("q", query);
    items.push({ title: say("all-results", answer.notes.length), href: page.href });
  }
  return items;
}
