// `foamsite serve` as its user sees it: a file is saved, and the open page is another, without a reload.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { browserPath, launch, open, program, vault } from "./site.mjs";

const BOX = "#foamsite-preview-box";
const paragraphs = Array.from({ length: 80 }, (_, n) => `Paragraph ${n} of a long text that fills the window line by line.\n`).join("\n");
const NOTE = `# Long note\n\n> [!note]- Folded\n> what is in the fold\n\n${paragraphs}\n## The end\n\nlast words\n`;
const files = { "index.md": "# Home\n\n[[long]]\n", "long.md": NOTE, "other.md": "# Other\n\nsee [[long]] here\n" };

let browser;
let server;
let root;
let base;
/** @type {string[]} what the terminal said */
let said;

/** Saves as editors do: into a file beside it, which then takes its place. */
function save(path, text) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}~`, text);
  renameSync(`${file}~`, file);
}

/** Waits for a line of the terminal. @param {RegExp} line */
async function told(line) {
  for (let n = 0; n < 400 && !said.some((text) => line.test(text)); n++) await new Promise((resolve) => setTimeout(resolve, 50));
  const found = said.find((text) => line.test(text));
  assert.ok(found, `${line} is not in:\n${said.join("\n")}`);
  return found;
}

/** Opens a page, does something, and holds that nothing was amiss and that it was never loaded anew. */
async function at(path, work) {
  const { page, trouble, close } = await open(browser, { base });
  await page.goto(base + path);
  await page.evaluate(() => (window["kept"] = true));
  await work(page);
  assert.ok(await page.evaluate(() => window["kept"]), "the page was loaded anew");
  assert.deepEqual(trouble, []);
  await close();
}

before(async () => {
  assert.ok(browserPath, "there is no Chromium; set CHROME_PATH");
  browser = await launch();
});

beforeEach(async () => {
  server?.kill();
  root = vault(files);
  said = [];
  server = spawn(program, ["serve", root, "--port", "18930"], { stdio: ["pipe", "ignore", "pipe"] });
  server.stderr.setEncoding("utf8").on("data", (text) => said.push(...text.split("\n")));
  base = (await told(/^ {2}http:/)).trim().replace(/\/$/, "");
});

after(async () => {
  await browser?.close();
  server?.kill();
});

describe("the preview", () => {
  test("what is saved is shown; the reader's place and what is folded open stay", () =>
    at("/long/", async (page) => {
      await page.locator("details.callout > summary, .callout summary").first().click();
      const line = page.getByText("Paragraph 60 of");
      await line.scrollIntoViewIfNeeded();
      const place = () => line.evaluate((element) => element.getBoundingClientRect().top);
      const before = await place();
      save("long.md", NOTE.replace("last words", "last words, and new ones"));
      await page.getByText("and new ones").waitFor();
      assert.ok(Math.abs((await place()) - before) < 2, "the page moved");
      assert.ok(await page.getByText("what is in the fold").isVisible(), "the fold is open");
      save("other.md", "# Other\n\nanother way to [[long]]\n");
      await page.getByText("another way to").first().waitFor({ state: "attached" });
      rmSync(join(root, "long.md"));
      await page.getByText("last words").waitFor({ state: "detached" });
      save("long.md", NOTE);
      await page.getByText("last words").waitFor();
    }));

  test("a style sheet changes without a reload", () =>
    at("/long/", async (page) => {
      const colour = (name) => page.waitForFunction((name) => getComputedStyle(document.querySelector("article h2")).color === name, name);
      save("theme/css/95-own.css", "article h2 { color: rgb(1, 2, 3); }");
      await colour("rgb(1, 2, 3)");
      save("theme/css/95-own.css", "article h2 { color: rgb(4, 5, 6); }");
      await colour("rgb(4, 5, 6)");
    }));

  test("a broken template and a broken configuration are told with their place; the last good site stays", () =>
    at("/long/", async (page) => {
      const box = page.locator(BOX);
      save("theme/templates/footer.html", "<p>own footer</p>\n{% if %}\n");
      await box.getByText("theme/templates/footer.html").waitFor({ state: "attached" });
      assert.match(await box.innerText(), /footer\.html:2/);
      assert.ok(await page.getByText("last words").count(), "the note is still there");
      await told(/footer\.html:2/);
      save("theme/templates/footer.html", "<p>own footer</p>\n");
      await page.getByText("own footer").waitFor();
      await box.waitFor({ state: "detached" });

      save("foamsite.toml", "[site]\ntitel = 'x'\n");
      await box.getByText("The site stands still").waitFor();
      assert.match(await box.innerText(), /foamsite\.toml:2/);
      await told(/the site stays as it was/);
      save("long.md", NOTE.replace("last words", "words behind a mistake"));
      save("foamsite.toml", "[site]\ntitle = 'Mended'\n");
      await page.getByText("words behind a mistake").waitFor();
      await box.waitFor({ state: "detached" });
      assert.match(await page.title(), /Mended/);
    }));

  test("findings of the open note come and go", () =>
    at("/long/", async (page) => {
      const box = page.locator(BOX);
      assert.equal(await box.count(), 0);
      save("long.md", `${NOTE}\n[[nowhere at all]]\n`);
      await box.getByText("1 finding").waitFor();
      await box.locator("summary").click();
      assert.match(await box.innerText(), /nowhere at all[\s\S]*long\.md:\d+:\d+/);
      save("other.md", "# Other\n\n[[elsewhere]] and [[long]]\n");
      await page.getByText("elsewhere").first().waitFor({ state: "attached" });
      assert.match(await box.innerText(), /1 finding/, "those of other notes are not told here");
      await told(/nowhere at all/);
      save("long.md", NOTE);
      await box.waitFor({ state: "detached" });
      await told(/1 finding mended/);
    }));

  test("a private note never appears; what becomes private is gone", () =>
    at("/long/", async (page) => {
      const has = async (text) => (await page.content()).includes(text);
      save("secret.md", "---\npublish: false\n---\n# Hidden\n\nnobody reads [[long]] here\n");
      save("other.md", "# Other\n\nit goes on: [[long]] and [[secret]]\n");
      await page.getByText("it goes on").first().waitFor({ state: "attached" });
      assert.ok(!(await has("nobody reads")) && !(await has("Hidden")));
      save("secret.md", "# Hidden\n\nnobody reads [[long]] here\n");
      await page.getByText("nobody reads").first().waitFor({ state: "attached" });
      save("secret.md", "---\ndraft: true\n---\n# Hidden\n\nnobody reads [[long]] here\n");
      await page.getByText("nobody reads").first().waitFor({ state: "detached" });
      assert.ok(!(await has("Hidden")));
      for (const address of ["/secret/", "/secret.md"]) assert.equal((await page.request.get(base + address)).status(), 404);
      for (const address of ["/titles.json", "/graph.json", "/"]) assert.ok(!(await (await page.request.get(base + address)).text()).includes("Hidden"));
    }));

  test("the search follows what is written", () =>
    at("/search/?q=xylophone", async (page) => {
      await page.getByText("No note has").waitFor();
      save("other.md", "# Other\n\na xylophone for [[long]]\n");
      await page.locator("#results a", { hasText: "Other" }).waitFor();
      assert.equal(await page.locator("form.search input").inputValue(), "xylophone");
    }));
});
