// The beginning of what a link leads to: a note, a section or a block. It is taken from the page itself, which is then at hand
// when the reader follows the link.

import { el } from "./dom.js";

/** How much of a text is shown, in characters. */
const ENOUGH = 600;
/** Elements that have no place in a preview. */
const UNWANTED = "script, style, link, iframe, object, embed, form, input, button, audio, video, .footnote-ref, .footnote-back, .footnotes";

/** @type {HTMLElement | undefined} */
let card;
/** @type {HTMLAnchorElement | undefined} */
let shown;
let timer = 0;
/** @type {Map<string, Promise<{ page: Document, url: string }>>} */
const pages = new Map();

/** @param {string} address @returns {Promise<{ page: Document, url: string }>} */
function page(address) {
  let answer = pages.get(address);
  if (!answer) {
    answer = fetch(address, { priority: "low" }).then(async (response) => {
      const html = response.ok && (response.headers.get("content-type") ?? "").startsWith("text/html");
      if (!html) throw new Error("no page");
      return { page: new DOMParser().parseFromString(await response.text(), "text/html"), url: response.url };
    });
    answer.catch(() => pages.delete(address));
    pages.set(address, answer);
    if (pages.size > 30) pages.delete([...pages.keys()][0] ?? "");
  }
  return answer;
}

/** Shows where a link leads, unless the reader has left it by then. @param {HTMLAnchorElement} link */
export async function show(link) {
  const [address, fragment = ""] = link.href.split("#");
  const own = address === location.href.split("#")[0];
  if ((own && !fragment) || link === shown) return;
  try {
    const { page: from, url } = own ? { page: document, url: location.href } : await page(address ?? "");
    if (own && isInSight(document.getElementById(decodeURIComponent(fragment)))) return;
    const parts = taken(from, decodeURIComponent(fragment), url);
    if (parts.length > 0 && (link.matches(":hover") || link === document.activeElement)) place(link, from, own || Boolean(fragment), parts);
  } catch {
    // there is no page to show: the link says what it says
  }
}

/** Whether the reader sees a footnote anyway: it stands beside the text, or the text is at its end. @param {Element | null} target */
function isInSight(target) {
  if (!target?.matches(".footnotes > ol > li")) return false;
  const { top, bottom } = target.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}

/** The nodes to show, safe and with absolute addresses. @param {Document} from @param {string} id @param {string} url */
function taken(from, id, url) {
  const article = from.querySelector("main article") ?? from.querySelector("main");
  const start = id ? from.getElementById(id) : null;
  /** @type {Element[]} */
  let chosen = [];
  if (start && start.closest("h1") === null && start !== from.querySelector("main")) {
    const level = /^H[2-6]$/.test(start.tagName) ? Number(start.tagName[1]) : 0;
    chosen = [start];
    for (let next = start.nextElementSibling; level && next && !(/^H[1-6]$/.test(next.tagName) && Number(next.tagName[1]) <= level); next = next.nextElementSibling) chosen.push(next);
  } else if (article) chosen = [...article.children].filter((child) => child.tagName !== "HEADER");
  let length = 0;
  const enough = chosen.filter((element) => {
    const begun = length < ENOUGH;
    length += element.textContent?.length ?? 0;
    return begun;
  });
  return enough.map((element) => clean(/** @type {Element} */ (document.importNode(element, true)), url)).filter((element) => !element.matches(UNWANTED));
}

/** @param {Element} element @param {string} url */
function clean(element, url) {
  for (const unwanted of element.querySelectorAll(UNWANTED)) unwanted.remove();
  for (const part of [element, ...element.querySelectorAll("*")]) {
    for (const { name, value } of [...part.attributes]) {
      if (name === "id" || name === "style" || name === "tabindex" || name === "srcset" || name.startsWith("on") || name.startsWith("aria-")) part.removeAttribute(name);
      else if (name === "src" || name === "href") part.setAttribute(name, new URL(value, url).href);
    }
    if (part instanceof HTMLAnchorElement) part.tabIndex = -1;
    if (part instanceof HTMLDetailsElement) part.open = true;
  }
  return element;
}

/** @param {HTMLAnchorElement} link @param {Document} from @param {boolean} part @param {Element[]} nodes */
function place(link, from, part, nodes) {
  close();
  const title = from.querySelector("h1")?.textContent ?? "";
  const main = from.querySelector("main");
  const lang = main?.closest("[lang]")?.getAttribute("lang");
  const dir = main?.closest("[dir]")?.getAttribute("dir") ?? "ltr";
  card = el(
    "div",
    { class: "preview", id: "preview", role: "tooltip", lang, dir, pointerenter: () => clearTimeout(timer), pointerleave: leave },
    title && el("p", { class: part ? "preview-from" : "preview-title" }, title),
    el("div", { class: "preview-text" }, ...nodes),
  );
  document.body.append(card);
  const box = [...link.getClientRects()].find((rect) => rect.width > 0) ?? link.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = card;
  const above = innerHeight - box.bottom < height + 16 && box.top > height + 16;
  card.style.insetBlockStart = `${above ? box.top - height - 8 : box.bottom + 8}px`;
  card.style.left = `${Math.min(Math.max(box.left - 16, 12), innerWidth - width - 12)}px`;
  shown = link;
  link.setAttribute("aria-describedby", "preview");
  link.addEventListener("pointerleave", leave);
  link.addEventListener("blur", close);
  addEventListener("keydown", escape, true);
  addEventListener("scroll", close, { once: true, passive: true });
}

function leave() {
  clearTimeout(timer);
  timer = setTimeout(close, 250);
}

/** @param {KeyboardEvent} event */
function escape(event) {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  close();
}

export function close() {
  clearTimeout(timer);
  shown?.removeEventListener("pointerleave", leave);
  shown?.removeEventListener("blur", close);
  shown?.removeAttribute("aria-describedby");
  removeEventListener("keydown", escape, true);
  removeEventListener("scroll", close);
  card?.remove();
  card = undefined;
  shown = undefined;
}
