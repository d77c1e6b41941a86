// What the one box can do besides finding.

import { all, data, one, root } from "./dom.js";
import { say } from "./say.js";

/** @returns {import("./palette.js").Item[]} */
export function actions() {
  /** @type {import("./palette.js").Item[]} */
  const found = [{ title: say("random"), run: random }];
  if (one("#backlinks")) found.push({ title: say("next-backlink"), hint: "Alt ↓", run: () => import("./connections.js").then((module) => module.step(1)) });
  found.push({ title: say("switch-theme"), run: () => document.dispatchEvent(new CustomEvent("act", { detail: "theme" })) });
  for (const link of all(".site .links a")) {
    if (link instanceof HTMLAnchorElement) found.push({ title: link.textContent ?? "", href: link.href });
  }
  found.push({ title: say("home"), href: root().href });
  return found;
}

/** Some note, but not this one. */
async function random() {
  const first = await data("titles.json");
  const file = 1 + Math.floor(Math.random() * (first.files ?? 1));
  const { notes } = file === 1 ? first : await data(`titles-${file}.json`);
  const addresses = notes.map((/** @type {string[]} */ entry) => new URL(entry[1] ?? "", root()).href);
  const others = addresses.filter((/** @type {string} */ href) => href !== location.href.split("#")[0]);
  if (others.length > 0) location.assign(others[Math.floor(Math.random() * others.length)]);
}
