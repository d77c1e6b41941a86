// Safe helpers for building pages: text is text, never markup.

/**
 * An element with attributes and children; a string among the children is text.
 * @param {string} name
 * @param {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} [attributes] `true` sets an
 *   empty attribute; `false` and nothing leave it out; a function listens for the event of that name
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElement}
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  set(element, attributes);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/**
 * The same for SVG.
 * @param {string} name
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes]
 * @param {...(Node | string)} children
 * @returns {SVGElement}
 */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  set(element, attributes);
  element.append(...children);
  return element;
}

/**
 * @param {Element} element
 * @param {Record<string, any>} attributes
 */
function set(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, String(value));
  }
}

/**
 * The first element that fits, or none.
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {HTMLElement | null}
 */
export const one = (selector, within = document) => within.querySelector(selector);

/**
 * All elements that fit.
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {HTMLElement[]}
 */
export const all = (selector, within = document) => [...within.querySelectorAll(selector)].filter((e) => e instanceof HTMLElement);

/** The site's root, as an address. @returns {URL} */
export const root = () => new URL(document.body.dataset.root ?? "./", document.baseURI);

/**
 * A JSON file below the site's root; each is asked for once.
 * @param {string} path
 * @returns {Promise<any>}
 */
export function data(path) {
  const url = new URL(path, root()).href;
  let answer = loaded.get(url);
  if (!answer) {
    answer = fetch(url).then((response) => {
      if (!response.ok) throw new Error(`${response.status} ${url}`);
      return response.json();
    });
    answer.catch(() => loaded.delete(url));
    loaded.set(url, answer);
  }
  return answer;
}

/** @type {Map<string, Promise<any>>} */
const loaded = new Map();

/**
 * What the reader chose last, where the browser keeps it.
 * @param {string} key
 * @param {string | null} [value] given: it is kept; null: forgotten
 * @returns {string | null}
 */
export function choice(key, value) {
  try {
    if (value === undefined) return localStorage.getItem(key);
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // storage is switched off: nothing is remembered
  }
  return value ?? null;
}
