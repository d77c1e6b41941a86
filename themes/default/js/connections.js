// More to do with many backlinks: a box that filters them, an order, groups; and steps from one to the next.

import { all, choice, el, one } from "./dom.js";
import { say } from "./say.js";

/** @typedef {{ card: HTMLElement, title: string, folder: string, date: string, text: string }} Card */

/** @param {HTMLElement} card @returns {Card} */
function read(card) {
  const path = card.dataset.source ?? "";
  return {
    card,
    title: one(".source a", card)?.textContent ?? "",
    folder: path.slice(0, Math.max(path.lastIndexOf("/"), 0)),
    date: one("time", card)?.getAttribute("datetime") ?? "",
    text: (card.textContent ?? "").toLowerCase(),
  };
}

/** Puts the tools above the cards. */
export function tools() {
  const list = one("#backlinks .cards");
  const heading = one("#backlinks h3");
  if (!list || !heading || one(".sift")) return;
  const cards = all(":scope > .card", list).map(read);
  const names = new Intl.Collator(document.body.lang || document.documentElement.lang, { numeric: true });
  /** @type {Record<string, ((a: Card, b: Card) => number) | undefined>} */
  const orders = {
    title: (a, b) => names.compare(a.title, b.title),
    newest: (a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0),
    folder: (a, b) => names.compare(a.folder, b.folder),
  };
  const text = /** @type {HTMLInputElement} */ (el("input", { type: "search", placeholder: say("filter"), "aria-label": say("filter"), input: sift, autocomplete: "off" }));
  const option = (/** @type {string} */ value) => el("option", { value, selected: (choice("order") ?? "given") === value }, say(`order-${value}`));
  const order = /** @type {HTMLSelectElement} */ (el("select", { "aria-label": say("order"), change: arrange }, ...["given", "newest", "title", "folder"].map(option)));
  const count = el("span", { role: "status", class: "sifted" });
  heading.after(el("div", { class: "sift" }, text, order, count));
  if (order.value !== "given") arrange();

  function sift() {
    const words = text.value.toLowerCase().split(/\s+/);
    let shown = 0;
    for (const { card, text } of cards) {
      card.hidden = !words.every((word) => text.includes(word));
      if (!card.hidden) shown += 1;
    }
    for (const group of all(".card-group", list ?? undefined)) {
      let next = group.nextElementSibling;
      while (next instanceof HTMLElement && next.matches(".card") && next.hidden) next = next.nextElementSibling;
      group.hidden = !next?.matches(".card");
    }
    count.textContent = text.value ? say("found", shown) : "";
  }

  function arrange() {
    choice("order", order.value === "given" ? null : order.value);
    const compare = orders[order.value];
    const sorted = compare ? [...cards].sort(compare) : cards;
    let folder = "";
    const lines = sorted.flatMap(({ card, ...about }) => {
      if (order.value !== "folder" || about.folder === folder) return [card];
      folder = about.folder;
      return [el("li", { class: "card-group" }, folder.replaceAll("/", " › ")), card];
    });
    list?.replaceChildren(...lines);
    sift();
  }
}

/** Goes to the next backlink, or the one before. @param {number} by 1 or -1 */
export function step(by) {
  const show = /** @type {HTMLInputElement | null} */ (one(".filter [value=forward]:checked"));
  if (show) /** @type {HTMLInputElement} */ (one(".filter [value=all]")).click();
  const links = all("#backlinks .source a").filter((link) => link.offsetParent !== null);
  const at = links.findIndex((link) => link === document.activeElement);
  const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by];
  next?.focus({ preventScroll: true });
  next?.closest(".card")?.scrollIntoView({ block: "center" });
}
