// Folders open where one is. What is in a folder stands on its page, so that is where it is taken from.

import { el, one } from "./dom.js";

/** Opens or closes the folder of a button. @param {HTMLElement} button */
export async function fold(button) {
  const folder = button.closest(".dir");
  const link = folder && one("a", folder);
  if (!folder || !(link instanceof HTMLAnchorElement)) return;
  const open = !folder.classList.contains("open");
  if (open && !folder.querySelector("ul")) {
    button.ariaBusy = "true";
    try {
      folder.append(await inside(link.href));
    } catch {
      return location.assign(link.href);
    } finally {
      button.ariaBusy = null;
    }
  }
  folder.classList.toggle("open", open);
  button.setAttribute("aria-expanded", String(open));
}

/** The list of what is in a folder. @param {string} address of its page @returns {Promise<HTMLElement>} */
async function inside(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(String(response.status));
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const list = el("ul");
  for (const entry of page.querySelectorAll("main .list > li > a")) {
    const href = new URL(entry.getAttribute("href") ?? "", response.url).href;
    const title = entry.textContent ?? "";
    const link = el("a", { href, "aria-current": href === location.href.split("#")[0] ? "page" : null }, title);
    if (!entry.closest(".folders")) list.append(el("li", {}, link));
    else list.append(el("li", { class: "dir" }, el("button", { type: "button", class: "fold", "data-act": "fold", "aria-expanded": "false", "aria-label": title }), link));
  }
  return list;
}
