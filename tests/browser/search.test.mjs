// Searching as readers do it: the search page and the box, by keyboard and by touch, with what authors write in bad faith, and
// where a file of the index is not there.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { browserPath, build, each, folder, launch, open, project, serve, soon, vault } from "./site.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const EVIL = "<img src=x onerror=\"document.title='pwned'\">";
const hostile = {
  "index.md": "# Home\n\n[[evil]]\n",
  "a/evil.md": `---\ntitle: 'Evil ${EVIL.replaceAll("'", "''")} </script><script>document.title="pwned"</script>'\naliases: ['${EVIL.replaceAll("'", "''")}']\ntags: [onerror]\n---\nplain words\n\n## A \\${EVIL} heading\n\nhidden \u202eright to left and \`</textarea>${EVIL}\` here\n`,
  "a & b/evil2.md": `# "><svg onload=alert(1)>\n\nevil \\<b>bold\\</b> ${"word ".repeat(100)}\n`,
  "quiet.md": "---\nsearch: false\n---\n# Quiet\n\nnobody finds evil here\n",
  "zh.md": "---\nlang: zh\n---\n# 经度\n\n航海者需要知道经度，才能找到港口。\n",
};

/** @type {Record<string, { root: string, base: string, close: () => void }>} */
const sites = {};
/** @type {import("playwright-core").Browser} */
let browser;

before(async () => {
  assert.ok(browserPath, "there is no Chromium; set CHROME_PATH");
  browser = await launch();
  const example = build(join(project, "example-site"));
  sites.example = { root: example, ...(await serve(example)) };
  const bad = build(vault(hostile));
  sites.hostile = { root: bad, ...(await serve(bad)) };
  const broken = build(join(project, "example-site"));
  for (const name of readdirSync(join(broken, "search"))) if (name.endsWith(".idx") && name !== "index.idx") rmSync(join(broken, "search", name));
  sites.broken = { root: broken, ...(await serve(broken)) };
  const parent = folder();
  renameSync(build(join(project, "example-site")), join(parent, "repo"));
  sites.repo = { root: parent, ...(await serve(parent)) };
});

after(async () => {
  await browser?.close();
  for (const site of Object.values(sites)) site.close();
});

/** Opens a page of a site, does something, and holds that nothing was amiss. */
async function at(site, path, how, work) {
  const { base } = sites[site];
  const { page, trouble, close } = await open(browser, { base, ...how });
  page.on("dialog", (dialog) => trouble.push(`says ${dialog.message()}`));
  await page.goto(base + path);
  await work(page);
  assert.deepEqual(trouble, []);
  await close();
}

const links = (page) => page.locator("#results > li > a");
const status = (page) => page.locator("#search-status");
const says = (page, text) => page.waitForFunction((text) => document.querySelector("#search-status")?.textContent?.includes(text), text);
const combo = (page) => page.locator("[role=combobox]");
const chosen = (page) => page.locator("[role=option][aria-selected=true]");

describe("the search page", () => {
  test("answers while one types; the address can be shared, and Back leads back", () =>
    at("example", "/search/", {}, async (page) => {
      const input = page.locator("main input[type=search]");
      await soon(async () => assert.equal(await input.evaluate((input) => input === document.activeElement), true, "one can type at once"));
      await input.pressSequentially("lunar dist");
      await says(page, "notes");
      assert.match(await links(page).first().innerText(), /Lunar distances/);
      assert.equal(await status(page).getAttribute("role"), "status", "a screen reader is told");
      assert.equal(new URL(page.url()).searchParams.get("q"), "lunar dist");
      const shared = page.url();
      await page.locator("#results mark").first().waitFor();
      await links(page).first().click();
      await page.waitForURL("**/ideas/lunar-distances/**");
      await page.goBack();
      await says(page, "notes");
      assert.equal(await input.inputValue(), "lunar dist");
      await page.goBack();
      await page.waitForFunction(() => document.querySelectorAll("#results > li").length === 0);
      assert.equal(new URL(page.url()).search, "");
      await page.goto(shared);
      await says(page, "notes");
    }));

  test("arrows, Enter and Escape; a result opens its section, at the words", () =>
    at("example", "/search/?q=ligament", {}, async (page) => {
      await page.locator("#results mark").first().waitFor();
      await page.locator("main input[type=search]").focus();
      await page.keyboard.press("ArrowDown");
      assert.equal(await links(page).first().evaluate((link) => link === document.activeElement), true);
      await page.keyboard.press("Escape");
      assert.equal(await page.evaluate(() => document.activeElement?.tagName), "INPUT");
      await page.keyboard.press("ArrowDown");
      assert.match((await links(page).first().getAttribute("href")) ?? "", /#the-black-drop:~:text=ligament$/);
      await page.keyboard.press("Enter");
      await page.waitForURL("**/voyages/cook-first-voyage/**");
      await page.waitForFunction(() => {
        const words = [...document.querySelectorAll("article p")].find((p) => p.textContent?.includes("ligament"))?.getBoundingClientRect();
        return words && scrollY > 0 && words.top >= 0 && words.bottom <= innerHeight;
      });
    }));

  test("phrases, tags, folders, what must not be, slips; and it says what it did", () =>
    at("example", "/search/", {}, async (page) => {
      const ask = async (query, said) => {
        const input = page.locator("main input[type=search]");
        await input.fill(""); // what was said before is gone at once
        await input.fill(query);
        await says(page, said);
        return links(page).allInnerTexts();
      };
      assert.deepEqual(await ask("\"equal altitudes\" -zzz ", "note"), await ask("\"equal altitudes\"", "note"));
      assert.ok((await ask("folder:people clock", "note")).includes("John Harrison"));
      assert.ok(!(await ask("clock -folder:people ", "note")).includes("John Harrison"));
      const tagged = await ask("tag:navigation ", "note");
      assert.ok(tagged.length > 1 && (await ask("tag:navigation -tag:navigation ", "No note")).length === 0);
      assert.ok((await ask("chronometre ", "Shown instead: chronometer")).includes("The marine chronometer"));
      assert.ok((await ask("qqqqzz harrison ", "No note has “qqqqzz”")).includes("John Harrison"));
      assert.ok((await ask("etak jupiter harrison tahiti ", "the most of it")).length > 0);
      assert.deepEqual(await ask("qqqqzz ", "No note has “qqqqzz”."), []);
    }));

  test("more results come on demand, and the focus goes to the first of them", () =>
    at("example", "/search/?q=longitude", {}, async (page) => {
      await says(page, "notes");
      assert.equal(await links(page).count(), 10);
      await page.locator("#search-more").click();
      await page.waitForFunction(() => document.querySelectorAll("#results > li").length === 20);
      await page.waitForFunction(() => document.activeElement === document.querySelectorAll("#results > li > a")[10]);
    }));

  test("a result's page is read when it comes near the window", () =>
    at("example", "/search/", { height: 500 }, async (page) => {
      const read = new Set();
      page.on("request", (request) => request.resourceType() === "fetch" && request.url().endsWith("/") && read.add(request.url()));
      await page.locator("main input[type=search]").fill("longitude");
      await page.locator("#results > li:first-child mark").first().waitFor();
      await page.waitForTimeout(300);
      const first = read.size;
      assert.ok(first >= 2 && first < 8, `${first} of 10`);
      await links(page).last().scrollIntoViewIfNeeded();
      await page.locator("#results > li:last-child mark").first().waitFor();
      assert.ok(read.size > first);
    }));

  test("no rule of accessibility is broken with results in view, in any size and colour", () =>
    each([["wide", 1440, "light"], ["wide", 1440, "dark"], ["narrow", 390, "light"], ["narrow", 390, "dark"]], ([, width, scheme]) =>
      at("example", "/search/?q=longitud%20sea", { width, scheme }, async (page) => {
        await page.locator("#results mark").first().waitFor();
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ["violations"] }));
        assert.deepEqual(violations.map(({ id, nodes }) => `${id} ${nodes[0].html}`), []);
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, "too wide");
      })));

  test("where a file is missing it says so and offers titles", () =>
    at("broken", "/search/?q=chronom%C3%A8tre", {}, async (page) => {
      await says(page, "does not answer");
      await page.locator("main input[type=search]").fill("chronometer");
      await page.waitForFunction(() => document.querySelector("#results a")?.textContent === "The marine chronometer");
      await page.locator("#results a").first().click();
      await page.waitForURL("**/instruments/marine-chronometer/");
    }));

  test("below a folder of the host", () =>
    at("repo", "/repo/ideas/lunar-distances/", {}, async (page) => {
      await page.keyboard.press("/");
      await combo(page).fill("ligament");
      await page.locator(".box mark").first().waitFor();
      assert.match((await chosen(page).getAttribute("href")) ?? "", /\/repo\/voyages\/cook-first-voyage\/#the-black-drop/);
      await page.goto(`${sites.repo.base}/repo/search/?q=ligament`);
      await page.locator("#results mark").first().waitFor();
      await links(page).first().click();
      await page.waitForURL("**/repo/voyages/cook-first-voyage/**");
    }));
});

describe("the box", () => {
  test("has texts below titles; arrows and Enter; a screen reader is told", () =>
    each([{}, { width: 390, scheme: "dark" }], (how) =>
      at("example", "/", how, async (page) => {
        assert.equal(await page.evaluate(() => performance.getEntriesByType("resource").some(({ name }) => /search-|\.idx/.test(name))), false, "nothing is loaded before");
        await page.locator("[data-act=find]").click();
        assert.equal(await combo(page).getAttribute("aria-controls"), await page.locator("[role=listbox]").getAttribute("id"));
        await combo(page).fill("transit of ven");
        await page.locator(".box mark").first().waitFor();
        await page.waitForFunction(() => /^[1-9]/.test(document.querySelector(".box [role=status]")?.textContent ?? ""));
        const options = await page.locator("[role=option]").count();
        assert.ok(options > 1);
        await page.keyboard.press("ArrowDown");
        assert.equal(await combo(page).getAttribute("aria-activedescendant"), await chosen(page).getAttribute("id"));
        await page.keyboard.press("ArrowUp");
        await page.keyboard.press("ArrowUp");
        assert.equal(await chosen(page).getAttribute("id"), `box-${options - 1}`);
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ["violations"] }));
        assert.deepEqual(violations.map(({ id, nodes }) => `${id} ${nodes[0].html}`), []);
        await page.keyboard.press("Escape");
        assert.equal(await page.locator(".box").isVisible(), false);
      })));

  test("Chinese by any of its pairs", () =>
    at("hostile", "/", {}, async (page) => {
      await page.keyboard.press("/");
      await combo(page).fill("找到港口");
      await page.locator(".box mark").first().waitFor();
      await page.keyboard.press("Enter");
      await page.waitForURL("**/zh/**");
    }));

  test("a missing file leaves titles and actions", () =>
    at("broken", "/", {}, async (page) => {
      await page.keyboard.press("/");
      await combo(page).fill("chronometer");
      await page.waitForFunction(() => document.querySelector("[role=option][aria-selected=true]")?.textContent?.startsWith("The marine chronometer"));
    }));
});

test("titles, aliases, headings and queries in bad faith stay text", () =>
  at("hostile", "/search/", {}, async (page) => {
    const queries = ["evil", "onerror", EVIL, "</script><script>alert(1)</script>", "\u202eevil", "svg onload", "\ud800 evil", "plain words", `evil ${"x".repeat(10_000)}`, "%E0%A4%A", "tag:onerror"];
    for (const where of ["page", "box"]) {
      if (where === "box") await page.keyboard.press("Control+k");
      const input = where === "box" ? combo(page) : page.locator("main input[type=search]");
      for (const query of queries) {
        await input.fill(query);
        await page.waitForTimeout(150);
        const found = await page.evaluate(() => [...document.querySelectorAll("#results *, .box *")].map(({ tagName }) => tagName).filter((tag) => ["IMG", "SCRIPT", "SVG", "TEXTAREA", "IFRAME"].includes(tag.toUpperCase())));
        assert.deepEqual(found, [], query.slice(0, 60));
        assert.ok(!(await page.title()).includes("pwned"));
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, "too wide");
      }
      await input.fill("evil ");
      await page.waitForFunction(() => [...document.querySelectorAll("#results a, .box [role=option]")].some((a) => a.textContent?.includes("<img src=x onerror")));
      assert.equal(await page.evaluate(() => [...document.querySelectorAll("#results a, .box [role=option]")].some((a) => /quiet/i.test(a.textContent ?? ""))), false);
    }
    await page.goto(`${sites.hostile.base}/search/?q=${encodeURIComponent(EVIL)}&q=%3Cscript%3E#<img>`);
    await page.waitForTimeout(200);
    assert.equal(await page.locator("main img, main script").count(), 0);
  }));
