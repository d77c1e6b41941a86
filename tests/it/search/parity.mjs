// Answers the queries of queries.json with the theme's scripts, which parity.rs puts beside this one.

import { readFileSync, readdirSync } from "node:fs";
import { SearchIndex } from "./search-index.js";
import { unpack } from "./search-reader.js";

const here = new URL("./", import.meta.url);
const queries = JSON.parse(readFileSync(new URL("queries.json", here), "utf8"));
const index = new SearchIndex(async (name) => {
  if (!readdirSync(new URL("search/", here)).includes(`${name}.idx`)) throw new Error(`no file ${name}`);
  return unpack(new Uint8Array(readFileSync(new URL(`search/${name}.idx`, here))).buffer);
});
const told = [];
for (const query of queries) {
  const { notes, marks, instead, partly } = await index.search(query);
  told.push({
    count: notes.length,
    notes: notes.slice(0, 10).map(({ note, score }) => [note, score]),
    marks: marks.map(({ words, prefix }) => [[...words], prefix]),
    instead: instead.map(({ asked, taken }) => [asked, taken]),
    partly,
  });
}
process.stdout.write(JSON.stringify(told));
