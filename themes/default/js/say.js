// The words of the interface for scripts: `say("found", 3)`. The words themselves are those of `words/*.toml` whose keys begin
// with `script-`; the build makes the module `words.js` of them, in the site's language.

// @ts-ignore: made by the build
import { lang, words } from "./words.js";

const plurals = new Intl.PluralRules(lang || "en");

/**
 * The text of a key.
 * @param {string} key without `script-`
 * @param {number | string} [n] what stands for `{n}`
 * @returns {string}
 */
export function say(key, n) {
  const word = /** @type {string | Record<string, string> | undefined} */ (words[key]);
  if (word === undefined) return key;
  const text = typeof word === "string" ? word : (word[plurals.select(Number(n))] ?? word.other ?? key);
  return n === undefined ? text : text.replace("{n}", () => String(n));
}
