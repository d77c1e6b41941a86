// Each block of code gets a button that copies it. Numbers of lines are no part of its text: the style sheet writes them.

import { all, el } from "./dom.js";
import { say } from "./say.js";

/** How long a button says what came of it, in milliseconds. */
const WHILE = 2500;

/** Says it to those who do not see the button. */
const voice = el("p", { class: "aside", role: "status" });

/** Gives every block of the note its button. */
export function start() {
  document.body.append(voice);
  for (const code of all("article pre > code")) {
    const block = code.parentElement;
    if (!block || block.closest(".copyable")) continue;
    const figure = block.closest("figure.code");
    const box = figure ?? el("div");
    box.classList.add("copyable");
    if (!figure) {
      block.replaceWith(box);
      box.append(block);
    }
    box.append(el("button", { class: "copy", type: "button", click: (/** @type {Event} */ event) => copy(/** @type {HTMLElement} */ (event.currentTarget), code) }, say("copy")));
  }
}

/** @param {HTMLElement} button @param {HTMLElement} code */
async function copy(button, code) {
  const text = (code.textContent ?? "").replace(/\n$/, "");
  let said = "copied";
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // over plain HTTP there is no clipboard: the text is selected, and the browser asked to copy that
    getSelection()?.selectAllChildren(code);
    if (!document.execCommand("copy")) said = "copy-selected";
  }
  button.textContent = say(said);
  voice.textContent = say(said);
  setTimeout(() => {
    button.textContent = say("copy");
    voice.textContent = "";
  }, WHILE);
}
