// The graph as arrays, and which of it is shown.

export const NOTE = 0, PLACEHOLDER = 1, TAG = 2, ATTACHMENT = 3;
const KINDS = ["note", "placeholder", "tag", "attachment"];

/**
 * @typedef {object} Shown what is shown
 * @property {boolean} tags
 * @property {boolean} placeholders
 * @property {boolean} attachments
 * @property {boolean} orphans notes that hang on nothing: see {@link Graph.hangs}
 * @property {number} until the last day, as a number of days; notes without a date are always shown
 * @property {(node: number) => boolean} also a further condition
 */

export class Graph {
  /** @param {any} file what graph.json holds */
  constructor(file) {
    const nodes = file.nodes, links = file.links;
    const count = nodes.length;
    this.count = count;
    this.nodes = nodes;
    this.x = Float32Array.from(nodes, (/** @type {any} */ node) => node.x);
    this.y = Float32Array.from(nodes, (/** @type {any} */ node) => node.y);
    this.kind = Uint8Array.from(nodes, (/** @type {any} */ node) => Math.max(KINDS.indexOf(node.kind), 0));
    this.day = Float64Array.from(nodes, (/** @type {any} */ node) => (node.date ? Date.parse(node.date) / 864e5 : NaN));
    this.degree = new Uint32Array(count);
    this.radius = new Float32Array(count);
    this.shown = new Uint8Array(count).fill(1);
    // any first part of the links is a fair sample of all: what is slow draws fewer while it moves
    this.from = new Uint32Array(links.length);
    this.to = new Uint32Array(links.length);
    let state = 1;
    const order = Uint32Array.from(links.keys());
    for (let i = order.length - 1; i > 0; i--) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const j = state % (i + 1), swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    order.forEach((link, place) => {
      const [from, to] = links[link];
      this.from[place] = from;
      this.to[place] = to;
      this.degree[from]++;
      this.degree[to]++;
    });
    this.starts = new Uint32Array(count + 1);
    for (let node = 0; node < count; node++) {
      this.starts[node + 1] = this.starts[node] + this.degree[node];
      // a tag is no note: it must not stand before them, however many it has
      this.radius[node] = this.kind[node] === TAG ? 3 + Math.sqrt(this.degree[node]) * 0.6 : 4 + Math.sqrt(this.degree[node]) * 1.25;
    }
    const next = this.starts.slice();
    this.ends = new Uint32Array(links.length * 2);
    for (let link = 0; link < links.length; link++) {
      this.ends[next[this.from[link]]++] = this.to[link];
      this.ends[next[this.to[link]]++] = this.from[link];
    }
    /** All nodes, those with most links first. */
    this.ranked = Uint32Array.from(nodes.keys()).sort((a, b) => this.degree[b] - this.degree[a] || a - b);
    this.grid = new Grid(this);
  }

  /** @param {number} node */
  neighbours(node) {
    return this.ends.subarray(this.starts[node], this.starts[node + 1]);
  }

  /**
   * Whether a note is no orphan: a link joins it with another note or with a name that is not written yet. As in Foam, an attachment
   * is nothing to hang on. A tag is, as long as tags are shown: who sees the line to it would miss the note.
   * @param {number} note @param {ArrayLike<number>} shown
   */
  hangs(note, shown) {
    return this.neighbours(note).some((other) => shown[other] && other !== note && this.kind[other] !== ATTACHMENT);
  }

  /** Whether some note may be an orphan, whatever is shown. */
  hasOrphans() {
    const notes = Uint8Array.from(this.kind, (kind) => (kind === NOTE ? 1 : 0));
    return this.kind.some((kind, node) => kind === NOTE && !this.hangs(node, notes));
  }

  /** The days of notes, sorted; empty where hardly any has one. */
  days() {
    const days = Array.from(this.day).filter((day) => !Number.isNaN(day)).sort((a, b) => a - b);
    return days.length * 5 >= this.count && days[0] < days[days.length - 1] ? days : [];
  }

  /** @param {Shown} wanted */
  show(wanted) {
    const kinds = [true, wanted.placeholders, wanted.tags, wanted.attachments];
    for (let node = 0; node < this.count; node++) {
      const late = this.day[node] > wanted.until;
      this.shown[node] = kinds[this.kind[node]] && !late && wanted.also(node) ? 1 : 0;
    }
    const drop = (/** @type {boolean} */ notes, /** @type {(node: number, shown: Uint8Array) => boolean} */ stays) => {
      const shown = this.shown.slice();
      for (let node = 0; node < this.count; node++) {
        if (shown[node] && (this.kind[node] === NOTE) === notes && !stays(node, shown)) this.shown[node] = 0;
      }
    };
    if (!wanted.orphans) drop(true, (node, shown) => this.hangs(node, shown));
    // what no note holds any more goes with them
    drop(false, (node, shown) => this.neighbours(node).some((other) => shown[other] && other !== node));
  }

  /** The corners of what is shown: left, top, right, bottom. */
  bounds() {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let node = 0; node < this.count; node++) {
      if (!this.shown[node]) continue;
      const r = this.radius[node];
      box[0] = Math.min(box[0], this.x[node] - r);
      box[1] = Math.min(box[1], this.y[node] - r);
      box[2] = Math.max(box[2], this.x[node] + r);
      box[3] = Math.max(box[3], this.y[node] + r);
    }
    return box[0] > box[2] ? [-100, -100, 100, 100] : box;
  }
}

const CELL = 48;

/** Finds the node under a point. */
class Grid {
  /** @param {Graph} graph */
  constructor(graph) {
    this.graph = graph;
    /** @type {Map<number, number[]>} */
    this.cells = new Map();
    for (let node = 0; node < graph.count; node++) {
      const key = this.key(Math.floor(graph.x[node] / CELL), Math.floor(graph.y[node] / CELL));
      const cell = this.cells.get(key);
      if (cell) cell.push(node);
      else this.cells.set(key, [node]);
    }
  }

  /** @param {number} column @param {number} row */
  key(column, row) {
    return column * 65536 + row;
  }

  /**
   * The nearest node that is shown, no further than `reach` from its edge; -1: none.
   * @param {number} x @param {number} y @param {number} reach
   */
  at(x, y, reach) {
    const { graph } = this, wide = Math.min(reach + 40, CELL * 8);
    let best = -1, least = reach;
    for (let column = Math.floor((x - wide) / CELL); column <= Math.floor((x + wide) / CELL); column++) {
      for (let row = Math.floor((y - wide) / CELL); row <= Math.floor((y + wide) / CELL); row++) {
        for (const node of this.cells.get(this.key(column, row)) ?? []) {
          if (!graph.shown[node]) continue;
          const far = Math.hypot(graph.x[node] - x, graph.y[node] - y) - graph.radius[node];
          if (far < least) {
            least = far;
            best = node;
          }
        }
      }
    }
    return best;
  }
}
