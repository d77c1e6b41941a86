// What a word is: the rules of `src/search/words.rs`, for the words of a query and of a page.

const RUN = /[\p{Alphabetic}\p{M}\p{N}\u00ad\u200c\u200d]+/gu;
const LETTERS = /[\p{Alphabetic}\p{M}\p{N}]+/gu;
const UNPARTED =
  /[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3035\u3038-\u303c\u3040-\u30fa\u30fc-\u318f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\u{20000}-\u{3ffff}]/u;
// each is a mark that is dropped by itself, whatever stands before it
const DROPPED =
  // eslint-disable-next-line no-misleading-character-class
  /[\u0300-\u0305\u0307-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u00ad\u200c\u200d]|(?<!\u0438)\u0306/gu;
const FRACTION = /[\u00bc-\u00be\u2150-\u215f\u2189]/u;
const OTHERS = new Map([
  ["ß", "ss"], ["æ", "ae"], ["œ", "oe"], ["ø", "o"], ["ł", "l"], ["đ", "d"], ["ð", "d"], ["þ", "th"], ["ı", "i"], ["ħ", "h"],
  ["ŧ", "t"], ["ŋ", "n"], ["ς", "σ"], ["ى", "ي"], ["ی", "ي"], ["ک", "ك"],
]);
const OTHER = /[ßæœøłđðþıħŧŋςىیک]/gu;

/** Characters of the longest word. */
const WORD_MAX = 40;

/** Whether words are not parted by blanks in the script of a character. @param {string} c */
export const isUnparted = (c) => UNPARTED.test(c);

/** Case and diacritics folded. @param {string} text @returns {string} */
export function fold(text) {
  // eslint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  const lower = text.normalize("NFKD").toLowerCase();
  return lower.replace(DROPPED, "").replace(OTHER, (c) => OTHERS.get(c) ?? c).normalize("NFC");
}

/**
 * The words of a text, folded, and where they stand in it.
 * @param {string} text
 * @returns {{ word: string, start: number, end: number }[]}
 */
export function words(text) {
  /** @type {{ word: string, start: number, end: number }[]} */
  const found = [];
  for (const run of text.matchAll(RUN)) {
    let start = 0;
    let class_ = null;
    let at = 0;
    for (const c of run[0]) {
      const here = isUnparted(c);
      if ((class_ !== null && class_ !== here) || (at > start && FRACTION.test(c))) {
        part(run[0].slice(start, at), run.index + start, class_ === true, found);
        start = at;
      }
      class_ = here;
      at += c.length;
    }
    part(run[0].slice(start), run.index + start, class_ === true, found);
  }
  return found;
}

/**
 * @param {string} text
 * @param {number} offset
 * @param {boolean} unparted
 * @param {{ word: string, start: number, end: number }[]} found
 */
function part(text, offset, unparted, found) {
  const folded = fold(text);
  for (const piece of folded.matchAll(LETTERS)) {
    const letters = [...piece[0]];
    if (!unparted) {
      found.push({ word: letters.slice(0, WORD_MAX).join(""), start: offset, end: offset + text.length });
      continue;
    }
    const written = [...text];
    const same = written.length === [...folded].length;
    const first = [...folded.slice(0, piece.index)].length;
    const places = [0];
    for (const c of written) places.push((places.at(-1) ?? 0) + c.length);
    letters.forEach((letter, i) => {
      const two = Math.min(i + 2, letters.length);
      const word = letters.slice(i, two).join("");
      const [start, end] = same ? [places[first + i], places[first + two]] : [0, text.length];
      found.push({ word, start: offset + start, end: offset + end });
    });
  }
}
