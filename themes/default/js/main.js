// What every page loads. It only listens; what it needs beyond that is loaded when somebody asks for it.

const root = document.documentElement;

/** @param {string} key @param {string | null} [value] */
function kept(key, value) {
  try {
    if (value === undefined) return localStorage.getItem(key);
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // storage is switched off: nothing is remembered
  }
  return value ?? null;
}

/** Light, dark, or as the system has it: the choice that differs from what is shown comes next. */
function theme() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const shown = root.dataset.theme ?? (dark ? "dark" : "light");
  const next = shown === "dark" ? "light" : "dark";
  if (next === (dark ? "dark" : "light")) {
    delete root.dataset.theme;
    kept("theme", null);
  } else {
    root.dataset.theme = next;
    kept("theme", next);
  }
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target.closest("[data-act]") : null;
  if (target instanceof HTMLElement && target.dataset.act === "theme") theme();
});

/** The filters of Connections are remembered from page to page. */
function filters() {
  const inputs = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll(".filter input"));
  const shown = kept("connections") ?? "all";
  for (const input of inputs) {
    if (input.type === "radio") input.checked = input.value === shown || (input.checked && shown === "all");
    else input.checked = kept("notes-only") === "yes";
    input.addEventListener("change", () => {
      if (input.type === "radio") kept("connections", input.value);
      else kept("notes-only", input.checked ? "yes" : null);
    });
  }
}

/** The contents beside the text show where one is. */
function spy() {
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".outline a"));
  if (links.length === 0) return;
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
        link.scrollIntoView({ block: "nearest" });
      }
    }
  };
  addEventListener("scroll", () => (due ||= requestAnimationFrame(look)), { passive: true });
  look();
}

filters();
spy();
