// The policy that a site's `_headers` names: its pages work under it, and what a note could smuggle in does not.
import assert from "node:assert/strict";
import { appendFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browserPath, build, launch, open, serve, vault } from "./site.mjs";

const board = {
  nodes: [
    { id: "a", type: "file", file: "index.md", x: 0, y: 0, width: 300, height: 200, color: "#ff8800" },
    { id: "b", type: "text", text: "A card with $x^2$", x: 400, y: 0, width: 300, height: 200 },
  ],
  edges: [{ id: "e", fromNode: "a", toNode: "b", label: "leads to" }],
};
const files = {
  "index.md": "# Home\n\n[[board.canvas]], [[Code]], ![[paper.pdf]], $$\\begin{align} a &= b \\\\ c &= d \\end{align}$$\n\n| a | b |\n| :-: | --: |\n| 1 | 2 |\n\n<p style=\"color: red\">red</p>\n",
  "Code.md": "# Code\n\n```rust\nfn main() {}\n```\n\n[[index]] [[wanted]] #tag ^[A footnote.]\n",
  "board.canvas": JSON.stringify(board),
  "paper.pdf": "%PDF-1.4\n",
};

/** @type {import("playwright-core").Browser} */ let browser;
/** @type {{ base: string, close: () => void }} */ let site;
let root = "";
before(async () => {
  root = build(vault(files));
  [browser, site] = [await launch(), await serve(root)];
}, { skip: !browserPath });
after(async () => {
  await browser?.close();
  site?.close();
});

test("every page works under the site's own policy", { skip: !browserPath }, async () => {
  const pages = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith("index.html"));
  assert.ok(pages.length > 8, String(pages));
  const { page, trouble } = await open(browser, { base: site.base });
  for (const path of pages) {
    await page.goto(`${site.base}/${path.slice(0, -"index.html".length)}`, { waitUntil: "load" });
  }
  await page.goto(`${site.base}/search/?q=footnote`);
  await page.getByRole("link", { name: "Code" }).first().waitFor();
  assert.deepEqual(trouble, []);
});

test("a script that stands in a page does not run", { skip: !browserPath }, async () => {
  appendFileSync(join(root, "code/index.html"), "<script>document.title = 'smuggled'</script><img src=x onerror=\"document.title = 'smuggled'\">");
  const { page, trouble } = await open(browser, { base: site.base });
  await page.goto(`${site.base}/code/`, { waitUntil: "load" });
  assert.equal((await page.title()).includes("smuggled"), false);
  assert.match(trouble.join(), /Content Security Policy/);
});
