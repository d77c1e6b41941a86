// The pictures of docs/pictures/, taken from the example site: node tests/browser/pictures.mjs

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, launch, open, project, serve } from "./site.mjs";

const NOTE = "/instruments/marine-chronometer/";
const PICTURES = [
  { name: "home", path: "/" },
  { name: "note", path: "/ideas/dead-reckoning/", at: "#connections" },
  { name: "graph", path: "/graph/", ready: "[data-ready]", at: ".graph" },
  { name: "discover", path: "/discover/" },
  { name: "phone", path: NOTE, width: 390, height: 844, scheme: /** @type {const} */ ("dark") },
];
/** Bytes of a picture, at most. */
const MOST = 150_000;

/** A picture as WebP: the browser itself makes it. @param {import("playwright-core").Page} page @param {Buffer} png */
async function webp(page, png) {
  const url = await page.evaluate(async (data) => {
    const image = new Image();
    image.src = data;
    await image.decode();
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: image.width, height: image.height });
    canvas.getContext("2d")?.drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.88);
  }, `data:image/png;base64,${png.toString("base64")}`);
  return Buffer.from(url.split(",")[1], "base64");
}

const folder = join(project, "docs/pictures");
mkdirSync(folder, { recursive: true });
const { base, close } = await serve(build(join(project, "example-site")), "");
const browser = await launch();
for (const { name, path, at, ready, width = 1280, height = 800, scheme } of PICTURES) {
  const { page, trouble, close: leave } = await open(browser, { base, width, height, scheme });
  await page.goto(base + path);
  if (ready) await page.locator(ready).waitFor();
  if (at) await page.locator(at).evaluate((element) => scrollTo({ top: element.getBoundingClientRect().top + scrollY - 24, behavior: "instant" }));
  // the graph's rest is drawn once it stands still
  await page.waitForTimeout(1500);
  const picture = await webp(page, await page.screenshot());
  if (picture.length > MOST || trouble.length) throw new Error(`${name}: ${picture.length} bytes; ${trouble.join("; ")}`);
  writeFileSync(join(folder, `${name}.webp`), picture);
  console.log(`${name}.webp`, picture.length);
  await leave();
}
await browser.close();
close();
