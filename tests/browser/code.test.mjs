// Code in Chromium: the button that copies it, and its colours.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { browserPath, build, launch, open, serve, vault } from "./site.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Every class of word that there is, on every ground that a line has. */
const RUST = "/// a comment\n#[derive(Debug)]\nfn f<'a>(x: &'a str) -> u32 { \"s\\n\".len(); Some(42) }\nmacro_rules! m { () => {} }\nstruct T { a: bool }";
const HTML = "<!-- c -->\n<p class=\"a\">&amp;</p>";
const MARKDOWN = "# h\n**b** *i* `c` [l](u)\n> q";
const code = (info, text) => `\`\`\`${info}\n${text}\n\`\`\`\n\n`;
const minus = (text) => text.split("\n").map((line, n) => `${n % 2 ? "-" : "+"}${line}`).join("\n");
const text = [["rust", RUST], ["html", HTML], ["markdown", MARKDOWN], ["python", "@d\ndef f(a=1):\n    return re.match(r'\\d+', a)"], ["bash", "a=1\necho $a"], ["diff", "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y"]]
  .flatMap(([language, source]) => [
    code(language, source),
    code(`${language} title="a file" {1-20} showLineNumbers`, source),
    language === "diff" ? "" : code(`diff-${language}`, minus(source)),
  ]);

let browser, site;

before(async () => {
  assert.ok(browserPath, "there is no Chromium; set CHROME_PATH");
  browser = await launch();
  site = await serve(build(vault({ "a.md": `# Code\n\n${text.join("")}`, "b.md": "# None\n\nText with `code`.\n" })));
});

after(async () => {
  await browser?.close();
  site?.close();
});

/** @param {any} how @param {(page: import("playwright-core").Page) => Promise<void>} work */
async function at(how, work) {
  const { page, trouble, close } = await open(browser, { base: site.base, ...how });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(`${site.base}${how.path ?? "/a/"}`);
  await work(page);
  assert.deepEqual(trouble, []);
  await close();
}

test("the button copies what the author wrote, by pointer and keyboard, and says so", () =>
  at({}, async (page) => {
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    const buttons = page.getByRole("button", { name: "Copy", exact: true });
    await buttons.first().waitFor({ state: "attached" });
    assert.equal(await buttons.count(), await page.locator("article pre").count());
    await page.locator("article pre").first().hover();
    await buttons.first().click();
    await page.waitForFunction(() => document.querySelector(".copy")?.textContent === "Copied");
    assert.equal(await page.getByRole("status").last().textContent(), "Copied");
    assert.equal(await clipboard(), RUST);
    // numbered and titled, by keyboard
    await page.locator("figure.code .copy").first().focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("figure.code .copy")?.textContent === "Copied");
    assert.equal(await clipboard(), RUST);
    // signs are the author's own
    await page.locator(".copy").nth(2).focus();
    await page.keyboard.press("Space");
    await page.waitForFunction(() => document.querySelectorAll(".copy")[2]?.textContent === "Copied");
    assert.equal(await clipboard(), minus(RUST));
    await page.waitForFunction(() => document.querySelector(".copy")?.textContent === "Copy");
  }));

test("where there is no clipboard, the text is selected, without the numbers", () =>
  at({}, async (page) => {
    await page.locator(".copy").first().waitFor({ state: "attached" });
    await page.evaluate(() => {
      Object.defineProperty(navigator, "clipboard", { value: undefined });
      document.execCommand = () => false;
    });
    await page.locator("figure.code .copy").first().focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("figure.code .copy")?.textContent?.startsWith("Selected"));
    assert.equal((await page.evaluate(() => String(getSelection()))).trim(), RUST);
  }));

test("without code and without scripts there is no button", async () => {
  await at({ path: "/b/" }, async (page) => {
    await page.waitForTimeout(300);
    assert.equal(await page.locator(".copy").count(), 0);
    assert.ok(!(await page.evaluate(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("/copy.")))));
  });
  const { page, close } = await open(browser, { base: site.base, scripts: false });
  await page.goto(`${site.base}/a/`);
  assert.equal(await page.locator(".copy").count(), 0);
  assert.ok((await page.locator("article pre").first().textContent())?.includes("macro_rules"));
  await close();
});

test("every word of code can be read on every ground, in light and dark", async () => {
  for (const how of [{ scheme: "light" }, { scheme: "dark" }, { scheme: "light", width: 390 }, { scheme: "dark", width: 390 }]) {
    await at(how, async (page) => {
      await page.locator(".copy").first().waitFor({ state: "attached" });
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ["violations"] }));
      const said = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.failureSummary?.split("\n")[1] ?? ""}`));
      assert.deepEqual([...new Set(said)], [], JSON.stringify(how));
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
    });
  }
});
