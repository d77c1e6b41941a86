// Footnotes: beside the text where a window has room for them, else at the end.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browserPath, build, launch, open, serve, vault } from "./site.mjs";

const words = "Sailors kept their reckoning on a slate and lost it to the rain. ";
let text = "# Slate\n\n## One\n\n## Two\n\n## Three\n\n";
for (let n = 1; n <= 33; n++) text += `${words}^[Note ${n}, which says a few words more, so that it has several lines beside the text.] ${n % 5 ? "" : "\n\n"}`;
text += `\n\n> [!note]- Folded\n> x^[In a fold.]\n\n${words.repeat(40)}`;

let browser, site;

before(async () => {
  assert.ok(browserPath, "there is no Chromium; set CHROME_PATH");
  browser = await launch();
  site = await serve(build(vault({ "slate.md": text, "other.md": "# Other\n\n![[slate]]\n" })));
});

after(async () => {
  await browser?.close();
  site?.close();
});

/** Where things stand on the page. */
async function places(how, path = "/slate/") {
  const { page, trouble, close } = await open(browser, { base: site.base, ...how });
  await page.goto(site.base + path);
  const found = await page.evaluate(() => {
    const box = (element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return { left, right, top, bottom };
    };
    const all = (selector) => [...document.querySelectorAll(selector)].map(box);
    return { notes: all("article .footnotes > ol > li"), marks: all("article .footnote-ref"), text: all("article > p")[0], side: all(".side")[0], end: all("article")[0] };
  });
  assert.deepEqual(trouble, []);
  await close();
  return found;
}

for (const scripts of [true, false]) {
  test(`very wide, scripts ${scripts ? "on" : "off"}: each stands beside its mark, on no other and not on what stands beside the text`, async () => {
    const { notes, marks, text: first, side } = await places({ width: 1680, scripts });
    assert.equal(notes.length, 34);
    assert.ok(Math.abs(notes[0].top - marks[0].top) < 30, `${notes[0].top} is beside ${marks[0].top}`);
    notes.slice(0, 16).forEach((note, n) => {
      assert.ok(note.left > first.right + 20 && note.right < side.left - 10, `note ${n + 1} has a column of its own`);
      assert.ok(note.top > marks[n].top - 30, `note ${n + 1} is not above its mark`);
      assert.ok(n === 0 || note.top >= notes[n - 1].bottom, `note ${n + 1} is not on the one before`);
    });
  });
}

test("on other windows they stand at the end, in order", async () => {
  for (const width of [1440, 390]) {
    const { notes, text: first, end } = await places({ width });
    assert.ok(notes.every((note, n) => note.left >= first.left && note.right <= first.right + 1 && (n === 0 || note.top >= notes[n - 1].bottom)));
    assert.ok(notes[0].top > (end.top + end.bottom) / 3);
  }
});

test("the footnotes of an embedded note stay with it", async () => {
  const { notes, end } = await places({ width: 1680 }, "/other/");
  assert.ok(notes.every((note) => note.left >= end.left && note.right <= end.right + 1));
});
