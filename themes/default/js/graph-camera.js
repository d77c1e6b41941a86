// Moving over the graph: pointer, wheel, pinch, keys.

/** @typedef {import("./graph-scene.js").View} View */

/** The closest and the farthest view, in pixels of a unit. */
const NEAREST = 6, FARTHEST = 0.02;
/** Pixels of a key's step; how much a key zooms. */
const STEP = 80, ZOOM = 1.4;
/** A pointer that moved less has clicked. */
const STILL = 5;

export class Camera {
  /**
   * @param {HTMLElement} stage
   * @param {{ moved: () => void, hover: (x: number, y: number) => void, leave: () => void, click: (x: number, y: number, event: PointerEvent) => void, bounds: () => number[], inset: () => number }} on
   */
  constructor(stage, on) {
    this.stage = stage;
    this.on = on;
    /** @type {View} */
    this.view = { x: 0, y: 0, k: 1, width: 1, height: 1, ratio: 1 };
    /** @type {Map<number, { x: number, y: number }>} */
    this.pointers = new Map();
    this.path = 0;
    this.flight = 0;
    stage.addEventListener("pointerdown", (event) => this.down(event));
    stage.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, (event) => this.up(/** @type {PointerEvent} */ (event)));
    stage.addEventListener("pointerleave", () => this.pointers.size || on.leave());
    stage.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    stage.addEventListener("dblclick", (event) => this.zoom(2, event.offsetX, event.offsetY));
    stage.addEventListener("keydown", (event) => this.key(event));
  }

  /** A point of the stage as one of the graph. @param {number} x @param {number} y */
  at(x, y) {
    const { view } = this;
    return { x: view.x + (x - view.width / 2) / view.k, y: view.y + (y - view.height / 2) / view.k };
  }

  /** @param {number} dx @param {number} dy pixels */
  pan(dx, dy) {
    this.land();
    this.view.x -= dx / this.view.k;
    this.view.y -= dy / this.view.k;
    this.on.moved();
  }

  /** Zooms so that the point under `x`, `y` stays. @param {number} by @param {number} [x] @param {number} [y] */
  zoom(by, x = this.view.width / 2, y = this.view.height / 2) {
    this.land();
    const { view } = this, before = this.at(x, y);
    view.k = Math.min(NEAREST, Math.max(FARTHEST, view.k * by));
    const after = this.at(x, y);
    view.x += before.x - after.x;
    view.y += before.y - after.y;
    this.on.moved();
  }

  /** The view that shows everything beside the controls. @returns {{ x: number, y: number, k: number }} */
  whole() {
    const [left, top, right, bottom] = this.on.bounds(), { width, height } = this.view, inset = this.on.inset();
    const k = Math.max(FARTHEST, Math.min((width - Math.abs(inset) - 50) / (right - left || 1), (height - 60) / (bottom - top || 1), 2));
    return { x: (left + right - inset / k) / 2, y: (top + bottom) / 2, k };
  }

  /** Goes there, in a short flight where motion is welcome. @param {{ x: number, y: number, k: number }} to @param {boolean} [at_once] */
  go(to, at_once = false) {
    this.land();
    const { view } = this, from = { ...view }, start = performance.now();
    if (at_once || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      Object.assign(view, to);
      this.on.moved();
      return;
    }
    const fly = (/** @type {number} */ now) => {
      const part = Math.min(1, (now - start) / 380), eased = 1 - Math.pow(1 - part, 3);
      view.k = from.k * Math.pow(to.k / from.k, eased);
      view.x = from.x + (to.x - from.x) * eased;
      view.y = from.y + (to.y - from.y) * eased;
      this.flight = part < 1 ? requestAnimationFrame(fly) : 0;
      this.on.moved();
    };
    this.flight = requestAnimationFrame(fly);
  }

  /** Ends a flight. */
  land() {
    cancelAnimationFrame(this.flight);
    this.flight = 0;
  }

  /** @param {PointerEvent} event */
  point(event) {
    const box = this.stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (event.button !== 0) return;
    this.stage.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.point(event));
    this.path = this.pointers.size > 1 ? Infinity : 0;
  }

  /** @param {PointerEvent} event */
  move(event) {
    const now = this.point(event), before = this.pointers.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") this.on.hover(now.x, now.y);
      return;
    }
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    this.pointers.set(event.pointerId, now);
    this.path += Math.hypot(now.x - before.x, now.y - before.y);
    if (others.length === 0) {
      if (this.path > STILL) this.pan(now.x - before.x, now.y - before.y);
      return;
    }
    const [other] = others;
    const spread = (/** @type {{ x: number, y: number }} */ p) => Math.max(20, Math.hypot(p.x - other.x, p.y - other.y));
    this.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
    this.zoom(spread(now) / spread(before), (now.x + other.x) / 2, (now.y + other.y) / 2);
  }

  /** @param {PointerEvent} event */
  up(event) {
    const held = this.pointers.delete(event.pointerId);
    if (held && this.path <= STILL && event.type === "pointerup") {
      const { x, y } = this.point(event);
      this.on.click(x, y, event);
    }
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 24 : 1;
    const box = this.stage.getBoundingClientRect();
    this.zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0018)), event.clientX - box.left, event.clientY - box.top);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowLeft: () => this.pan(STEP, 0),
      ArrowRight: () => this.pan(-STEP, 0),
      ArrowUp: () => this.pan(0, STEP),
      ArrowDown: () => this.pan(0, -STEP),
      "+": () => this.zoom(ZOOM),
      "=": () => this.zoom(ZOOM),
      "-": () => this.zoom(1 / ZOOM),
      0: () => this.go(this.whole()),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}
