// Words that are taken for one that no note has.

import { compare } from "./search-reader.js";

/** The three words in most notes. @param {{ word: string, notes: number }[]} found */
export function best(found) {
  return found.sort((a, b) => b.notes - a.notes || compare(a.word, b.word)).slice(0, 3).map(({ word }) => word);
}

/** Whether two different words are one slip apart. @param {string} one @param {string} other */
export function isSlip(one, other) {
  if (one === other || Math.abs(one.length - other.length) > 2) return false;
  let [a, b] = [[...one], [...other]];
  const start = a.findIndex((c, i) => c !== b[i]);
  const same = start < 0 ? a.length : start;
  [a, b] = [a.slice(same), b.slice(same)];
  while (a.length > 0 && b.length > 0 && a.at(-1) === b.at(-1)) {
    a.pop();
    b.pop();
  }
  if (a.length === 2 && b.length === 2) return a[0] === b[1] && a[1] === b[0];
  return a.length <= 1 && b.length <= 1;
}

const ARTICLES = ["ال", "وال", "بال", "كال", "فال", "لل"];

/** Arabic writes its article as one with the noun: the noun by itself, and with the article alone. @param {string} word */
export function articles(word) {
  if (!/^[\u0600-\u06ff]/u.test(word)) return [];
  const noun = ARTICLES.filter((article) => word.startsWith(article)).map((article) => word.slice(article.length));
  const bare = noun.find((noun) => [...noun].length > 2) ?? word;
  return [bare, ARTICLES[0] + bare];
}
