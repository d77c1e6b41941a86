// What every page loads. It only listens; what it needs beyond that is loaded when somebody asks for it.

const root = document.documentElement;
const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".outline a"));

/** What the reader chose last; a value is kept, null forgotten. @param {string} key @param {string | null} [value] */
function choice(key, value) {
  try {
    if (value === undefined) return localStorage.getItem(key);
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // storage is switched off: nothing is remembered
  }
  return value ?? null;
}

/** Light or dark, the one that is not shown; where that is the system's, nothing is kept. */
function theme() {
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const next = (root.dataset.theme ?? system) === "dark" ? "light" : "dark";
  if (next === system) delete root.dataset.theme;
  else root.dataset.theme = next;
  choice("theme", next === system ? null : next);
}

/** The one box. @param {string} [text] */
const find = (text) => import("./palette.js").then((box) => box.open(text));

/** The place a link of this page leads to is lit again, also where the address stays the same. @param {HTMLAnchorElement} link */
function light(link) {
  const place = link.hash && link.href === location.href ? document.getElementById(decodeURIComponent(link.hash.slice(1))) : null;
  if (!place) return;
  place.classList.remove("lit");
  requestAnimationFrame(() => place.classList.add("lit"));
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target.closest("a, [data-act]") : null;
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!(target instanceof HTMLElement) || !plain) return;
  const act = target.dataset.act;
  if (act === "theme") theme();
  else if (act === "find") {
    event.preventDefault();
    find();
  } else if (act === "fold") import("./tree.js").then((tree) => tree.fold(target));
  else if (target instanceof HTMLAnchorElement) light(target);
});
document.addEventListener("act", (event) => event instanceof CustomEvent && event.detail === "theme" && theme());

addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]");
  const combined = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k";
  if (combined || (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey)) {
    event.preventDefault();
    find();
  } else if (event.altKey && !typing && (event.key === "ArrowDown" || event.key === "ArrowUp") && document.getElementById("backlinks")) {
    event.preventDefault();
    const by = event.key === "ArrowDown" ? 1 : -1;
    import("./connections.js").then((module) => module.step(by));
  }
});

/** The filters of Connections are remembered from page to page; where there are many cards, there is more to do with them. */
function connections() {
  const inputs = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll(".filter input"));
  const shown = choice("connections");
  for (const input of inputs) {
    if (input.type === "checkbox") input.checked = choice("notes-only") === "yes";
    else if (input.value === shown) input.checked = true;
    input.addEventListener("change", () => {
      if (input.type === "radio") choice("connections", input.value);
      else choice("notes-only", input.checked ? "yes" : null);
    });
  }
  const cards = document.querySelector(".cards");
  if (!cards || cards.childElementCount < 8) return;
  const watch = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      import("./connections.js").then((module) => module.tools());
    },
    { rootMargin: "300px" },
  );
  watch.observe(cards);
}

/** The contents beside the text show where one is. */
function spy() {
  const places = [...links].flatMap((link) => {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    return heading ? [{ link, heading }] : [];
  });
  let due = 0;
  const look = () => {
    due = 0;
    const passed = places.filter(({ heading }) => heading.getBoundingClientRect().top < innerHeight / 4);
    const here = passed.at(-1)?.link;
    for (const { link } of places) {
      if (link !== here) link.removeAttribute("aria-current");
      else if (!link.hasAttribute("aria-current")) {
        link.setAttribute("aria-current", "true");
        const box = link.closest(".side");
        if (box) box.scrollTop = link.offsetTop - box.clientHeight / 2;
      }
    }
  };
  addEventListener("scroll", () => (due ||= requestAnimationFrame(look)), { passive: true });
  look();
}

/** Folders can be opened where one is. */
function tree() {
  for (const folder of document.querySelectorAll(".tree .dir")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "fold";
    button.dataset.act = "fold";
    button.setAttribute("aria-expanded", String(folder.classList.contains("open")));
    button.setAttribute("aria-label", folder.querySelector("a")?.textContent ?? "");
    folder.prepend(button);
  }
}

/** Resting on a link, or coming to it by keyboard, shows where it leads. Never by touch. */
function previews() {
  let timer = 0;
  /** @param {Event} event @param {number} wait */
  const rest = (event, wait) => {
    clearTimeout(timer);
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement) || link.origin !== location.origin || link.closest(".site, dialog, .preview")) return;
    timer = setTimeout(() => import("./preview.js").then((preview) => preview.show(link)), wait);
  };
  document.addEventListener("pointerover", (event) => event.pointerType === "mouse" && rest(event, 350));
  document.addEventListener("focusin", (event) => event.target instanceof Element && event.target.matches(":focus-visible") && rest(event, 600));
  document.addEventListener("focusout", () => clearTimeout(timer));
}

/** What is too wide and scrolls is reached by keyboard, also where the browser does not see to it. */
function scrollers() {
  for (const wide of document.querySelectorAll("pre, table, math[display=block], .drawing")) {
    if (wide instanceof HTMLElement && wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
  }
}

connections();
if (links.length > 0) spy();
tree();
previews();
requestAnimationFrame(() => setTimeout(scrollers));

/** A note at random, the way between two: what only some pages have. */
function discoveries() {
  const load = () => import("./discover.js");
  const form = document.querySelector("form[data-way]");
  if (form instanceof HTMLFormElement) load().then((discover) => discover.way(form));
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("[data-random]") : null;
    if (!link) return;
    event.preventDefault();
    load().then((discover) => discover.random());
  });
}

discoveries();

/** Code can be copied. */
function copies() {
  if (document.querySelector("article pre > code")) import("./copy.js").then((copy) => copy.start()).catch(console.warn);
}

requestAnimationFrame(() => setTimeout(copies));

const graph = document.querySelector("[data-graph]");
if (graph instanceof HTMLElement) import("./graph.js").then(({ start }) => start(graph)).catch(console.warn);
if (document.querySelector("form.search")) import("./search-page.js");
