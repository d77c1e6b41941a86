// The page of the whole graph, in Chromium: what it shows, and every way to ask it something.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Graph } from "../../themes/default/js/graph-data.js";
import { Scene } from "../../themes/default/js/graph-scene.js";
import { browserPath, build, each, launch, open, project, serve, soon, vault } from "./site.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A vault with one of each: types, tags, dates, a placeholder, an attachment, a note that nothing leads to. */
const files = {
  "index.md": "---\ndate: 2020-01-01\ntype: map\n---\n# Harbour\n\n[[tide]] [[moon]] [[wharf]] [[unwritten thing]] [chart](chart.pdf)\n",
  "sea/tide.md": "---\ndate: 2021-01-01\n---\n# Tide\n\n#water/salt [[moon]]\n",
  "sea/wharf.md": "---\ndate: 2022-01-01\n---\n# Wharf\n\n#stone [[tide]]\n",
  "sky/moon.md": "---\ndate: 2023-01-01\n---\n# Moon\n\n#light [[sun]]\n",
  "sky/sun.md": "---\ndate: 2024-01-01\n---\n# Sun\n\n#light [[moon]]\n",
  "alone.md": "---\ndate: 2024-06-01\n---\n# Alone\n\nNobody speaks of this.\n",
  "chart.pdf": "%PDF-1.4\n",
};

const sites = {};
let browser;

before(async () => {
  assert.ok(browserPath, "there is no Chromium; set CHROME_PATH");
  browser = await launch();
  for (const [name, source] of [["example", join(project, "example-site")], ["made", vault(files)]]) sites[name] = await serve(build(source));
});

after(async () => {
  await browser?.close();
  for (const site of Object.values(sites)) site.close();
});

/** Opens the graph of a site, waits for its picture, does something, and holds that nothing was amiss. */
async function graph(site, how, work, ask = "") {
  const { base } = sites[site];
  const { page, trouble, close } = await open(browser, { base, ...how });
  await page.goto(`${base}/graph/${ask}`);
  if (how.scripts !== false) await page.locator("[data-ready]").waitFor();
  await work(page);
  assert.deepEqual(trouble, []);
  await close();
}

const sizes = [{ width: 1440 }, { width: 390 }];
const ways = sizes.flatMap((size) => [{ ...size, scheme: "light" }, { ...size, scheme: "dark" }]);

/** How many pixels of the picture have another colour than its ground, and how many have the accent's. */
const counted = (page) =>
  page.evaluate(async () => {
    // two frames: what is due has been drawn
    for (let n = 0; n < 2; n++) await new Promise((resolve) => requestAnimationFrame(resolve));
    const picture = /** @type {HTMLCanvasElement} */ (document.querySelector(".graph-stage canvas"));
    const copy = new OffscreenCanvas(picture.width, picture.height), context = copy.getContext("2d", { willReadFrequently: true });
    if (!context) return { drawn: 0, accent: 0 };
    const probe = document.querySelector(".graph")?.appendChild(document.createElement("i"));
    if (probe) probe.style.color = "var(--accent)";
    context.fillStyle = probe ? getComputedStyle(probe).color : "red";
    probe?.remove();
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, picture.width, picture.height);
    const off = (at, r, g, b) => Math.abs(data[at] - r) + Math.abs(data[at + 1] - g) + Math.abs(data[at + 2] - b);
    let drawn = 0, accent = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (off(at, data[0], data[1], data[2]) > 24) drawn++;
      if (off(at, red, green, blue) < 60) accent++;
    }
    return { drawn, accent };
  });

/** The same of a picture that rests: a slow machine draws what was asked for some frames later. */
async function pixels(page) {
  let last = await counted(page);
  return soon(async () => {
    const before = last;
    last = await counted(page);
    assert.deepEqual(last, before, "the picture does not come to rest");
    return last;
  });
}

/** Whether two pictures are the same but for what smoothing makes of an edge. */
const alike = (now, before) =>
  assert.ok(Math.abs(now.drawn - before.drawn) <= before.drawn / 100, `${now.drawn} pixels, ${before.drawn} before`);

/** Asks the box of the graph; what it finds. */
async function found(page, text) {
  const box = page.locator(".graph-search input");
  await box.fill("");
  await box.fill(text);
  return page.locator("#graph-found [role=option]").allTextContents();
}

/** Opens what one can set, where a narrow page folds it. */
const settings = async (page) => {
  if ((await page.locator(".graph-more[open]").count()) === 0) await page.locator(".graph-more > summary").click();
};

const middle = async (page) => {
  const box = (await page.locator(".graph-stage").boundingBox()) ?? assert.fail("no stage");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

test("the picture appears, in light and dark, wide and narrow, with WebGL and without", { timeout: 120_000 }, () =>
  each(ways.flatMap((way) => [[way, ""], [way, "?draw=canvas"]]), ([way, ask]) =>
    graph("example", way, async (page) => {
      const { drawn } = await pixels(page);
      assert.ok(drawn > 2000, `${drawn} pixels`);
      const stage = await page.locator(".graph-stage").boundingBox();
      assert.ok(stage.width <= way.width && stage.height > 300);
      if (ask) assert.equal(await page.locator("[data-ready]").getAttribute("data-ready"), "canvas");
    }, ask), 2));

test("no rule of accessibility is broken, also with all open and a node chosen", { timeout: 120_000 }, () =>
  each(ways, (way) =>
    graph("made", way, async (page) => {
      await page.evaluate(axe);
      const broken = async () => {
        const { violations } = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ["violations"] }));
        return violations.map(({ id, nodes }) => `${way.width} ${way.scheme} ${id}: ${nodes[0].html.slice(0, 200)}`);
      };
      await settings(page);
      assert.deepEqual(await broken(), []);
      await found(page, "moon");
      assert.deepEqual(await broken(), []);
      await page.keyboard.press("Enter");
      assert.deepEqual(await broken(), []);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${over} pixels too wide`);
    }), 2));

describe("a node", () => {
  test("under the pointer lights up with what it is linked with", () =>
    graph("example", {}, async (page) => {
      await page.keyboard.press("Escape");
      await page.locator(".graph-stage").focus();
      await page.keyboard.press("Escape");
      assert.equal(await page.locator(".graph-card").isVisible(), false);
      const before = await pixels(page);
      const { x, y } = await middle(page);
      await page.mouse.move(x, y);
      await soon(async () => {
        const lit = await pixels(page);
        assert.ok(lit.accent > before.accent + 100 && lit.drawn < before.drawn, JSON.stringify({ before, lit }));
      });
      await page.mouse.move(x, 5);
      await soon(async () => assert.deepEqual(await pixels(page), before));
      await page.mouse.click(x, y);
      await page.waitForURL("**/ideas/dead-reckoning/");
    }, "?note=ideas%2FDead%20reckoning.md"));

  test("a finger chooses it, and its card leads to the note", () =>
    graph("example", { width: 390 }, async (page) => {
      await page.locator(".graph-card .close").tap();
      assert.equal(await page.locator(".graph-card").isVisible(), false);
      const { x, y } = await middle(page);
      await page.touchscreen.tap(x, y);
      await page.locator(".graph-card h2 a").tap();
      await page.waitForURL("**/ideas/dead-reckoning/");
    }, "?note=ideas%2FDead%20reckoning.md"));

  test("is found by its name, and the keyboard alone goes on from there", () =>
    each(sizes, (size) =>
      graph("made", { ...size, touch: false }, async (page) => {
        const before = await pixels(page);
        await page.locator(".graph-search input").focus();
        await page.keyboard.type("tid");
        assert.equal(await page.locator("#graph-found [aria-selected=true]").textContent(), "Tide");
        await page.keyboard.press("Enter");
        const card = page.locator(".graph-card");
        assert.equal(await card.locator("h2").textContent(), "Tide");
        assert.equal(await page.locator(".graph [role=status]").textContent(), "Tide");
        assert.deepEqual((await card.locator("li").allTextContents()).sort(), ["#water/salt", "Harbour", "Moon", "Wharf"].sort());
        await soon(async () => assert.ok((await pixels(page)).accent > before.accent, "its links stand out"));
        for (let n = 0; n < 40 && !(await page.evaluate(() => document.activeElement?.closest(".graph-card li"))); n++) await page.keyboard.press("Tab");
        const name = await page.evaluate(() => document.activeElement?.textContent ?? "");
        await page.keyboard.press("Enter");
        assert.equal(await card.locator("h2").textContent(), name);
        await page.locator(".graph-stage").focus();
        await page.keyboard.press("Escape");
        assert.equal(await card.isVisible(), false);
        await found(page, "moon");
        await page.keyboard.press("Enter");
        await page.locator(".graph-stage").focus();
        await page.keyboard.press("Enter");
        await page.waitForURL("**/sky/moon/");
      })));
});

test("an orphan is a note that hangs on no note, no name and no tag that is shown", () => {
  const kinds = { one: "note", two: "note", tagged: "note", pictured: "note", alone: "note", asking: "note", tag: "tag", file: "attachment", name: "placeholder" };
  const ids = Object.keys(kinds);
  const nodes = ids.map((id, ix) => ({ id, kind: kinds[id], x: ix, y: 0 }));
  const joins = [["one", "two"], ["one", "tag"], ["tagged", "tag"], ["pictured", "file"], ["asking", "name"], ["alone", "alone"]];
  const made = new Graph({ nodes, links: joins.map(([from, to]) => [ids.indexOf(from), ids.indexOf(to), 1]) });
  const show = (wanted) => {
    made.show({ tags: true, placeholders: true, attachments: true, orphans: false, until: Infinity, also: () => true, ...wanted });
    return ids.filter((_, ix) => made.shown[ix]).join(" ");
  };
  assert.equal(made.hasOrphans(), true);
  assert.equal(show({ orphans: true }), ids.join(" "));
  assert.equal(show({}), "one two tagged asking tag name");
  assert.equal(show({ tags: false }), "one two asking name");
  assert.equal(show({ tags: false, placeholders: false }), "one two");
  const tagged = new Graph({ nodes: nodes.slice(0, 3).concat(nodes[6]), links: [[0, 1, 1], [2, 3, 1]] });
  assert.equal(tagged.hasOrphans(), true, "it has no orphan until tags are hidden, which the reader may do");
});

describe("what is shown", () => {
  const kinds = { tags: "#stone", placeholders: "unwritten thing", attachments: "chart", orphans: "Alone" };
  const labels = { tags: "Tags", placeholders: /written|Placeholders/i, attachments: "Attachments", orphans: /Orphans|links|alone/i };
  test("tags, placeholders, attachments and orphans come and go", () =>
    each(sizes, (size) =>
      graph("made", size, async (page) => {
        await settings(page);
        for (const [kind, name] of Object.entries(kinds)) {
          const box = page.locator(".graph-controls label", { hasText: labels[kind] }).locator("input");
          const there = await box.isChecked();
          assert.equal((await found(page, name)).length > 0, there, `${kind} at first`);
          await page.keyboard.press("Escape");
          await box.setChecked(!there);
          assert.equal((await found(page, name)).length > 0, !there, `${kind} then`);
          await page.keyboard.press("Escape");
          await box.setChecked(there);
        }
      })));

  test("colours by folder, tag, type and community, each with its legend", () =>
    each(sizes, (size) =>
      graph("made", size, async (page) => {
        await settings(page);
        const select = page.locator(".graph-controls select");
        const legend = async (by) => {
          await select.selectOption(by);
          return (await page.locator(".graph-legend bdi").allTextContents()).sort();
        };
        assert.deepEqual(await legend("folder"), ["sea", "sky"]);
        assert.deepEqual(await legend("tag"), ["#light"]);
        assert.deepEqual(await legend("type"), ["map", "note"]);
        assert.deepEqual(await legend("none"), []);
      })));

  test("colours by community at first, each named by the note that most lead to", () =>
    graph("example", {}, async (page) => {
      assert.equal(await page.locator(".graph-controls select").inputValue(), "community");
      assert.ok((await page.locator(".graph-legend bdi").count()) > 1);
    }));

  test("the slider goes through time, and one button goes back to the whole", () =>
    each(sizes, (size) =>
      graph("made", size, async (page) => {
        await settings(page);
        const said = () => page.locator(".graph [role=status]").textContent();
        assert.match(await said(), /^6 /);
        const whole = await pixels(page);
        const slider = page.locator(".graph-time input");
        await slider.focus();
        await page.keyboard.press("Home");
        assert.match(await said(), /^1 /);
        assert.equal(await page.locator(".graph-time output").textContent(), "2020-01-01");
        await page.keyboard.press("ArrowRight");
        assert.match(await said(), /^2 /);
        assert.equal(await slider.getAttribute("aria-valuetext"), "2021-01-01");
        await page.locator(".graph-zoom button").first().click();
        await page.locator(".graph-zoom button").last().click();
        assert.match(await said(), /^6 /);
        assert.equal(await page.locator(".graph-time output").textContent(), "2024-06-01");
        await soon(async () => alike(await pixels(page), whole));
      })));

  test("keys and the wheel move over it", () =>
    graph("example", {}, async (page) => {
      const before = await pixels(page);
      await page.locator(".graph-stage").focus();
      for (let n = 0; n < 12; n++) await page.keyboard.press("ArrowRight");
      await soon(async () => assert.ok((await pixels(page)).drawn < before.drawn, "half of it is out of sight"));
      await page.keyboard.press("0");
      await soon(async () => alike(await pixels(page), before));
      const { x, y } = await middle(page);
      await page.mouse.move(x, y);
      await page.mouse.wheel(0, 900);
      await page.mouse.move(x, 5);
      await soon(async () => assert.ok((await pixels(page)).drawn < before.drawn, "from afar it is smaller"));
    }));
});

test("who cannot see it has it as lists; without scripts the picture of the build stands there", () =>
  each(ways.flatMap((way) => [{ ...way, scripts: false }, way]), (way) =>
    graph("example", way, async (page) => {
      assert.ok((await page.locator(".columns section").first().locator("li a").count()) >= 10);
      assert.ok((await page.locator(".columns section").nth(1).locator("li a").count()) >= 5);
      if (way.scripts !== false) {
        const named = await page.locator(".graph-stage").evaluate((stage) => document.getElementById(stage.getAttribute("aria-describedby") ?? "")?.textContent);
        assert.ok(named);
        return;
      }
      assert.equal(await page.locator("svg.overview").isVisible(), true);
      assert.ok((await page.locator("svg.overview a[href]").count()) > 20);
    }), 2));

test("a slow machine draws fewer links while the view moves, and all of them once it rests", () => {
  const count = 50_000;
  const drawn = [];
  const painter = { load() {}, clear() {}, drawNodes() {}, drawLinks: (_view, from, to) => drawn.push(to - from) };
  const two = { ranked: Uint32Array.of(0, 1), shown: [1, 1], x: [0, 9], y: [0, 9], radius: [4, 4], kind: [0, 0], from: new Uint32Array(count), to: new Uint32Array(count).fill(1), bounds: () => [0, 0, 9, 9] };
  const scene = new Scene(/** @type {any} */ (two), painter);
  const grey = [128, 128, 128, 255];
  scene.build(new Uint8Array(8), [null, null], { paper: grey, line: grey, accent: grey }, null, -1);
  const view = { x: 0, y: 0, k: 1, width: 100, height: 100, ratio: 1 };
  const frame = (moved, took) => {
    if (took) scene.pace(took);
    drawn.length = 0;
    const left = scene.frame(view, moved);
    return { links: drawn[0], left };
  };
  const first = frame(true, 0).links;
  assert.ok(first < count);
  // however slow: a picture that took most of a second is no rest
  assert.ok(frame(true, 800).links < first / 2);
  for (let n = 0; n < 8; n++) frame(true, 800);
  const slowest = frame(true, 800).links;
  assert.ok(slowest > 0 && slowest < 1000, `${slowest}`);
  for (let n = 0; n < 60; n++) frame(true, 16);
  assert.equal(frame(true, 16).links, count, "a quick one has them all");
  for (let n = 0; n < 8; n++) frame(true, 800);
  let sum = frame(true, 800).links;
  for (let left = true; left;) {
    const next = frame(false, 0);
    left = next.left;
    sum += next.links;
  }
  assert.equal(sum, count);
});
