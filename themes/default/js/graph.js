// The page of the whole graph: the picture that is served gives way to one that can be moved, searched and coloured.

import { choice, data, el } from "./dom.js";
import { Camera } from "./graph-camera.js";
import { Graph, ATTACHMENT, NOTE, PLACEHOLDER, TAG } from "./graph-data.js";
import { Labels } from "./graph-labels.js";
import { Look, colour, palette } from "./graph-look.js";
import * as panel from "./graph-panel.js";
import { Scene } from "./graph-scene.js";
import { say } from "./say.js";

/** The view rests when nothing moved for so many milliseconds. */
const REST = 140;

/** @param {HTMLElement} place */
export async function start(place) {
  const graph = new Graph(await data("graph.json"));
  if (graph.count > 0) await new Page(place, graph).begin();
}

class Page {
  /** @param {HTMLElement} place @param {Graph} graph */
  constructor(place, graph) {
    this.place = place;
    this.graph = graph;
    const settings = JSON.parse(place.dataset.look ?? "{}");
    this.look = new Look(graph, settings);
    this.shown = { tags: settings.tags, placeholders: settings.placeholders, attachments: settings.attachments, orphans: true };
    this.until = Infinity;
    this.hover = -1;
    this.chosen = -1;
    this.stale = true;
    this.moved = true;
    this.due = 0;
    this.rested = 0;
    /** When the last frame began that drew a moving view; 0: none did. */
    this.drew = 0;
    this.say = el("p", { class: "aside", role: "status" });
    this.stage = el("div", { class: "graph-stage", tabindex: 0, role: "application", "aria-label": say("graph-label"), "aria-describedby": "graph-keys" });
    this.canvas = /** @type {HTMLCanvasElement} */ (el("canvas", { "aria-hidden": "true" }));
    this.names = /** @type {HTMLCanvasElement} */ (el("canvas", { "aria-hidden": "true" }));
    this.card = el("section", { class: "graph-card", "aria-label": say("graph-chosen"), hidden: true });
    this.legend = el("ul", { class: "graph-legend" });
    this.camera = new Camera(this.stage, {
      moved: () => this.move(),
      hover: (x, y) => this.over(this.at(x, y, 6)),
      leave: () => this.over(-1),
      click: (x, y, event) => this.click(x, y, event),
      bounds: () => graph.bounds(),
      inset: () => this.inset(),
    });
  }

  async begin() {
    const painter = await this.painter();
    if (!painter) return;
    this.scene = new Scene(this.graph, painter);
    this.build();
    this.labels = new Labels(this.names, this.graph);
    this.filter();
    this.size();
    this.camera.go(this.camera.whole(), true);
    new ResizeObserver(() => this.size()).observe(this.stage);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.repaint());
    new MutationObserver(() => this.repaint()).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    const wanted = decodeURIComponent(/^\?note=(.*)$/.exec(location.search)?.[1] ?? "");
    const node = wanted ? this.graph.nodes.findIndex((/** @type {any} */ node) => node.path === wanted) : -1;
    if (node >= 0) this.choose(node, true);
    this.place.dataset.ready = this.kind;
  }

  /** WebGL where there is any, else a plain canvas. */
  async painter() {
    const wants = new URLSearchParams(location.search).get("draw");
    if (wants !== "canvas") {
      try {
        const painter = (await import("./graph-gl.js")).create(this.canvas);
        this.kind = "webgl";
        if (painter) return painter;
      } catch (error) {
        console.warn(error);
        this.canvas = /** @type {HTMLCanvasElement} */ (el("canvas", { "aria-hidden": "true" }));
      }
    }
    this.kind = "canvas";
    return (await import("./graph-canvas.js")).create(this.canvas);
  }

  build() {
    const { graph, look } = this;
    const has = {
      tags: graph.kind.includes(TAG), placeholders: graph.kind.includes(PLACEHOLDER), attachments: graph.kind.includes(ATTACHMENT),
      orphans: graph.hasOrphans(),
    };
    const controls = panel.controls({ choices: look.choices(), by: look.by, shown: this.shown, has }, {
      by: (by) => { look.by = by; this.repaint(); },
      show: (what, on) => { this.shown = { ...this.shown, [what]: on }; this.filter(); },
    });
    const zoom = panel.zooming({ zoom: (by) => this.camera.zoom(by), whole: () => this.reset() });
    const days = graph.days();
    this.time = days.length ? panel.time(days, (until) => { this.until = until; this.filter(); }) : null;
    const wide = matchMedia("(width >= 48rem)").matches;
    const more = el("details", { class: "graph-more", open: wide && choice("graph-controls") !== "closed" }, el("summary", {}, say("graph-settings")), controls, this.time?.element ?? null, this.legend);
    more.addEventListener("toggle", () => wide && choice("graph-controls", /** @type {HTMLDetailsElement} */ (more).open ? null : "closed"));
    this.stage.append(this.canvas, this.names);
    const keys = el("p", { class: "graph-keys", id: "graph-keys" }, say("graph-keys"));
    this.place.replaceChildren(el("div", { class: "graph-tools" }, panel.search(graph, (node) => this.choose(node, true)), more), this.stage, zoom, this.card, keys, this.say);
    this.stage.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.choose(-1);
      if (event.key === "Enter" && this.chosen >= 0) this.open(this.chosen);
    });
  }

  reset() {
    this.until = Infinity;
    this.time?.reset();
    this.choose(-1);
    this.filter();
    this.camera.go(this.camera.whole());
  }

  /** What is shown has changed. */
  filter() {
    this.graph.show({ ...this.shown, until: this.until, also: (node) => !this.look.hides(node) });
    const notes = this.graph.shown.reduce((sum, shown, node) => sum + (shown && this.graph.kind[node] === NOTE ? 1 : 0), 0);
    this.say.textContent = say("graph-notes", notes);
    this.repaint();
  }

  /** The colours have changed. */
  repaint() {
    this.palette = palette(this.place);
    this.palette.line = colour(this.look.settings.line ?? "") ?? this.palette.line;
    this.paint = this.look.paint(this.palette);
    this.legend.replaceChildren(...panel.legend(this.paint.legend));
    this.restart();
  }

  /** The buffers are made anew in the next frame. */
  restart() {
    this.stale = true;
    this.move();
  }

  move() {
    this.moved = true;
    this.due ||= requestAnimationFrame((now) => this.frame(now));
  }

  /** @param {number} now */
  frame(now) {
    this.due = 0;
    const { scene, camera, labels, palette, paint } = this;
    if (!scene || !labels || !palette || !paint) return;
    const middle = this.hover >= 0 ? this.hover : this.chosen;
    const light = middle >= 0 ? new Set([middle, ...this.graph.neighbours(middle)]) : null;
    if (this.stale) scene.build(paint.colours, paint.classes, palette, light, middle);
    // this frame came as late as the machine was busy with the one before it
    if (this.drew) scene.pace(now - this.drew);
    const moved = this.moved || this.stale;
    this.stale = this.moved = false;
    this.drew = moved ? now : 0;
    if (moved) this.rested = now + REST;
    let left = true;
    if (moved || now >= this.rested) left = scene.frame(camera.view, moved);
    if (moved) labels.draw(camera.view, palette, light, middle);
    if ((left || moved) && !this.due) this.due = requestAnimationFrame((later) => this.frame(later));
  }

  /** How wide the open controls are, where there is room beside them; below zero where they stand on the right. */
  inset() {
    const tools = this.place.querySelector(".graph-tools"), more = this.place.querySelector(".graph-more[open]");
    if (!tools || !more || this.camera.view.width < 700) return 0;
    return getComputedStyle(this.place).direction === "rtl" ? -tools.clientWidth : tools.clientWidth;
  }

  size() {
    const { view } = this.camera, box = this.stage.getBoundingClientRect();
    const ratio = Math.min(devicePixelRatio || 1, 2);
    if (box.width === view.width && box.height === view.height && ratio === view.ratio) return;
    Object.assign(view, { width: box.width, height: box.height, ratio });
    for (const canvas of [this.canvas, this.names]) {
      canvas.width = Math.round(box.width * ratio);
      canvas.height = Math.round(box.height * ratio);
    }
    this.move();
  }

  /** The node at a point of the stage. @param {number} x @param {number} y @param {number} reach in pixels */
  at(x, y, reach) {
    const point = this.camera.at(x, y);
    return this.graph.grid.at(point.x, point.y, reach / this.camera.view.k);
  }

  /** @param {number} node */
  over(node) {
    if (node === this.hover) return;
    this.hover = node;
    this.stage.style.cursor = node >= 0 ? "pointer" : "";
    this.restart();
  }

  /** @param {number} x @param {number} y @param {PointerEvent} event */
  click(x, y, event) {
    const node = this.at(x, y, event.pointerType === "touch" ? 18 : 6);
    if (node < 0 || event.pointerType === "touch" || node === this.chosen) this.choose(node);
    else this.open(node);
  }

  /** @param {number} node */
  open(node) {
    const href = panel.address(this.graph.nodes[node]);
    if (href) location.assign(href);
    else this.choose(node);
  }

  /** Chooses a node, or none, and says what it is linked with. @param {number} node @param {boolean} [fly] */
  choose(node, fly = false) {
    const { graph, camera } = this;
    this.chosen = node;
    this.hover = -1;
    this.card.hidden = node < 0;
    if (node >= 0) {
      const before = document.activeElement instanceof HTMLElement && this.card.contains(document.activeElement);
      this.card.replaceChildren(panel.details(graph, node, (other) => this.choose(other, true), () => { this.choose(-1); this.stage.focus(); }));
      if (before) this.card.querySelector("a")?.focus();
      this.say.textContent = graph.nodes[node].title;
      if (fly) camera.go({ x: graph.x[node], y: graph.y[node], k: Math.max(camera.view.k, 0.9) });
    } else this.card.replaceChildren();
    this.restart();
  }
}
