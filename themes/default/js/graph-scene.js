// What is drawn: buffers made of the graph, the colours and what is lit; and the drawing itself, as much of it as the machine can
// do while the view moves, and the rest once it rests.

import { TAG } from "./graph-data.js";

/** @typedef {{ x: number, y: number, k: number, width: number, height: number, ratio: number }} View middle, pixels of a unit, size in CSS pixels */
/** @typedef {import("./graph-data.js").Graph} Graph */

/** So many links are drawn in one frame at first; the machine's own speed decides from then on. */
const START = 4000;
/** A frame that takes longer, in milliseconds, has too many links; one that takes less can have more. */
const SLOW = 26, FAST = 19;
/** So many links are drawn in any case. */
const LEAST = 500;

export class Scene {
  /** @param {Graph} graph @param {any} painter */
  constructor(graph, painter) {
    this.graph = graph;
    this.painter = painter;
    this.budget = START;
    this.drawn = 0;
    this.links = 0;
    this.lit = 0;
    /** Of all links together, and of the ground they lie on, in units of the graph. */
    this.length = this.area = 1;
    this.ends = new Float32Array(0);
    this.tints = new Uint8Array(0);
    this.places = new Float32Array(0);
    this.sizes = new Float32Array(0);
    this.shapes = new Uint8Array(0);
    this.colours = new Uint8Array(0);
    /** @type {number[]} */
    this.paper = [255, 255, 255];
  }

  /**
   * Makes the buffers anew.
   * @param {Uint8Array} colours of nodes
   * @param {(string | null)[]} classes of nodes: a link within a class has its colour
   * @param {{ paper: number[], line: number[], accent: number[] }} palette
   * @param {Set<number> | null} light the nodes that stand out; null: all alike
   * @param {number} middle the node whose links stand out; -1: none
   */
  build(colours, classes, palette, light, middle) {
    const { graph } = this, { shown } = graph;
    this.paper = palette.paper;
    const nodes = [...graph.ranked].filter((node) => shown[node]).reverse();
    this.places = new Float32Array(nodes.length * 2);
    this.sizes = new Float32Array(nodes.length);
    this.shapes = new Uint8Array(nodes.length);
    this.colours = new Uint8Array(nodes.length * 4);
    if (light) nodes.sort((a, b) => Number(light.has(a)) - Number(light.has(b)));
    nodes.forEach((node, place) => {
      this.places[place * 2] = graph.x[node];
      this.places[place * 2 + 1] = graph.y[node];
      this.sizes[place] = graph.radius[node];
      this.shapes[place] = graph.kind[node];
      this.colours.set(colours.subarray(node * 4, node * 4 + 4), place * 4);
      if (light && !light.has(node)) this.colours[place * 4 + 3] = 40;
    });
    const total = graph.from.length;
    let links = 0;
    const ends = new Float32Array(total * 4 + 4), tints = new Uint8Array(total * 4 + 4);
    /** @type {number[]} */
    const lit = [];
    const add = (/** @type {number} */ link, /** @type {ArrayLike<number>} */ tint, /** @type {number} */ alpha) => {
      const from = graph.from[link], to = graph.to[link];
      ends.set([graph.x[from], graph.y[from], graph.x[to], graph.y[to]], links * 4);
      tints.set([tint[0], tint[1], tint[2], alpha], links * 4);
      links++;
    };
    for (let link = 0; link < total; link++) {
      const from = graph.from[link], to = graph.to[link];
      if (!shown[from] || !shown[to]) continue;
      if (from === middle || to === middle) {
        lit.push(link);
        continue;
      }
      const kin = classes[from] !== null && classes[from] === classes[to];
      // what two notes say of each other is the picture; that they have a tag in common stands behind it
      const alpha = graph.kind[from] === TAG || graph.kind[to] === TAG ? 75 : kin ? 255 : 170;
      add(link, kin ? colours.subarray(from * 4, from * 4 + 4) : palette.line, alpha * (light ? 0.3 : 1));
    }
    this.links = links;
    this.length = 1;
    for (let at = 0; at < links * 4; at += 4) this.length += Math.hypot(ends[at] - ends[at + 2], ends[at + 1] - ends[at + 3]);
    const [left, top, right, bottom] = graph.bounds();
    this.area = (right - left) * (bottom - top);
    for (const link of lit) add(link, palette.accent, 255);
    this.lit = links;
    this.ends = ends.subarray(0, links * 4);
    this.tints = tints.subarray(0, links * 4);
    this.painter.load(this);
  }

  /** How strong a link is drawn: the more of the ground all of them cover, the fainter each. @param {View} view */
  strength(view) {
    const cover = (this.length * 1.3) / (this.area * view.k);
    return Math.min(0.55, Math.max(0.016, 0.26 * Math.pow(cover, -0.72)));
  }

  /**
   * How long the picture of a moving view took: the slower, the fewer links has the next one.
   * @param {number} took milliseconds
   */
  pace(took) {
    if (took > SLOW) this.budget = Math.max(LEAST, this.budget * Math.max(0.3, SLOW / took));
    else if (took < FAST) this.budget = Math.min(Math.max(this.links, START), this.budget * 1.15);
  }

  /**
   * Draws a frame.
   * @param {View} view @param {boolean} moved whether the view is another than in the last frame
   * @returns {boolean} whether links are left for the next frame
   */
  frame(view, moved) {
    const { painter } = this;
    if (moved) {
      painter.clear(this.paper);
      this.drawn = 0;
    }
    const until = Math.min(this.links, this.drawn + Math.ceil(this.budget));
    painter.drawLinks(view, this.drawn, until, this.strength(view));
    this.drawn = until;
    painter.drawLinks(view, this.links, this.lit, 0.9);
    painter.drawNodes(view, grow(view.k));
    return this.drawn < this.links;
  }
}

/** Pixels of a node's unit: close by, nodes grow more slowly than the distances between them. @param {number} k */
export const grow = (k) => (k < 0.8 ? k : 0.8 * Math.sqrt(k / 0.8));
