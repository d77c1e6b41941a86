// Every page of the example site in Chromium, at the top of a host and below folders of it, with scripts and without: whatever a page
// asks for is there, and nothing is said on the console.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { after, before, test } from "node:test";
import { browserPath, each, folder, launch, open, policyOf, program, project, serve } from "./site.mjs";

const vault = process.env.FOAMSITE_CRAWL ?? join(project, "example-site");

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  assert.ok(browserPath, "there is no Chromium; set CHROME_PATH");
  browser = await launch();
});
/** @type {(() => void)[]} */
const closing = [];
after(async () => {
  await browser?.close();
  for (const close of closing) close();
});

for (const base of ["/", "/repo/", "/a/b/"]) {
  test(`all that the pages below ${base} ask for is there`, { timeout: 300_000 }, async () => {
    const parent = folder(), root = join(parent, base);
    try {
      execFileSync(program, ["build", vault, "-o", root, "--base-url", `https://notes.test${base}`, "-q"], { stdio: "ignore" });
    } catch (error) {
      assert.equal(error.status, 1, "a build with findings at most");
    }
    const pages = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".html")).map((path) => path.split(sep).join("/"))
      .filter((path) => !readFileSync(join(root, path), "utf8").includes('http-equiv="refresh"')); // the page of an old address leads away
    assert.ok(pages.length > 50, `${pages.length} pages`);
    const site = await serve(parent, policyOf(root));
    closing.push(site.close);
    for (const scripts of base === "/a/b/" ? [true, false] : [true]) {
      /** @type {string[]} */
      const missing = [];
      const queue = [...pages];
      let seen = 0;
      await each(["one", "two", "three", "four"], async () => {
        const { page, trouble, close } = await open(browser, { base: site.base, scripts });
        page.on("response", (response) => response.status() >= 400 && missing.push(`${page.url()} asks ${response.url()}: ${response.status()}`));
        page.on("requestfailed", (request) => !request.failure()?.errorText.includes("ABORTED") && missing.push(`${page.url()} asks ${request.url()}: ${request.failure()?.errorText}`));
        for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
          await page.goto(site.base + base + path.replace(/(^|\/)index\.html$/, "$1").split("/").map(encodeURIComponent).join("/"), { waitUntil: "load" });
          seen++;
        }
        missing.push(...trouble);
        await close();
      });
      assert.equal(seen, pages.length);
      assert.deepEqual(missing, [], `scripts ${scripts ? "on" : "off"}`);
    }
  });
}
