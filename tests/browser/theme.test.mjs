// What readers see and do, in Chromium: wide and narrow, light and dark, with scripts and without.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { browserPath, build, each, launch, open, project, serve, soon, vault } from "./site.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A vault with what the example has not: a hub, other scripts, a deep folder, no home note. */
const files = { "hub.md": "# Hub\n\nA place that many speak of.\n\n[[nothing yet]]\n", "deep/er/still/leaf.md": "# Leaf\n\n#a/b/c [[hub]]\n" };
for (let n = 0; n < 520; n++) {
  const folder = ["one", "two", "three"][n % 3];
  files[`${folder}/n${n}.md`] = `---\ndate: 2024-01-${String((n % 28) + 1).padStart(2, "0")}\n---\n# Note ${n}\n\nSome words before.\n\nThis one speaks of the [[hub]] as number ${n}, and of nothing else that matters here.\n`;
}
files["other/arabic.md"] = "---\nlang: ar\n---\n# الاسطرلاب\n\nكان [[hub|الاسطرلاب]] أداة فلكية قديمة.\n\n## تاريخ\n\nنص.\n\n## استعمال\n\nنص.\n\n## خاتمة\n\nنص.\n";
files["other/chinese.md"] = "---\nlang: zh\n---\n# 经度\n\n航海者需要知道[[hub|经度]]。\n";

const sites = {};
let browser;

before(async () => {
  assert.ok(browserPath, "there is no Chromium; set CHROME_PATH");
  browser = await launch();
  for (const [name, source] of [["example", join(project, "example-site")], ["made", vault(files)]]) {
    const root = build(source);
    sites[name] = { root, ...(await serve(root)) };
  }
});

after(async () => {
  await browser?.close();
  for (const site of Object.values(sites)) site.close();
});

const NOTE = "/instruments/marine-chronometer/";

/** Opens a page of a site, does something, and holds that nothing was amiss. */
async function at(site, path, how, work) {
  const { base } = sites[site];
  const { page, trouble, close } = await open(browser, { base, ...how });
  await page.goto(base + path);
  await work(page);
  assert.deepEqual(trouble, []);
  await close();
}

const both = [{ width: 1440 }, { width: 390 }];
const kinds = () => {
  const there = (site, path) => readdirSync(join(sites[site].root, path)).includes("index.html");
  const extra = ["search", "graph", "discover"].filter((name) => readdirSync(sites.example.root).includes(name) && there("example", name));
  return [
    ...["/", NOTE, "/syntax/log-of-a-passage/", "/instruments/", "/tags/", "/tags/navigation/", "/404.html", "/syntax/chart-room/", ...extra.map((name) => `/${name}/`)].map((path) => ["example", path]),
    ...["/", "/hub/backlinks/2/", "/other/arabic/", "/other/chinese/", "/deep/er/"].map((path) => ["made", path]),
  ];
};

test("no page breaks a rule of accessibility, in light and dark, wide and narrow", { timeout: 120_000 }, async () => {
  const broken = [];
  // all rules once wide and once narrow; in the colours that are left, the rules of contrast
  const ways = [{ width: 1440, scheme: "light" }, { width: 390, scheme: "dark" }, { width: 1440, scheme: "dark", only: ["color-contrast"] }];
  const cases = kinds().flatMap(([site, path]) => ways.map((way) => [site, path, way]));
  await each(cases, async ([site, path, how]) => {
    await at(site, path, how, async (page) => {
      await page.waitForTimeout(100);
      await page.evaluate(axe);
      const { violations } = await page.evaluate((only) => /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ["violations"], runOnly: only }), how.only);
      for (const { id, nodes } of violations) broken.push(`${path} ${how.width} ${how.scheme}: ${id}: ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary?.split("\n")[1] ?? ""}`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) broken.push(`${path} ${how.width}: ${over} pixels too wide`);
    });
  });
  assert.deepEqual(broken, []);
});

describe("layout", () => {
  test("wide: the tree, the note, and what stands beside it", () =>
    at("example", NOTE, {}, async (page) => {
      const box = async (selector) => (await page.locator(selector).first().boundingBox()) ?? assert.fail(selector);
      const [tree, text, outline] = [await box(".tree"), await box("article"), await box(".outline")];
      assert.ok(tree.x + tree.width < text.x && text.x + text.width < outline.x);
      const characters = await page.evaluate(() => {
        const range = document.createRange();
        const text = [...document.querySelectorAll("article p")].map((p) => p.firstChild).find((node) => node?.nodeType === 3 && (node.textContent ?? "").length > 150);
        if (!text) return 0;
        let first = 0;
        for (let end = 1; end < 150; end++) {
          range.setStart(text, 0);
          range.setEnd(text, end);
          if (range.getClientRects().length > 1) { first = end; break; }
        }
        return first;
      });
      assert.ok(characters > 52 && characters < 80, `${characters} characters a line`);
    }));

  test("narrow: one column, a menu, and Connections after the text; also without scripts", () =>
    each([true, false], (scripts) =>
      at("example", NOTE, { width: 390, scripts }, async (page) => {
        assert.equal(await page.locator(".tree").isVisible(), false);
        await page.locator(".menu > summary").click();
        assert.equal(await page.locator(".tree").isVisible(), true);
        assert.equal(await page.locator(".page > .contents").isVisible(), true);
        const text = await page.locator("article").boundingBox();
        const links = await page.locator("#connections").boundingBox();
        assert.ok(links.y >= text.y + text.height && text.width <= 390);
      })));

  test("the contents follow the text", () =>
    at("example", NOTE, {}, async (page) => {
      await page.locator("article h2").last().evaluate((heading) => heading.scrollIntoView());
      await page.locator(".outline a[aria-current]").waitFor();
      assert.equal(await page.locator(".outline a[aria-current]").count(), 1);
    }));

  test("right to left and Chinese", async () => {
    await at("made", "/other/arabic/", {}, async (page) => {
      assert.equal(await page.locator("main").evaluate((main) => getComputedStyle(main).direction), "rtl");
      assert.equal(await page.locator("body").evaluate((body) => getComputedStyle(body).direction), "ltr", "the interface speaks English");
    });
    await at("made", "/other/chinese/", {}, async (page) => {
      const [size, height] = await page.locator("article p").first().evaluate((p) => [getComputedStyle(p).fontSize, getComputedStyle(p).lineHeight].map(parseFloat));
      assert.ok(height / size > 1.65);
    });
  });

  test("a printed page has the text and its connections alone", () =>
    at("example", NOTE, {}, async (page) => {
      await page.emulateMedia({ media: "print" });
      for (const selector of [".tree", ".tools", ".filter", ".side"]) assert.equal(await page.locator(selector).first().isVisible(), false, selector);
      assert.equal(await page.locator("#backlinks .snippet").first().isVisible(), true);
    }));

  test("forced colours keep all that is marked", () =>
    at("example", NOTE, {}, async (page) => {
      await page.emulateMedia({ forcedColors: "active" });
      assert.equal(await page.locator("#backlinks mark").first().isVisible(), true);
    }));
});

describe("light and dark", () => {
  const paper = (page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  test("as the system has it, else as the reader chose, from the first picture on", () =>
    at("example", NOTE, { scheme: "light" }, async (page) => {
      const light = await paper(page);
      await page.locator("[data-act=theme]").click();
      const dark = await paper(page);
      assert.notEqual(light, dark);
      await page.goto(page.url().replace(NOTE, "/"), { waitUntil: "commit" });
      assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
      assert.equal(await paper(page), dark);
      await page.emulateMedia({ colorScheme: "dark" });
      await page.locator("[data-act=theme]").click();
      await page.emulateMedia({ colorScheme: "light" });
      assert.equal(await paper(page), light);
    }));
});

describe("connections", () => {
  test("the filters work without scripts", () =>
    each(both, (size) =>
      at("example", NOTE, { ...size, scripts: false }, async (page) => {
        const seen = async () => [await page.locator("#backlinks").isVisible(), await page.locator("#forward-links").isVisible()];
        assert.deepEqual(await seen(), [true, true]);
        await page.locator("[value=backlinks]").check({ force: true });
        assert.deepEqual(await seen(), [true, false]);
        await page.locator("[value=forward]").check({ force: true });
        assert.deepEqual(await seen(), [false, true]);
      })));

  test("the filter is remembered, and reached by keyboard", () =>
    at("example", NOTE, {}, async (page) => {
      await page.locator("[value=all]").focus();
      await page.keyboard.press("ArrowRight");
      await page.goto(page.url().replace(NOTE, "/people/john-harrison/"));
      assert.equal(await page.locator("[value=backlinks]").isChecked(), true);
      assert.equal(await page.locator("#forward-links").isVisible(), false);
    }));

  test("notes alone: what nobody has written is left out", () =>
    at("made", "/hub/", {}, async (page) => {
      assert.equal(await page.locator("[data-placeholder] >> nth=-1").isVisible(), true);
      await page.locator("[name=notes]").check({ force: true });
      assert.equal(await page.locator("#forward-links [data-placeholder]").isVisible(), false);
    }));

  test("five hundred backlinks are quick to open, to filter and to put in order", () =>
    at("made", "/hub/", {}, async (page) => {
      const shown = await page.evaluate(() => performance.getEntriesByType("paint").find((entry) => entry.name === "first-contentful-paint")?.startTime ?? 0);
      assert.ok(shown < 1500, `first picture after ${shown} ms`);
      assert.equal(await page.locator("#backlinks .card").count(), 500);
      await page.locator("#backlinks").scrollIntoViewIfNeeded();
      const box = page.locator(".sift input");
      await box.fill("number 417");
      await soon(async () => assert.equal(await page.locator("#backlinks .card:not([hidden])").count(), 1));
      assert.match((await page.locator(".sifted").textContent()) ?? "", /^1 /);
      await box.fill("");
      await page.locator(".sift select").selectOption("folder");
      assert.equal(await page.locator(".card-group").count(), 3);
      await page.locator(".sift select").selectOption("title");
      const titles = await page.locator("#backlinks .source > a").allTextContents();
      const numbers = titles.slice(0, 50).map((title) => Number(title.match(/\d+/)?.[0]));
      assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b));
    }));

  test("Alt and an arrow go from backlink to backlink", () =>
    at("example", NOTE, {}, async (page) => {
      await page.keyboard.press("Alt+ArrowDown");
      await page.waitForFunction(() => document.activeElement?.closest("#backlinks"));
      const first = await page.evaluate(() => document.activeElement?.textContent);
      await page.keyboard.press("Alt+ArrowDown");
      await page.waitForFunction((first) => document.activeElement?.closest("#backlinks") && document.activeElement.textContent !== first, first);
    }));

  test("a snippet's link lands on its block and lights it", () =>
    at("example", NOTE, { still: false }, async (page) => {
      await page.locator("#backlinks .place").nth(2).click();
      await page.waitForURL(/#/);
      const target = page.locator(":target");
      assert.equal(await target.evaluate((place) => getComputedStyle(place).animationName), "lit");
      const { y } = (await target.boundingBox()) ?? assert.fail("it is not shown");
      assert.ok(y > 0 && y < 900);
    }));
});

describe("the one box", () => {
  const option = (page) => page.locator("[role=option][aria-selected=true]");
  test("opens by key and by click, finds by title and alias, and is not loaded before", () =>
    each(both, (size) =>
      at("example", NOTE, size, async (page) => {
        const asked = [];
        page.on("request", (request) => asked.push(request.url()));
        assert.equal(await page.evaluate(() => performance.getEntriesByType("resource").some(({ name }) => /palette|titles/.test(name))), false);
        if (size.width > 600) await page.keyboard.press("/");
        else await page.locator("[data-act=find]").click();
        await page.locator("[role=combobox]").fill("box chrono");
        await page.waitForFunction(() => document.querySelector("[role=option][aria-selected=true]")?.textContent?.startsWith("The marine chronometer"));
        assert.ok(asked.some((url) => url.endsWith("titles.json")));
        assert.equal(await page.locator("[role=combobox]").getAttribute("aria-activedescendant"), await option(page).getAttribute("id"));
        await page.locator("[role=combobox]").fill("harr");
        await page.waitForFunction(() => document.querySelector("[role=option][aria-selected=true]")?.textContent?.startsWith("John Harrison"));
        await page.keyboard.press("Enter");
        await page.waitForURL("**/people/john-harrison/");
      })));

  test("does things too, says how many it found, and closes with Escape", () =>
    at("example", NOTE, {}, async (page) => {
      await page.keyboard.press("Control+k");
      await page.locator("[role=combobox]").fill("switch between");
      await page.waitForFunction(() => document.querySelector(".box [role=status]")?.textContent?.startsWith("1 "));
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
      await page.keyboard.press("Control+k");
      await page.locator("[role=combobox]").fill("random");
      await page.keyboard.press("Escape");
      assert.equal(await page.locator(".box").isVisible(), false);
      await page.keyboard.press("Control+k");
      await page.locator("[role=combobox]").fill("random note");
      // what the search finds may stand before it
      await page.locator("[role=option]", { hasText: "random" }).click();
      await page.waitForFunction((note) => !location.pathname.endsWith(note), NOTE);
    }));
});

describe("previews", () => {
  const link = "article a.wikilink[data-note='people/john-harrison.md']";
  test("resting on a link shows the beginning of its note, moves nothing, and Escape closes it", () =>
    at("example", NOTE, {}, async (page) => {
      const before = await page.locator("#connections").boundingBox();
      await page.locator(link).first().hover();
      const preview = page.locator(".preview");
      await preview.waitFor();
      assert.match((await preview.textContent()) ?? "", /carpenter/);
      assert.equal(await preview.locator("[id], script").count(), 0);
      assert.deepEqual(await page.locator("#connections").boundingBox(), before);
      await page.keyboard.press("Escape");
      assert.equal(await preview.count(), 0);
    }));

  test("so does coming to it by keyboard", () =>
    at("example", NOTE, {}, async (page) => {
      await page.locator(link).first().focus();
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.press("Tab");
      await page.locator(".preview").waitFor();
      assert.equal(await page.locator(link).first().getAttribute("aria-describedby"), "preview");
    }));

  test("a section's preview begins at its heading", () =>
    at("example", "/", {}, async (page) => {
      const sections = page.locator("article a.wikilink[href*='#']");
      if ((await sections.count()) === 0) return;
      await sections.first().hover();
      await page.locator(".preview-from").waitFor();
    }));

  test("never by touch", () =>
    at("example", NOTE, { width: 390 }, async (page) => {
      await page.locator(link).first().dispatchEvent("pointerover", { pointerType: "touch", bubbles: true });
      await page.waitForTimeout(700);
      assert.equal(await page.locator(".preview").count(), 0);
    }));
});

describe("finding one's way", () => {
  test("folders open beside the text", () =>
    at("example", NOTE, {}, async (page) => {
      const folder = page.locator(".tree .dir", { has: page.locator("a", { hasText: /^ideas$/ }) }).first();
      assert.equal(await folder.locator("li").count(), 0, "only the branch that one is in stands in the page");
      await folder.locator(".fold").click();
      await folder.locator("li").first().waitFor();
      assert.ok((await folder.locator("li").count()) > 5);
      await folder.locator(".fold").click();
      await folder.locator("li").first().waitFor({ state: "hidden" });
    }));

  test("a home page where the vault has none, with the latest and the most linked", () =>
    at("made", "/", { scripts: false }, async (page) => {
      assert.ok((await page.locator(".columns section").count()) === 2 && (await page.locator(".folders li").count()) > 3);
    }));

  test("the keyboard alone reaches everything", () =>
    each(both, (size) =>
      at("example", NOTE, { ...size, touch: false }, async (page) => {
        const wanted = await page.evaluate(() => {
          const inView = (element) => element.checkVisibility({ checkOpacity: false, contentVisibilityAuto: false }) && !element.closest("details:not([open]) > :not(summary)");
          const radio = (element) => !element.matches("input[type=radio]:not(:checked)");
          return [...document.querySelectorAll("a[href], button, input, select, summary")].filter((e) => inView(e) && radio(e) && !e.closest("dialog")).length;
        });
        const reached = new Set();
        for (let n = 0; n < wanted + 40; n++) {
          await page.keyboard.press("Tab");
          const here = await page.evaluate(() => {
            const list = [...document.querySelectorAll("*")];
            return document.activeElement === document.body ? -1 : list.indexOf(/** @type {Element} */ (document.activeElement));
          });
          if (here >= 0) reached.add(here);
        }
        assert.ok(reached.size >= wanted, `${reached.size} of ${wanted}`);
      })));
});

test("a page weighs little before anybody does anything", () => {
  const { root } = sites.example;
  const size = (path) => gzipSync(readFileSync(join(root, path)), { level: 9 }).length;
  const assets = readdirSync(join(root, "assets"));
  const asset = (start) => size(join("assets", assets.find((name) => name.startsWith(start)) ?? assert.fail(start)));
  const pages = readdirSync(root, { recursive: true }).map(String).filter((path) => path.endsWith("index.html"));
  const notes = pages.filter((path) => readFileSync(join(root, path), "utf8").includes("data-note=")).map(size).sort((a, b) => a - b);
  const weights = { note: notes[notes.length >> 1], css: asset("style."), scripts: asset("main.") + asset("early.") };
  console.log("gzipped:", weights);
  assert.ok(weights.note <= 12_000 && weights.css <= 12_288 && weights.scripts <= 10_000, JSON.stringify(weights));
});
