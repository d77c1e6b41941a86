// The names of nodes, as many as find room: those with most links first, and more of them the closer one looks.

import { TAG } from "./graph-data.js";
import { grow } from "./graph-scene.js";

/** Pixels of a name's height, and of the cells that find out whether its place is free. */
const SIZE = 12, CELL = 6;
/** So much of the picture a name has to itself, in square pixels. */
const ROOM = 8500;
/** Characters of a name. */
const LENGTH = 30;

export class Labels {
  /** @param {HTMLCanvasElement} canvas @param {import("./graph-data.js").Graph} graph */
  constructor(canvas, graph) {
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    this.graph = graph;
    this.font = getComputedStyle(canvas).fontFamily || "sans-serif";
    /** @type {(string | undefined)[]} */
    this.names = [];
    this.widths = new Float32Array(graph.count);
    const weight = (/** @type {number} */ node) => graph.degree[node] * (graph.kind[node] === TAG ? 0.2 : 1);
    this.order = graph.ranked.slice().sort((a, b) => weight(b) - weight(a) || a - b);
  }

  /** @param {number} node */
  name(node) {
    let name = this.names[node];
    if (name === undefined) {
      const title = [...this.graph.nodes[node].title];
      name = title.length > LENGTH ? `${title.slice(0, LENGTH - 1).join("").trimEnd()}…` : title.join("");
      this.names[node] = name;
      this.widths[node] = this.context.measureText(name).width;
    }
    return name;
  }

  /**
   * @param {import("./graph-scene.js").View} view
   * @param {{ ink: ArrayLike<number>, soft: ArrayLike<number>, paper: ArrayLike<number> }} palette
   * @param {Set<number> | null} light nodes that alone have names; null: all may
   * @param {number} middle the node whose name is shown in any case; -1: none
   */
  draw(view, palette, light, middle) {
    const { context, graph } = this, { width, height, ratio, k } = view;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = `${SIZE}px ${this.font}`;
    context.textAlign = "center";
    context.textBaseline = "top";
    context.lineJoin = "round";
    context.lineWidth = 3.5;
    const rgb = (/** @type {ArrayLike<number>} */ c) => `rgb(${c[0]} ${c[1]} ${c[2]})`;
    context.strokeStyle = rgb(palette.paper);
    const [ink, soft] = [rgb(palette.ink), rgb(palette.soft)];
    const columns = Math.ceil(width / CELL) + 1, rows = Math.ceil(height / CELL) + 1;
    const taken = new Uint8Array(columns * rows);
    let left = Math.max(10, Math.floor((width * height) / ROOM)), tries = 4000;
    const place = (/** @type {number} */ node, /** @type {boolean} */ always) => {
      let x = (graph.x[node] - view.x) * k + width / 2;
      const y = (graph.y[node] - view.y) * k + height / 2;
      if (x < -80 || x > width + 80 || y < -20 || y > height + 20) return false;
      const name = this.name(node), half = this.widths[node] / 2 + 4;
      // a name is not cut off at the edge of the picture
      if (x > 0 && x < width && half * 2 < width) x = Math.min(Math.max(x, half), width - half);
      const top = y + graph.radius[node] * grow(k) + 2;
      const box = [(x - half) / CELL, top / CELL, (x + half) / CELL, (top + SIZE + 3) / CELL].map(Math.floor);
      const [l, t, r, b] = [Math.max(box[0], 0), Math.max(box[1], 0), Math.min(box[2], columns - 1), Math.min(box[3], rows - 1)];
      if (!always) {
        for (let row = t; row <= b; row++) for (let column = l; column <= r; column++) if (taken[row * columns + column]) return false;
      }
      for (let row = t; row <= b; row++) taken.fill(1, row * columns + l, row * columns + Math.max(r + 1, l));
      context.fillStyle = graph.kind[node] === TAG ? soft : ink;
      context.strokeText(name, x, top);
      context.fillText(name, x, top);
      return true;
    };
    if (middle >= 0) place(middle, true);
    for (const node of this.order) {
      if (left <= 0 || tries <= 0) break;
      if (!graph.shown[node] || node === middle || (light && !light.has(node))) continue;
      tries--;
      if (place(node, false)) left--;
    }
  }
}
