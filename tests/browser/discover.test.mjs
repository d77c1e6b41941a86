// Discovery in Chromium: the way between two notes with the keyboard alone, what was said year by year, and pages that run from
// right to left.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { browserPath, build, launch, open, serve, vault } from "./site.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const sizes = [{ width: 1440, height: 900 }, { width: 390, height: 844 }];

/** A chain of four notes, the last link of which runs the other way; one that nothing leads to; a note that grew over the years. */
const files = {
  "index.md": "# Start\n",
  "dawn.md": "# Dawn\n\nThe light of [[noon]] begins here.\n",
  "x/noon.md": "# Noon\n\nFrom here the shadows lead to [[dusk]], says the [map](../map.png).\n",
  "x/dusk.md": "# Dusk\n\nNothing leads on.\n",
  "y/night.md": "# Night\n\n- Stars\n- After *[[dusk|the last light]]* comes this.\n",
  "alone.md": "# Alone\n",
  "map.png": "no picture",
  ...Object.fromEntries([2019, 2019, 2021, 2021, 2024, 2024].map((year, ix) => [`in/${ix}.md`, `---\ndate: ${year}-0${ix + 1}-01\n---\n# Witness ${ix}\n\nWitness number ${ix} says that the [[dusk]] came early.\n`])),
};
const arabic = {
  "foamsite.toml": "[site]\nlanguage = 'ar'\n",
  "a.md": "---\ndate: 2023-01-01\n---\n# التعلم\n\nيعتمد على [[b]] كل يوم.\n\n```python\ndef f(x):\n    return x\n```\n",
  "b.md": "---\ndate: 2024-01-01\n---\n# Memory\n\nأساس [[a]] هنا.\n",
};

/** @type {Record<string, { base: string, close: () => void }>} */
const sites = {};
/** @type {import("playwright-core").Browser} */
let browser;

before(async () => {
  assert.ok(browserPath, "there is no Chromium; set CHROME_PATH");
  browser = await launch();
  sites.made = await serve(build(vault(files)));
  sites.arabic = await serve(build(vault(arabic)));
});

after(async () => {
  await browser?.close();
  for (const site of Object.values(sites)) site.close();
});

/** Opens a page of a site, does something, and holds that nothing was amiss. */
async function at(site, path, how, work) {
  const { base } = sites[site];
  const { page, trouble, close } = await open(browser, { base, ...how });
  await page.goto(base + path);
  await work(page);
  assert.deepEqual(trouble, []);
  await close();
}

/** Presses Tab until something of the page has the focus. */
async function tabTo(page, selector) {
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press("Tab");
    if (await page.locator(selector).evaluateAll((all) => all.includes(document.activeElement))) return;
  }
  assert.fail(`the keyboard does not reach ${selector}`);
}

async function accessible(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(found.violations.map((violation) => [violation.id, violation.nodes.map((node) => node.html)]), []);
}

const steps = (page) => page.locator(".steps > li");

describe("the way between two notes", () => {
  for (const how of sizes) {
    test(`is found with the keyboard alone, with the sentence at each step, ${how.width} wide`, () =>
      at("made", "/discover/way/", { ...how, touch: false }, async (page) => {
        await page.locator("datalist option").first().waitFor({ state: "attached" });
        await tabTo(page, "input[name=from]");
        await page.keyboard.type("Dawn");
        await page.keyboard.press("Tab");
        await page.keyboard.type("night");
        await tabTo(page, ".way button");
        await page.keyboard.press("Enter");
        await steps(page).nth(3).waitFor();
        assert.deepEqual(await page.locator(".steps h2").allInnerTexts(), ["Dawn", "Noon", "Dusk", "Night"]);
        assert.deepEqual(await page.locator(".steps .why").allInnerTexts(), ["links to", "links to", "is linked from"]);
        // the sentences are fetched one by one, and each stands between its two notes
        await page.locator(".steps .snippet").nth(2).waitFor();
        const said = await page.locator(".steps .snippet").allInnerTexts();
        assert.equal(said.length, 3);
        for (const [ix, text] of ["The light of noon begins here.", "the shadows lead to Dusk", "the last light comes this"].entries()) {
          assert.ok(said[ix].toLowerCase().includes(text.toLowerCase()), said[ix]);
        }
        assert.equal(await page.locator(".steps mark").count(), 3);
        assert.equal(await page.locator("[role=status].way-status").innerText(), "3 steps");
        await accessible(page);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
        // where a sentence leads is an address of the page it comes from, and the keyboard gets there
        await tabTo(page, ".steps h2 a");
        await tabTo(page, ".steps .place");
        await page.keyboard.press("Enter");
        await page.waitForURL(/\/dawn\/#/);
      }));
  }

  test("is its address: who gets it sees the same way", () =>
    at("made", "/discover/way/?from=Night&to=Noon", {}, async (page) => {
      await steps(page).nth(2).waitFor();
      assert.deepEqual(await page.locator(".steps h2").allInnerTexts(), ["Night", "Dusk", "Noon"]);
      assert.deepEqual(await page.locator(".steps .why").allInnerTexts(), ["links to", "is linked from"]);
      assert.equal(await page.locator("input[name=to]").inputValue(), "Noon");
    }));

  test("says what it cannot find", () =>
    at("made", "/discover/way/?from=Dawn&to=Alone", {}, async (page) => {
      await page.getByText("No chain of links").waitFor();
      await page.locator("input[name=to]").fill("no such note");
      await page.locator(".way button").click();
      await page.getByText("There is no note of this name.").waitFor();
      assert.equal(await steps(page).count(), 0);
    }));

  test("two answers at once do not mix", () =>
    at("made", "/discover/way/?from=Dawn&to=Night", {}, async (page) => {
      await page.locator("datalist option").first().waitFor({ state: "attached" });
      await page.locator("input[name=to]").fill("Noon");
      await page.evaluate(() => {
        const button = /** @type {HTMLElement} */ (document.querySelector(".way button"));
        for (let i = 0; i < 3; i++) button.click();
      });
      await page.locator(".steps .snippet").first().waitFor();
      await page.waitForTimeout(500);
      assert.deepEqual(await page.locator(".steps h2").allInnerTexts(), ["Dawn", "Noon"]);
    }));
});

describe("how an idea grew", () => {
  for (const how of [...sizes, { ...sizes[1], scripts: false }]) {
    test(`stands year by year in a fold that the keyboard opens, ${how.width} wide${how.scripts === false ? ", without scripts" : ""}`, () =>
      at("made", "/x/dusk/", { ...how, touch: false }, async (page) => {
        const fold = page.locator(".own details:has(h3)");
        assert.equal(await fold.locator("h3").first().isVisible(), false);
        await fold.locator("summary").focus();
        await page.keyboard.press("Enter");
        assert.deepEqual(await fold.locator("h3").allInnerTexts(), ["In 2019", "In 2021", "In 2024"]);
        const lines = await fold.locator("q").allInnerTexts();
        assert.deepEqual(lines.map((line) => /number (\d)/.exec(line)?.[1]), ["0", "1", "2", "3", "4", "5"]);
        if (how.scripts !== false) await accessible(page);
        await fold.locator(".place").nth(2).focus();
        await page.keyboard.press("Enter");
        await page.waitForURL(/\/in\/2\/#/);
      }));
  }
});

test("from right to left: code runs its own way, arrows the page's", () =>
  at("arabic", "/a/", {}, async (page) => {
    const style = (selector, name) => page.locator(selector).first().evaluate((element, name) => getComputedStyle(element)[name], name);
    assert.equal(await style("article pre", "direction"), "ltr");
    assert.equal(await style("article", "direction"), "rtl");
    await page.goto(`${sites.arabic.base}/discover/growth/`);
    assert.equal(await style(".finding .to", "scale"), "-1 1");
    const [from, to] = await page.locator(".finding").first().locator("h3 a").evaluateAll((all) => all.map((link) => link.getBoundingClientRect().x));
    assert.ok(from > to, "also where a title is in another script");
    await accessible(page);
  }));
