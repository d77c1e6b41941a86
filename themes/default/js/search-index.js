// Answers to queries from the index of the site: what `src/search/find.rs` does, step by step. It loads the pieces that a query
// needs, and none before.

import { isBegun, parse } from "./search-query.js";
import { Bytes, place, readMeta, readPiece, readPostings, readSpelling } from "./search-reader.js";
import { articles, best, isSlip } from "./search-spelling.js";
import { isUnparted } from "./search-words.js";

const [K1, B] = [1.2, 0.5];
const [TITLE, ALIAS, HEADING, TAG] = [16, 6, 3, 4];
const [STEM, PREFIX, RANK, NAMED] = [0.8, 0.5, 0.3, 1.6];
const [PREFIXES, SLIP, BEGUN] = [50, 5, 1];

/**
 * @typedef {{ words: Set<string>, prefix: string | null }} Mark
 * @typedef {{ weight: number, named: number }} Hit
 * @typedef {{ piece: number, word: number, weight: number }} Sense
 * @typedef {{ url: string, title: string, folder: string, aliases: string[], tags: string[], headings: string[] }} Card
 * @typedef {{ notes: { note: number, score: number }[], marks: Mark[], instead: { asked: string, taken: string[] }[], partly: boolean }} Answer
 */

export class SearchIndex {
  /** @param {(name: string) => Promise<Uint8Array>} load a file of the index by its name, unpacked */
  constructor(load) {
    /** @type {Map<string, Promise<any>>} */
    const loaded = new Map();
    /** @param {string} name @param {(raw: Uint8Array) => any} read */
    this.file = (name, read) => {
      let file = loaded.get(name);
      if (!file) {
        file = load(name).then(read);
        file.catch(() => loaded.delete(name));
        loaded.set(name, file);
      }
      return file;
    };
    /** What was loaded holds no longer. */
    this.forget = () => loaded.clear();
  }

  /** What the entry file says. @returns {Promise<ReturnType<typeof readMeta>>} */
  meta() {
    return this.file("index", readMeta);
  }

  /** Titles, aliases, tags and headings of one page of notes. @param {number} page @returns {Promise<Card[]>} */
  async titles(page) {
    const meta = await this.meta();
    const entry = meta.titles[page];
    return entry ? this.file(entry.name, cards) : [];
  }

  /** What a result shows of a note. @param {number} note @returns {Promise<Card>} */
  async card(note) {
    const meta = await this.meta();
    const page = meta.titles.findLastIndex(({ first }) => first <= note);
    if (meta.cards.length === 0) return (await this.titles(page))[note - meta.titles[page].first];
    return (await this.file(meta.cards[Math.floor(note / meta.cardSize)], cards))[note % meta.cardSize];
  }

  /** All notes that have everything that is asked for, best first; where there is none, those that have the most of it. @param {string} query @returns {Promise<Answer>} */
  async search(query) {
    const clauses = parse(query);
    /** @type {Answer} */
    const answer = { notes: [], marks: [], instead: [], partly: false };
    const meta = await this.meta();
    /** @type {{ hits: Map<number, Hit>, ranked: boolean }[]} */
    const wanted = [];
    /** @type {Map<number, Hit>[]} */
    const unwanted = [];
    /** @type {Map<number, Hit>} */
    let begun = new Map();
    const value = (/** @type {number} */ note) => score(meta, note, wanted) + (begun.has(note) ? BEGUN : 0);
    for (const clause of clauses) {
      if (clauses.length > 1 && isBegun(clause)) begun = await this.clause(clause, answer);
      else if (clause.not) unwanted.push(await this.clause(clause, { notes: [], marks: [], instead: [], partly: false }));
      else wanted.push({ hits: await this.clause(clause, answer), ranked: clause.slots.length > 0 });
    }
    if (wanted.length === 0) return answer;
    const least = wanted.reduce((a, b) => (b.hits.size < a.hits.size ? b : a)).hits;
    for (const note of least.keys()) {
      if (wanted.every(({ hits }) => hits.has(note)) && !unwanted.some((hits) => hits.has(note))) {
        answer.notes.push({ note, score: value(note) });
      }
    }
    if (answer.notes.length === 0) {
      answer.notes = most(wanted, unwanted).map((note) => ({ note, score: value(note) }));
      answer.partly = answer.notes.length > 0;
    }
    answer.notes.sort((a, b) => b.score - a.score || a.note - b.note);
    return answer;
  }

  /** @param {import("./search-query.js").Clause} clause @param {Answer} answer @returns {Promise<Map<number, Hit>>} */
  async clause(clause, answer) {
    const { kind, slots, name, typing } = clause;
    if (kind === "tag") return this.having(`#${name}`, typing);
    if (kind === "folder") return this.having(`/${name}`, typing);
    if (kind === "word") {
      let senses = await this.senses(slots[0], true);
      if (senses.length === 0 && !clause.not) senses = await this.near(slots[0], answer);
      answer.marks.push(await this.mark(slots[0], senses));
      return this.hits(senses);
    }
    const senses = [];
    for (const slot of slots) senses.push(await this.senses(slot, false));
    for (const [ix, slot] of slots.entries()) answer.marks.push(await this.mark(slot, senses[ix]));
    return this.phrase(senses);
  }

  /** @param {import("./search-query.js").Slot} slot @param {Sense[]} senses @returns {Promise<Mark>} */
  async mark(slot, senses) {
    const words = new Set();
    for (const { piece, word } of senses) words.add((await this.piece(piece)).words[word].text);
    return { words, prefix: slot.prefix && (slot.word.length > 1 || isUnparted(slot.word)) ? slot.word : null };
  }

  /** @param {number} ix @returns {Promise<import("./search-reader.js").Piece>} */
  async piece(ix) {
    return this.file((await this.meta()).pieces[ix].name, readPiece);
  }

  /** The piece in which a word stands, or would; -1 where there is none. @param {string} word */
  async pieceOf(word) {
    const { pieces } = await this.meta();
    const next = place(pieces, (row) => row.from, word);
    return next < pieces.length && pieces[next].from === word ? next : next - 1;
  }

  /** @param {import("./search-query.js").Slot} slot @param {boolean} stems @returns {Promise<Sense[]>} */
  async senses(slot, stems) {
    const piece = await this.pieceOf(slot.word);
    if (piece < 0) return [];
    /** @type {Sense[]} */
    const senses = [];
    const word = find(await this.piece(piece), slot.word);
    if (word >= 0) await this.family(piece, word, 1, stems, senses);
    if (slot.prefix) await this.prefixes(piece, slot.word, senses);
    return senses;
  }

  /** A word and those of its stem. @param {number} piece @param {number} word @param {number} weight @param {boolean} stems @param {Sense[]} senses */
  async family(piece, word, weight, stems, senses) {
    senses.push({ piece, word, weight });
    if (!stems) return;
    const { words } = await this.piece(piece);
    const { stem, elsewhere } = words[word];
    for (let ix = stem; ix < words.length; ix++) {
      if (ix !== word && words[ix].stem === stem) senses.push({ piece, word: ix, weight: weight * STEM });
    }
    for (const other of elsewhere) {
      const there = await this.pieceOf(other);
      const ix = there < 0 ? -1 : find(await this.piece(there), other);
      if (ix >= 0) senses.push({ piece: there, word: ix, weight: weight * STEM });
    }
  }

  /** Words of the same piece that begin so. @param {number} first @param {string} prefix @param {Sense[]} senses */
  async prefixes(first, prefix, senses) {
    const unparted = isUnparted(prefix);
    if ([...prefix].length < 2 && !unparted) return;
    const { pieces } = await this.meta();
    const found = [];
    for (let piece = first; piece < pieces.length; piece++) {
      const begins = piece === 0 || found.length === 0 || pieces[piece].from.startsWith(prefix);
      if (!begins || (found.length > 0 && !unparted)) break;
      const { words } = await this.piece(piece);
      let ix = place(words, (word) => word.text, prefix);
      for (; ix < words.length && words[ix].text.startsWith(prefix); ix++) {
        if (!senses.some((sense) => sense.piece === piece && sense.word === ix)) {
          found.push({ piece, word: ix, weight: PREFIX, notes: words[ix].notes });
        }
      }
      if (ix < words.length) break;
    }
    if (!unparted) {
      found.sort((a, b) => b.notes - a.notes);
      found.splice(PREFIXES);
    }
    senses.push(...found);
  }

  /** Where no note has a word: it with or without an article, else those one slip away, else those that begin like it. @param {import("./search-query.js").Slot} slot @param {Answer} answer */
  async near(slot, answer) {
    let taken = [];
    for (const form of articles(slot.word)) {
      const piece = await this.pieceOf(form);
      if (piece >= 0 && find(await this.piece(piece), form) >= 0) taken.push(form);
    }
    if (taken.length === 0 && [...slot.word].length >= SLIP) taken = await this.slips(slot.word);
    if (taken.length === 0) taken = await this.forms(slot.word);
    /** @type {Sense[]} */
    const senses = [];
    for (const word of taken) {
      const piece = await this.pieceOf(word);
      const ix = piece < 0 ? -1 : find(await this.piece(piece), word);
      if (ix < 0) continue;
      /** @type {Sense[]} */
      const family = [];
      await this.family(piece, ix, PREFIX, true, family);
      const known = (/** @type {Sense} */ a) => senses.some((b) => a.piece === b.piece && a.word === b.word);
      senses.push(...family.filter((sense) => !known(sense)));
    }
    answer.instead.push({ asked: slot.word, taken: senses.length > 0 ? taken : [] });
    return senses;
  }

  /** @param {string} word */
  async slips(word) {
    const { spelling } = await this.meta();
    const starts = [...word].slice(0, 2);
    const found = [];
    for (const [ix, row] of spelling.entries()) {
      const next = spelling[ix + 1]?.from;
      const mayHave = (/** @type {string} */ c) => place([row.from], String, `${c}\u{10ffff}`) > 0 && !(next && place([next], String, c) > 0);
      if (spelling.length > 8 && !starts.some(mayHave)) continue;
      const list = await this.file(row.name, readSpelling);
      found.push(...list.filter((/** @type {{ word: string }} */ other) => isSlip(word, other.word)));
    }
    return best(found);
  }

  /** @param {string} word */
  async forms(word) {
    const letters = [...word];
    const piece = await this.pieceOf(word);
    if (piece < 0) return [];
    let longest = Math.max(letters.length - 3, Math.ceil((letters.length * 2) / 3), 3);
    let found = [];
    for (const { text, notes } of (await this.piece(piece)).words) {
      const other = [...text];
      let same = 0;
      while (same < letters.length && letters[same] === other[same]) same++;
      if (same < longest || other.length > same + 3) continue;
      if (same > longest) {
        longest = same;
        found = [];
      }
      found.push({ word: text, notes });
    }
    return best(found);
  }

  /** @param {Sense[]} senses @returns {Promise<Map<number, Hit>>} */
  async hits(senses) {
    const meta = await this.meta();
    const hits = new Map();
    for (const { piece, word, weight } of senses) {
      for (const [note, count, fields] of readPostings(await this.piece(piece), word)) {
        const hit = hits.get(note) ?? { weight: 0, named: 0 };
        hit.weight += weight * weigh(meta, note, count, fields);
        if (fields & 1 && weight > PREFIX) hit.named = 1;
        hits.set(note, hit);
      }
    }
    return hits;
  }

  /** Notes in which words of all slots stand side by side. @param {Sense[][]} slots @returns {Promise<Map<number, Hit>>} */
  async phrase(slots) {
    const meta = await this.meta();
    /** @type {Map<number, number>[]} */
    const fields = [];
    for (const senses of slots) {
      /** @type {Map<number, number>} */
      const notes = new Map();
      for (const { piece, word } of senses) {
        for (const [note, , own] of readPostings(await this.piece(piece), word)) notes.set(note, (notes.get(note) ?? 0) | own);
      }
      fields.push(notes);
    }
    const both = new Set([...fields[0].keys()].filter((note) => fields.every((notes) => notes.has(note))));
    /** @type {Map<number, Set<number>>[]} */
    const places = [];
    for (const senses of slots) {
      /** @type {Map<number, Set<number>>} */
      const at = new Map();
      for (const { piece, word } of senses) await this.places(piece, word, both, at);
      places.push(at);
    }
    const hits = new Map();
    for (const note of both) {
      const starts = [...(places[0].get(note) ?? [])];
      const count = starts.filter((start) => places.every((at, ix) => at.get(note)?.has(start + ix))).length;
      if (count === 0) continue;
      const common = fields.reduce((all, notes) => all & (notes.get(note) ?? 0), 15);
      hits.set(note, { weight: weigh(meta, note, count, common), named: common & 1 ? slots.length : 0 });
    }
    return hits;
  }

  /** Where a word stands in some notes; only the files that are needed are loaded. @param {number} ix @param {number} word @param {Set<number>} notes @param {Map<number, Set<number>>} found */
  async places(ix, word, notes, found) {
    const piece = await this.piece(ix);
    const [from, to] = piece.words[word].places;
    const postings = readPostings(piece, word);
    for (const [ix, { name, start, posting }] of piece.files.entries()) {
      const next = piece.files[ix + 1];
      if (start >= to || (next && next.start <= from)) continue;
      const [first, skip] = start <= from ? [0, from - start] : [posting, 0];
      const until = next && next.start < to ? next.posting : postings.length;
      if (!postings.slice(first, until).some(([note]) => notes.has(note))) continue;
      const bytes = new Bytes(await this.file(name, (raw) => raw), skip);
      for (const [note, count] of postings.slice(first, until)) {
        let at = 0;
        for (let left = count; left > 0; left--) {
          at += bytes.number();
          if (!notes.has(note)) continue;
          const places = found.get(note) ?? new Set();
          found.set(note, places.add(at));
        }
      }
    }
  }

  /** Notes with a tag or folder, or one below it. @param {string} name @param {boolean} typing @returns {Promise<Map<number, Hit>>} */
  async having(name, typing) {
    /** @type {Sense[]} */
    const senses = [];
    if (!typing && name.startsWith("#")) {
      const piece = await this.pieceOf(name);
      const word = piece < 0 ? -1 : find(await this.piece(piece), name);
      if (word >= 0) senses.push({ piece, word, weight: 1 });
    }
    const prefix = typing ? name : `${name}/`;
    const { pieces } = await this.meta();
    const first = await this.pieceOf(prefix);
    for (let piece = Math.max(first, 0); piece < pieces.length; piece++) {
      if (piece > first && !pieces[piece].from.startsWith(prefix)) break;
      const { words } = await this.piece(piece);
      for (let ix = place(words, (word) => word.text, prefix); ix < words.length && words[ix].text.startsWith(prefix); ix++) {
        senses.push({ piece, word: ix, weight: 1 });
      }
    }
    return this.hits(senses);
  }
}

/** @param {Uint8Array} raw @returns {Card[]} */
function cards(raw) {
  const rows = JSON.parse(new TextDecoder().decode(raw));
  return rows.map((/** @type {any[]} */ [url, title, folder, aliases, tags, headings]) => ({
    url,
    title,
    folder,
    aliases: aliases ?? [],
    tags: tags ?? [],
    headings: headings ?? [],
  }));
}

/** @param {import("./search-reader.js").Piece} piece @param {string} text */
function find(piece, text) {
  const ix = place(piece.words, (word) => word.text, text);
  return piece.words[ix]?.text === text ? ix : -1;
}

/** @param {ReturnType<typeof readMeta>} meta @param {number} note @param {number} count @param {number} fields */
function weigh(meta, note, count, fields) {
  const title = fields & 1 ? TITLE / (1 + meta.titleLength(note)) : 0;
  return count + title + (fields & 2 ? ALIAS : 0) + (fields & 4 ? HEADING : 0) + (fields & 8 ? TAG : 0);
}

/** @param {ReturnType<typeof readMeta>} meta @param {number} note @param {{ hits: Map<number, Hit>, ranked: boolean }[]} wanted */
function score(meta, note, wanted) {
  let [sum, named] = [0, 0];
  const length = K1 * (1 - B + (B * meta.length(note)) / meta.average);
  for (const { hits, ranked } of wanted) {
    const hit = hits.get(note);
    if (!ranked || !hit) continue;
    const rarity = Math.log(1 + (meta.notes - hits.size + 0.5) / (hits.size + 0.5));
    sum += (rarity * hit.weight * (K1 + 1)) / (hit.weight + length);
    named += hit.named;
  }
  const inFull = named > 0 && named >= meta.titleLength(note);
  const factor = (1 + (RANK * meta.level(note)) / 15) * (inFull ? NAMED : 1);
  return Math.round(sum * factor * 1e6) / 1e6;
}

/**
 * The notes that have as many of the words as any note has, among those that the filters let through.
 * @param {{ hits: Map<number, Hit>, ranked: boolean }[]} wanted
 * @param {Map<number, Hit>[]} unwanted
 */
function most(wanted, unwanted) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const { hits, ranked } of wanted) {
    if (ranked) for (const note of hits.keys()) counts.set(note, (counts.get(note) ?? 0) + 1);
  }
  const fits = (/** @type {number} */ note) =>
    wanted.every(({ hits, ranked }) => ranked || hits.has(note)) && !unwanted.some((hits) => hits.has(note));
  const rows = [...counts].filter(([note]) => fits(note));
  const best = rows.reduce((most, [, count]) => Math.max(most, count), 0);
  return rows.filter(([, count]) => count === best).map(([note]) => note);
}
