// Reading the files of the index (docs/search-format.md).

const decoder = new TextDecoder();

/** @typedef {{ text: string, notes: number, postings: [number, number], places: [number, number], stem: number, elsewhere: string[] }} Word */
/** @typedef {{ words: Word[], files: { name: string, start: number, posting: number }[], bytes: Uint8Array }} Piece */

/** Numbers and texts, one after the other. */
export class Bytes {
  /** @param {Uint8Array} bytes @param {number} [at] @param {number} [end] */
  constructor(bytes, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get done() {
    return this.at >= this.end;
  }

  number() {
    let value = 0;
    let factor = 1;
    while (this.at < this.end) {
      const byte = this.bytes[this.at++];
      value += (byte & 127) * factor;
      if (byte < 128) break;
      factor *= 128;
    }
    return value;
  }

  /** @param {number} length */
  text(length = this.number()) {
    const text = decoder.decode(this.bytes.subarray(this.at, this.at + length));
    this.at += length;
    return text;
  }

  /** The bytes of a word of which only what differs from the word before it is written. @param {Uint8Array} before */
  after(before) {
    const [same, length] = [this.number(), this.number()];
    const spelled = new Uint8Array(same + length);
    spelled.set(before.subarray(0, same));
    spelled.set(this.bytes.subarray(this.at, this.at + length), same);
    this.at += length;
    return spelled;
  }

  /** A file's name. */
  name() {
    return this.text(12);
  }
}

/**
 * Undoes gzip; what a host has unpacked already is taken as it is.
 * @param {ArrayBuffer} buffer
 * @returns {Promise<Uint8Array>}
 */
export async function unpack(buffer) {
  const bytes = new Uint8Array(buffer);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** @param {Bytes} bytes */
function rows(bytes) {
  const table = [];
  for (let left = bytes.number(); left > 0; left--) table.push({ from: bytes.text(), name: bytes.name() });
  return table;
}

/** The entry file. @param {Uint8Array} raw */
export function readMeta(raw) {
  const bytes = new Bytes(raw);
  if (bytes.number() !== 1) throw new Error("an index of another version");
  const notes = bytes.number();
  const levels = Array.from({ length: 15 }, () => bytes.number());
  const average = Math.max(bytes.number(), 1);
  const pieces = rows(bytes);
  const titles = Array.from({ length: bytes.number() }, () => ({ first: bytes.number(), name: bytes.name() }));
  const cardSize = bytes.number();
  const cards = Array.from({ length: bytes.number() }, () => bytes.name());
  const spelling = rows(bytes);
  const lengths = raw.subarray(bytes.at);
  return {
    notes,
    average,
    pieces,
    titles,
    cardSize,
    cards,
    spelling,
    /** @param {number} note */
    level: (note) => levels.reduce((level, count) => level + (note < count ? 1 : 0), 0),
    /** @param {number} note */
    length: (note) => 4 * 2 ** (0.75 * (lengths[note] & 15)),
    /** @param {number} note */
    titleLength: (note) => lengths[note] >> 4,
  };
}

/** @param {Uint8Array} raw @returns {Piece} */
export function readPiece(raw) {
  const bytes = new Bytes(raw);
  /** @type {Word[]} */
  const words = [];
  let before = new Uint8Array();
  let postings = 0;
  let places = 0;
  for (let left = bytes.number(); left > 0; left--) {
    const spelled = (before = bytes.after(before));
    const [notes, own, at, link] = [bytes.number(), bytes.number(), bytes.number(), bytes.number()];
    const back = Math.floor(link / 2);
    const stem = back === 0 ? words.length : words[words.length - back].stem;
    const elsewhere = link % 2 ? Array.from({ length: bytes.number() }, () => bytes.text()) : [];
    words.push({
      text: decoder.decode(spelled),
      notes,
      postings: [postings, postings + own],
      places: [places, places + at],
      stem,
      elsewhere,
    });
    postings += own;
    places += at;
  }
  const files = Array.from({ length: bytes.number() }, () => ({
    name: bytes.name(),
    start: bytes.number(),
    posting: bytes.number(),
  }));
  return { words, files, bytes: raw.subarray(bytes.at) };
}

/** The postings of a word: note, how often, fields. @param {Piece} piece @param {number} word @returns {[number, number, number][]} */
export function readPostings(piece, word) {
  const bytes = new Bytes(piece.bytes, ...piece.words[word].postings);
  /** @type {[number, number, number][]} */
  const found = [];
  let note = -1;
  while (!bytes.done) {
    const head = bytes.number();
    note += Math.floor(head / 2);
    if (head % 2 === 0) {
      found.push([note, 1, 0]);
      continue;
    }
    const packed = bytes.bytes[bytes.at++];
    const count = packed >> 4;
    found.push([note, count === 15 ? 15 + bytes.number() : count, packed & 15]);
  }
  return found;
}

/** Words alone, with the number of their notes. @param {Uint8Array} raw @returns {{ word: string, notes: number }[]} */
export function readSpelling(raw) {
  const bytes = new Bytes(raw);
  const found = [];
  let before = new Uint8Array();
  while (!bytes.done) {
    const spelled = (before = bytes.after(before));
    found.push({ word: decoder.decode(spelled), notes: bytes.number() });
  }
  return found;
}

/** The order of the index: by code points. @param {string} a @param {string} b */
export function compare(a, b) {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    let [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    // surrogates stand for what comes behind all others
    if (x >= 0xd800 && y >= 0xd800) [x, y] = [(x + 0x2000) & 0xffff, (y + 0x2000) & 0xffff];
    return x - y;
  }
  return a.length - b.length;
}

/**
 * Where the first entry stands that is not before `word`.
 * @template T
 * @param {T[]} list @param {(entry: T) => string} text @param {string} word
 */
export function place(list, text, word) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(text(list[middle]), word) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
