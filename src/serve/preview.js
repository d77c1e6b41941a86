// Follows the vault: when the page is another than the one shown, what differs is changed in place, so that the reader's
// place and what is folded open stay. In the preview alone; a build has none of it.

const own = document.getElementById("foamsite-preview").dataset;
const pageParam = `page=${encodeURIComponent(own.page)}`;
/** What a reader changes in a page: it stays as the reader left it. */
const READERS = { DETAILS: ["open"], DIALOG: ["open"], INPUT: ["checked", "value"], HTML: null, BODY: null };

/** By what two elements are known to be the same one. */
function keyOf(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  const name = node.id || node.dataset?.source || node.dataset?.target || node.getAttribute("href") || "";
  return name && `${node.nodeName} ${name}`;
}

/** Takes over the attributes of `next`, but for those that are the reader's. */
function takeAttributes(node, next) {
  const kept = READERS[node.nodeName];
  if (kept === null) return; // scripts keep the reader's choices there
  for (const { name } of [...node.attributes]) {
    if (!next.hasAttribute(name) && !kept?.includes(name)) node.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (node.getAttribute(name) !== value && !kept?.includes(name)) node.setAttribute(name, value);
  }
}

/** Makes `node` what `next` is. */
function morph(node, next) {
  if (node.isEqualNode(next)) return;
  if (node.nodeType !== next.nodeType || node.nodeName !== next.nodeName) {
    node.replaceWith(document.importNode(next, true));
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) {
    if (node.nodeValue !== next.nodeValue) node.nodeValue = next.nodeValue;
    return;
  }
  takeAttributes(node, next);
  morphChildren(node, next);
}

/** Makes the children of `node` those of `next`: elements with a name are moved, the others changed in their order. */
function morphChildren(node, next) {
  const named = new Map();
  for (const child of node.childNodes) {
    const key = keyOf(child);
    if (key && !named.has(key)) named.set(key, child);
  }
  const wanted = new Set([...next.childNodes].map(keyOf));
  let at = node.firstChild;
  for (const child of next.childNodes) {
    const key = keyOf(child);
    let match = key ? named.get(key) : undefined;
    named.delete(key);
    if (!match) {
      // what has a name that is still wanted waits for its turn
      while (at && keyOf(at) && wanted.has(keyOf(at))) at = at.nextSibling;
      if (at && at.nodeName === child.nodeName && !keyOf(at) && !key) match = at;
    }
    if (!match) {
      node.insertBefore(document.importNode(child, true), at);
      continue;
    }
    if (match === at) at = at.nextSibling;
    else node.insertBefore(match, at);
    morph(match, child);
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    if (!gone.id?.startsWith?.("foamsite-preview")) gone.remove();
  }
}

/** Loads the page as it is now and changes what differs. */
async function refresh() {
  const response = await fetch(location.pathname + location.search, { cache: "no-store" });
  const next = new DOMParser().parseFromString(await response.text(), "text/html");
  const mark = next.getElementById("foamsite-preview")?.dataset.mark;
  if (mark) own.mark = mark;
  next.getElementById("foamsite-preview")?.remove();
  document.title = next.title;
  await restyle(next);
  for (const stale of document.head.querySelectorAll("meta, script")) {
    if (![...next.head.children].some((head) => head.isEqualNode(stale))) stale.remove();
  }
  const script = document.getElementById("foamsite-preview");
  const box = document.getElementById("foamsite-preview-box");
  morphChildren(document.body, next.body);
  document.body.append(script, ...(box ? [box] : []));
  document.dispatchEvent(new CustomEvent("foamsite:changed"));
  await showState();
}

/** Puts new style sheets in the place of old ones, once they are loaded: nothing flashes. */
async function restyle(next) {
  const sheets = (root) => [...root.head.querySelectorAll("link[rel=stylesheet]")];
  const href = (link) => link.getAttribute("href");
  const old = sheets(document).filter((link) => !link.dataset.preview);
  const fresh = sheets(next).filter((link) => !old.some((known) => href(known) === href(link)));
  const loaded = fresh.map((link) => {
    const copy = document.importNode(link, true);
    const done = new Promise((resolve) => copy.addEventListener("load", resolve, { once: true }));
    document.head.append(copy);
    return Promise.race([done, new Promise((resolve) => setTimeout(resolve, 2000))]);
  });
  await Promise.all(loaded);
  for (const link of old) if (!sheets(next).some((kept) => href(kept) === href(link))) link.remove();
}

function element(name, attributes, ...children) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
}

/** Shows what there is to say about the page, in a small box that can be folded. */
async function showState() {
  const state = await (await fetch(`${own.state}?${pageParam}`)).json();
  const before = document.getElementById("foamsite-preview-box");
  const open = before ? before.open : false;
  before?.remove();
  if (!state.trouble && !state.findings.length && !state.edit) return;
  const lines = state.findings.map((found) => {
    const place = [found.file, found.place].filter(Boolean).join(":");
    const where = found.edit ? element("a", { href: found.edit }, place) : place;
    const hints = found.hints.map((hint) => element("span", { className: "hint" }, hint));
    return element("li", { className: found.level }, element("b", {}, found.message), " ", element("code", {}, found.code), element("small", {}, where), ...hints);
  });
  const count = lines.length;
  const words = state.trouble ? "The site stands still" : count ? `${count} finding${count === 1 ? "" : "s"}` : "Preview";
  const parts = [element("summary", {}, words)];
  if (state.trouble) parts.push(element("pre", {}, state.trouble));
  if (count) parts.push(element("ul", {}, ...lines));
  if (state.edit) parts.push(element("p", {}, element("a", { href: state.edit }, "Open this note in the editor")));
  const kind = state.trouble ? "trouble" : count ? "findings" : "quiet";
  document.body.append(element("details", { id: "foamsite-preview-box", className: kind, open: open || Boolean(state.trouble) || state.findings.some(({ code }) => code === "bad-template") }, ...parts));
}

/** One refresh at a time; what comes meanwhile makes one more. */
let busy = false;
let again = false;
async function changed() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    do {
      again = false;
      await refresh();
    } while (again);
  } catch {
    // the server is away: the connection below comes back with it
  } finally {
    busy = false;
  }
}

function listen() {
  const events = new EventSource(`${own.events}?${pageParam}&mark=${own.mark}`);
  events.addEventListener("changed", changed);
  events.addEventListener("error", () => {
    events.close(); // with the mark that holds by then
    setTimeout(listen, 1000);
  });
  addEventListener("pagehide", () => events.close(), { once: true });
}

const style = element("link", { rel: "stylesheet", href: own.style });
style.dataset.preview = "";
document.head.append(style);
showState().catch(() => {});
listen();
