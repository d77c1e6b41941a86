// The part of a note that answers best, from its own page: its section, the words around, and an address that lights them up.

import { words } from "./search-words.js";

/** @typedef {{ id: string, title: string, text: string }} Section */
/** @typedef {{ id: string, section: string, parts: { text: string, hit: boolean }[], fragment: string }} Excerpt */

const SILENT = "script, style, svg, math, nav, template, .footnote-back, .embed, .footnote-ref";
/** Where a heading ends: a white space that no text of a page needs (the paragraph separator). */
const END = "\u2029";
const LINE = new Set(["A", "ABBR", "B", "BDI", "CODE", "DEL", "EM", "I", "INS", "KBD", "MARK", "S", "SAMP", "SMALL", "SPAN", "STRONG", "SUB", "SUP", "U", "VAR", "WBR"]);
/** Words in view, characters before the first hit and in all. */
const [VIEW, BEFORE, LENGTH] = [30, 60, 220];

/** The texts of a page's sections. @param {Element} article @returns {Section[]} */
export function sections(article) {
  /** @type {Section[]} */
  const found = [{ id: "", title: "", text: "" }];
  /** @param {Node} node */
  const visit = (node) => {
    const last = /** @type {Section} */ (found.at(-1));
    if (node instanceof Text) last.text += node.data;
    else if (node instanceof Element && !node.matches(SILENT)) {
      const inLine = LINE.has(node.tagName);
      const heads = /^H[1-6]$/.test(node.tagName) && node.id;
      if (heads) found.push({ id: node.id, title: (node.textContent ?? "").trim(), text: "" });
      else if (!inLine) last.text += "\n";
      node.childNodes.forEach(visit);
      if (!inLine) /** @type {Section} */ (found.at(-1)).text += heads ? END : "\n";
    }
  };
  visit(article);
  return found;
}

/**
 * The best part of some sections for the words that a query asks for.
 * @param {Section[]} sections
 * @param {import("./search-index.js").Mark[]} marks
 * @returns {Excerpt | null}
 */
export function excerpt(sections, marks) {
  let best = { value: 0, section: sections[0], hits: /** @type {{ start: number, end: number }[]} */ ([]) };
  for (const section of sections) {
    const hits = words(section.text).flatMap(({ word, start, end }, at) => {
      const mark = marks.findIndex(({ words, prefix }) => words.has(word) || (prefix !== null && word.startsWith(prefix)));
      return mark < 0 ? [] : [{ start, end, mark, at }];
    });
    hits.forEach((hit, ix) => {
      const near = hits.slice(ix, ix + VIEW).filter(({ at }) => at < hit.at + VIEW);
      const value = new Set(near.map(({ mark }) => mark)).size * 1000 + near.length;
      if (value > best.value) best = { value, section, hits: near };
    });
  }
  if (best.value === 0) return null;
  const { section, hits } = best;
  const text = section.text;
  const from = border(text, hits[0].start - BEFORE);
  const to = border(text, Math.max(from + LENGTH, hits[0].end));
  /** @type {Excerpt["parts"]} */
  const parts = [{ text: from > 0 ? "…" : "", hit: false }];
  let done = from;
  for (const { start, end } of hits.filter((hit) => hit.end <= to)) {
    if (start > done) parts.push({ text: text.slice(done, start), hit: false });
    if (end > done) parts.push({ text: text.slice(Math.max(start, done), end), hit: true });
    done = Math.max(done, end);
  }
  parts.push({ text: text.slice(done, to) + (to < text.length ? " …" : ""), hit: false });
  const shown = parts.map((part) => ({ ...part, text: oneLine(part.text) })).filter((part) => part.text !== "");
  return { id: section.id, section: section.title, parts: shown, fragment: fragment(shown) };
}

/** A text in one line, a heading set off from what it heads. @param {string} text */
const oneLine = (text) => text.replace(/\s*\u2029\s*/gu, " — ").replace(/\s+/gu, " ");

/** A place near `at` where no word is cut. @param {string} text @param {number} at */
function border(text, at) {
  if (at <= 0) return 0;
  if (at >= text.length) return text.length;
  const space = text.slice(at, at + 30).search(/\s/u);
  if (space >= 0) return at + space;
  return /[\udc00-\udfff]/.test(text[at]) ? at + 1 : at;
}

/** What makes the browser light the words up: each run of hits once. @param {Excerpt["parts"]} parts */
function fragment(parts) {
  /** @type {string[]} */
  const runs = [];
  parts.forEach(({ text, hit }, ix) => {
    const joined = ix > 1 && parts[ix - 2].hit && parts[ix - 1].text === " ";
    if (hit && joined) runs.push(`${runs.pop()} ${text}`);
    else if (hit) runs.push(text);
  });
  const code = (/** @type {string} */ text) => encodeURIComponent(text).replaceAll("-", "%2D");
  return [...new Set(runs)].slice(0, 4).map((run) => `text=${code(run)}`).join("&");
}
