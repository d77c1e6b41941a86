// Diagrams in Chromium: how wide they are, and what one that scrolls looks like.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browserPath, build, launch, open, serve, vault } from "./site.mjs";

const row = (count) => `\`\`\`mermaid\nflowchart LR\n${Array.from({ length: count }, (_, n) => `N${n}[Station ${n}] --> N${n + 1}[Station ${n + 1}]\n`).join("")}\`\`\`\n\n`;

let browser, site;

before(async () => {
  assert.ok(browserPath, "there is no Chromium; set CHROME_PATH");
  browser = await launch();
  // one that fits a text of any width, one that is made narrower to fit, one that cannot be
  site = await serve(build(vault({ "a.md": `# A\n\n${row(1)}${row(4)}${row(12)}` })));
});

after(async () => {
  await browser?.close();
  site?.close();
});

test("a drawing gives way to its text as long as it can be read, then it scrolls and says so", async () => {
  for (const [width, fits] of /** @type {[number, boolean[]][]} */ ([[1440, [true, true, false]], [390, [true, false, false]]])) {
    const { page, trouble, close } = await open(browser, { base: site.base, width });
    await page.goto(`${site.base}/a/`);
    const drawings = await page.locator(".drawing").evaluateAll((all) =>
      all.map((drawing) => {
        const svg = /** @type {SVGSVGElement} */ (drawing.firstElementChild);
        const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
        const letters = [...svg.querySelectorAll("text")].map((text) => Number(text.getAttribute("font-size")) * scale);
        return { fits: drawing.scrollWidth <= drawing.clientWidth, scale, letters: Math.min(...letters) };
      }));
    assert.deepEqual(drawings.map((drawing) => drawing.fits), fits, JSON.stringify(drawings));
    assert.ok(drawings.every(({ scale, letters }) => scale < 1.01 && letters > 9.9), JSON.stringify(drawings));
    if (width === 1440) assert.ok(drawings[1].scale < 0.99, "the second one is made narrower");
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    // the shadow is at the edge behind which there is more, and only there
    const wide = page.locator(".drawing").last();
    const middle = async (/** @type {boolean} */ end) => {
      const shot = (await wide.screenshot()).toString("base64");
      return page.evaluate(async ([data, end]) => {
        const image = new Image();
        image.src = `data:image/png;base64,${data}`;
        await image.decode();
        const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
        const pen = canvas.getContext("2d");
        pen?.drawImage(image, 0, 0);
        // above the row of nodes: nothing else is drawn there
        const pixel = pen?.getImageData(end ? image.width - 1 : 0, Math.round(image.height * 0.12), 1, 1).data ?? [0];
        return pixel[0];
      }, /** @type {[string, boolean]} */ ([shot, end]));
    };
    const [left, right] = [await middle(false), await middle(true)];
    assert.ok(right < left - 3, `${left} and ${right}`);
    await wide.evaluate((drawing) => drawing.scrollTo(drawing.scrollWidth, 0));
    const [after, there] = [await middle(false), await middle(true)];
    assert.ok(after < there - 3, `${after} and ${there}`);
    assert.deepEqual(trouble, []);
    await close();
  }
});
