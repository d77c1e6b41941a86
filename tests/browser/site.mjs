// Sites for the tests in a browser: they are built with the program, served under the policy of their own file `_headers`, and
// watched: a request to another host, an error on the console or an answer that is not there fails the test.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const project = join(dirname(fileURLToPath(import.meta.url)), "../..");
export const program = process.env.FOAMSITE ?? join(project, "target/debug/foamsite");
const types = { html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript", json: "application/json", svg: "image/svg+xml", png: "image/png", xml: "text/xml" };

/** Where Chromium is; nothing where it is not. */
export const browserPath = [process.env.CHROME_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => path && existsSync(path));

/** A temporary folder that is gone when the tests have ended. */
export function folder() {
  const path = mkdtempSync(join(tmpdir(), "foamsite-browser-"));
  process.on("exit", () => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Builds a vault. @param {string} vault @returns {string} the folder of the site */
export function build(vault) {
  const out = join(folder(), "site");
  execFileSync(program, ["build", vault, "-o", out, "-q"], { stdio: ["ignore", "ignore", "inherit"] });
  return out;
}

/** A vault from its files. @param {Record<string, string>} files */
export function vault(files) {
  const root = folder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** The policy that a site's own file `_headers` names; the strictest where there is no such file. @param {string} root */
export function policyOf(root) {
  const file = join(root, "_headers");
  return (existsSync(file) && /^ {2}Content-Security-Policy: (.*)$/m.exec(readFileSync(file, "utf8"))?.[1]) || "default-src 'self'";
}

/** Serves a folder. @param {string} root @param {string} policy of content @returns {Promise<{ base: string, close: () => void }>} */
export async function serve(root, policy = policyOf(root)) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://x").pathname);
    const file = join(root, path.endsWith("/") ? `${path}index.html` : path);
    const found = existsSync(file) && statSync(file).isFile();
    const type = types[(found ? file : "x.html").split(".").pop()] ?? "application/octet-stream";
    response.writeHead(found ? 200 : 404, { "content-type": type, "x-content-type-options": "nosniff", ...(policy && { "content-security-policy": policy }) });
    const body = found ? file : join(root, "404.html");
    response.end(existsSync(body) ? readFileSync(body) : "not there");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("no port");
  return { base: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}

export const launch = () => chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });

/**
 * A page that is watched.
 * @param {import("playwright-core").Browser} browser
 * @param {{ base: string, width?: number, height?: number, scheme?: "light" | "dark", scripts?: boolean, touch?: boolean, still?: boolean }} how
 */
export async function open(browser, { base, width = 1440, height = 900, scheme = "light", scripts = true, touch = width < 600, still = true }) {
  const context = await browser.newContext({
    viewport: { width, height }, colorScheme: scheme, javaScriptEnabled: scripts, hasTouch: touch, isMobile: touch,
    reducedMotion: still ? "reduce" : "no-preference",
  });
  const page = await context.newPage();
  /** @type {string[]} */
  const trouble = [];
  page.on("request", (request) => !request.url().startsWith(base) && !request.url().startsWith("data:") && trouble.push(`asks ${request.url()}`));
  // the driver of a machine without a GPU speaks of its own speed
  const driver = (message) => message.text().includes("GL Driver Message");
  page.on("console", (message) => !driver(message) && ["error", "warning"].includes(message.type()) && !message.text().includes("404") && trouble.push(`${page.url()}: ${message.text()}`));
  // a busy machine gives up a transition between pages: the page is there all the same
  const givenUp = (error) => String(error).includes("Transition was aborted");
  page.on("pageerror", (error) => !givenUp(error) && trouble.push(`${page.url()}: ${error}`));
  return { page, trouble, close: () => context.close() };
}

/**
 * Tries until it holds, for ten seconds: what a page does after an event it does when the machine has time for it.
 * @template T @param {() => Promise<T>} check @returns {Promise<T>}
 */
export async function soon(check) {
  for (const end = Date.now() + 10_000; ;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Runs work on all things, a few at a time. @template T @param {T[]} things @param {(thing: T) => Promise<void>} work */
export async function each(things, work, at = 4) {
  const queue = [...things];
  await Promise.all(
    Array.from({ length: at }, async () => {
      for (let thing = queue.shift(); thing !== undefined; thing = queue.shift()) await work(thing);
    }),
  );
}
