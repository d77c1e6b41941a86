// What is asked for: `words "exact phrase" tag:name folder:path -not`, read as `src/search/query.rs` does.

import { fold, isUnparted, words } from "./search-words.js";

/**
 * @typedef {{ word: string, prefix: boolean }} Slot
 * @typedef {{ not: boolean, kind: "word" | "phrase" | "tag" | "folder", slots: Slot[], name: string, typing: boolean }} Clause
 */

/** Characters of a query; what is behind them is not read. */
const QUERY_MAX = 500;

/** @param {string} query @returns {Clause[]} */
export function parse(query) {
  const clauses = [];
  let rest = query.length > QUERY_MAX ? [...query].slice(0, QUERY_MAX).join("") : query;
  for (;;) {
    rest = rest.trimStart();
    if (!rest) return clauses;
    const not = /^-[^\s-]/u.test(rest);
    if (not) rest = rest.slice(1);
    const key = /^(?:tag:|folder:|#)(?=\S)/iu.exec(rest)?.[0] ?? "";
    rest = rest.slice(key.length);
    let text;
    let closed = false;
    const quoted = /^["“”„«]/u.test(rest);
    if (quoted) {
      const end = rest.slice(1).search(/["“”»]/u);
      closed = end >= 0;
      text = closed ? rest.slice(1, end + 1) : rest.slice(1);
      rest = closed ? rest.slice(end + 2) : "";
    } else {
      const end = rest.search(/\s/u);
      text = end < 0 ? rest : rest.slice(0, end);
      rest = end < 0 ? "" : rest.slice(end);
    }
    const typing = !closed && rest === "" && !not;
    const clause = want(key.toLowerCase(), text, quoted, typing);
    if (clause) clauses.push({ ...clause, not });
  }
}

/**
 * @param {string} key
 * @param {string} text
 * @param {boolean} quoted
 * @param {boolean} typing
 * @returns {Omit<Clause, "not"> | null}
 */
function want(key, text, quoted, typing) {
  if (key) {
    const bare = key === "folder:" ? text.trim() : text.trim().replace(/^#+/u, "");
    const name = fold(bare.replace(/^\/+|\/+$/gu, ""));
    return name ? { kind: key === "folder:" ? "folder" : "tag", slots: [], name, typing } : null;
  }
  const found = words(text).map(({ word }) => word);
  const ends = [...text.trimEnd()].slice(-2);
  // pairs overlap: the last character by itself says nothing new
  const parted = ends.length === 2 && ends.every(isUnparted);
  if (parted) found.pop();
  if (found.length === 0) return null;
  const slots = found.map((word, ix) => {
    const single = [...word].length === 1 && isUnparted(word);
    return { word, prefix: ix === found.length - 1 && !parted && ((typing && !/\s$/u.test(text)) || single) };
  });
  return { kind: slots.length === 1 && !quoted ? "word" : "phrase", slots, name: "", typing };
}

/** A word of which there is one letter as yet: it says next to nothing. @param {Clause} clause */
export function isBegun({ not, kind, slots: [slot] }) {
  return !not && kind === "word" && slot !== undefined && slot.prefix && [...slot.word].length === 1 && !isUnparted(slot.word);
}
