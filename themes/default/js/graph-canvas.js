// Draws the graph on a plain canvas, where there is no WebGL: the same picture, with fewer links while it moves.

/** @param {HTMLCanvasElement} canvas */
export function create(canvas) {
  const context = canvas.getContext("2d", { alpha: false });
  return context ? new Painter(context) : null;
}

/** Pixels of a radius below which nobody tells a disc from a square, which is drawn many times faster. */
const SMALL = 2;

const css = (/** @type {ArrayLike<number>} */ tint, at = 0, strength = 1) => `rgb(${tint[at]} ${tint[at + 1]} ${tint[at + 2]} / ${(tint[at + 3] / 255) * strength})`;

class Painter {
  /** @param {CanvasRenderingContext2D} context */
  constructor(context) {
    this.context = context;
    /** @type {import("./graph-scene.js").Scene | null} */
    this.scene = null;
    this.paper = "Canvas";
  }

  /** @param {import("./graph-scene.js").Scene} scene */
  load(scene) {
    this.scene = scene;
  }

  /** @param {number[]} paper */
  clear(paper) {
    const { context } = this;
    this.paper = css([...paper.slice(0, 3), 255]);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = this.paper;
    context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  }

  /** @param {import("./graph-scene.js").View} view */
  use({ x, y, k, width, height, ratio }) {
    this.context.setTransform(ratio * k, 0, 0, ratio * k, (width / 2 - x * k) * ratio, (height / 2 - y * k) * ratio);
  }

  /** @param {import("./graph-scene.js").View} view @param {number} from @param {number} to @param {number} strength */
  drawLinks(view, from, to, strength) {
    if (!this.scene || to <= from) return;
    const { context } = this, { ends, tints } = this.scene;
    this.use(view);
    context.lineWidth = 1 / view.k;
    // a path for each colour: a few dozen, however many links
    /** @type {Map<string, number[]>} */
    const groups = new Map();
    for (let link = from; link < to; link++) {
      const style = css(tints, link * 4, strength);
      const group = groups.get(style);
      if (group) group.push(link);
      else groups.set(style, [link]);
    }
    for (const [style, links] of groups) {
      context.strokeStyle = style;
      context.beginPath();
      for (const link of links) {
        context.moveTo(ends[link * 4], ends[link * 4 + 1]);
        context.lineTo(ends[link * 4 + 2], ends[link * 4 + 3]);
      }
      context.stroke();
    }
  }

  /** @param {import("./graph-scene.js").View} view @param {number} grow */
  drawNodes(view, grow) {
    if (!this.scene) return;
    const { context } = this, { places, sizes, shapes, colours } = this.scene;
    const wide = view.width / 2 / view.k, high = view.height / 2 / view.k;
    this.use(view);
    for (let node = 0; node < sizes.length; node++) {
      const x = places[node * 2], y = places[node * 2 + 1], r = Math.max(sizes[node] * grow, 1.3) / view.k;
      if (Math.abs(x - view.x) > wide + r || Math.abs(y - view.y) > high + r) continue;
      context.fillStyle = css(colours, node * 4);
      if (r * view.k < SMALL) {
        context.fillRect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
        continue;
      }
      context.beginPath();
      if (shapes[node] === 3) context.rect(x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7);
      else context.arc(x, y, r, 0, 7);
      context.fill();
      if (shapes[node] === 1) {
        context.fillStyle = this.paper;
        context.beginPath();
        context.arc(x, y, r * 0.6, 0, 7);
        context.fill();
      }
    }
  }
}
