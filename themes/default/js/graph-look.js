// Which colour each node has, and why.

import { NOTE, PLACEHOLDER, TAG } from "./graph-data.js";
import { say } from "./say.js";

/** @typedef {[number, number, number, number]} Colour red, green, blue, opacity: 0 to 255 */
/** @typedef {{ label: string, colour: Colour, nodes: number, key: string }} Entry a line of the legend */

/** Hues of classes, neighbours in the list far apart in hue. */
const HUES = [200, 40, 290, 145, 10, 250, 85, 335, 175, 60, 310, 225];

const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

/**
 * A colour of CSS as numbers; nothing where it is none.
 * @param {string} text @returns {Colour | null}
 */
export function colour(text) {
  if (!pixel || !CSS.supports("color", text)) return null;
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = text;
  pixel.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a];
}

/** The theme's colours, as they are now. @param {HTMLElement} element */
export function palette(element) {
  // a property may be written in terms of others or of the scheme: only a colour that is used is one
  const probe = document.createElement("i");
  element.append(probe);
  const read = (/** @type {string} */ name) => {
    probe.style.color = `var(${name})`;
    return colour(getComputedStyle(probe).color) ?? /** @type {Colour} */ ([128, 128, 128, 255]);
  };
  const paper = read("--paper");
  const dark = paper[0] * 0.3 + paper[1] * 0.6 + paper[2] * 0.1 < 128;
  const hues = HUES.map((hue) => colour(`oklch(${dark ? 0.76 : 0.57} 0.13 ${hue})`) ?? read("--accent"));
  const found = { paper, ink: read("--ink"), soft: read("--soft"), line: read("--soft"), accent: read("--accent"), hues, dark };
  probe.remove();
  return found;
}

/**
 * Whether a node is in a group of Foam's settings.
 * @param {any} node @param {any} group
 */
function belongs(node, group) {
  const { property, value } = group;
  const pattern = /^\/(.+)\/([a-z]*)$/.exec(value);
  /** @type {(text: string) => boolean} */
  let fits = (text) => text === value;
  if (pattern) {
    try {
      const regex = new RegExp(pattern[1], pattern[2].replace("g", ""));
      fits = (text) => regex.test(text);
    } catch {
      return false;
    }
  }
  const holds = (/** @type {string} */ text) => (pattern ? fits(text) : text.includes(value));
  if (property === "type") return fits(node.kind === "note" ? (node.type ?? "note") : node.kind);
  if (property === "path") return holds(`/${node.path ?? ""}`);
  if (property === "title") return holds(node.title);
  if (property === "tag") return node.tags.some((/** @type {string} */ tag) => fits(tag));
  return property === "color" && fits(node.color ?? "");
}

export class Look {
  /** @param {import("./graph-data.js").Graph} graph @param {any} settings */
  constructor(graph, settings) {
    this.graph = graph;
    this.settings = settings;
    this.by = settings.colour;
    this.groups = settings.groups.map((/** @type {any} */ group) => ({ ...group, of: new Set() }));
    for (const group of this.groups) graph.nodes.forEach((/** @type {any} */ node, /** @type {number} */ ix) => belongs(node, group) && group.of.add(ix));
  }

  /** Whether Foam's settings hide a node: its type, or all its groups. @param {number} ix */
  hides(ix) {
    const node = this.graph.nodes[ix];
    if (this.settings.hidden.length && this.settings.hidden.includes(node.kind === "note" ? (node.type ?? "note") : node.kind)) return true;
    const groups = this.groups.filter((/** @type {any} */ group) => group.of.has(ix));
    return groups.length > 0 && groups.every((/** @type {any} */ group) => !group.enabled);
  }

  /** The class of a note that gives it its colour; nothing: none. @param {any} node @returns {string | null} */
  classOf(node) {
    if (this.by === "community") return node.community === null ? null : String(node.community);
    if (this.by === "folder") return node.path.includes("/") ? node.path.split("/")[0] : null;
    if (this.by === "tag") return node.tags[0]?.split("/")[0] ?? null;
    return this.by === "type" ? (node.type ?? "note") : null;
  }

  /**
   * The colour of every node, and the legend.
   * @param {ReturnType<typeof import("./graph-look.js").palette>} palette
   * @returns {{ colours: Uint8Array, legend: Entry[], classes: (string | null)[] }}
   */
  paint(palette) {
    const { graph, settings } = this;
    const own = Object.fromEntries(Object.entries(settings.nodes).map(([kind, text]) => [kind, colour(String(text))]));
    const counts = new Map(), names = new Map();
    const classes = graph.nodes.map((/** @type {any} */ node, /** @type {number} */ ix) => (graph.kind[ix] === NOTE ? this.classOf(node) : null));
    for (const ix of graph.ranked) {
      const key = classes[ix];
      if (key === null) continue;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      if (!names.has(key)) names.set(key, this.by === "community" ? graph.nodes[ix].title : this.by === "tag" ? `#${key}` : key);
    }
    const top = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).filter(([, nodes]) => nodes > 1 || this.by === "type").slice(0, palette.hues.length);
    /** @type {Entry[]} */
    const legend = top.map(([key, nodes], place) => ({ key, nodes, label: names.get(key), colour: (this.by === "type" && own[key]) || palette.hues[place] }));
    const byClass = new Map(legend.map((entry) => [entry.key, entry.colour]));
    const rest = own.note ?? (this.by === "none" ? palette.accent : palette.soft);
    const colours = new Uint8Array(graph.count * 4);
    for (let ix = 0; ix < graph.count; ix++) {
      const node = graph.nodes[ix], kind = graph.kind[ix];
      let tint = byClass.get(classes[ix]) ?? rest;
      if (kind === TAG) tint = own.tag ?? palette.soft;
      else if (kind !== NOTE) tint = own[kind === PLACEHOLDER ? "placeholder" : "attachment"] ?? palette.soft;
      if (node.color) tint = colour(node.color) ?? tint;
      const group = this.groups.findLast((/** @type {any} */ group) => group.enabled && group.of.has(ix));
      if (group) tint = colour(group.colour) ?? tint;
      colours.set(tint, ix * 4);
    }
    const groups = this.groups.filter((/** @type {any} */ group) => group.enabled && group.of.size > 0);
    const grouped = groups.map((/** @type {any} */ group) => ({ key: "", label: group.label, colour: colour(group.colour) ?? rest, nodes: group.of.size }));
    return { colours, legend: [...grouped, ...legend], classes };
  }

  /** What can give notes their colour here. */
  choices() {
    const { nodes } = this.graph;
    const some = (/** @type {(node: any) => boolean} */ has) => nodes.some(has);
    return [
      ["community", some((node) => node.community > 0)],
      ["folder", some((node) => node.path?.includes("/"))],
      ["tag", some((node) => node.tags.length > 0)],
      ["type", some((node) => node.type)],
      ["none", true],
    ].filter(([by, has]) => has || by === this.by).map(([by]) => ({ by: String(by), label: say(`graph-by-${by}`) }));
  }
}
