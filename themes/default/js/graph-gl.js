// Draws the graph with WebGL 2: links as thin quads, nodes as points.

const LINE = `#version 300 es
in vec2 corner; in vec4 line; in vec4 tint;
uniform vec2 size; uniform vec3 view; uniform float strength;
out vec4 colour; out float off;
void main() {
  vec2 a = (line.xy - view.xy) * view.z, b = (line.zw - view.xy) * view.z, along = b - a;
  vec2 side = vec2(-along.y, along.x) / max(length(along), 1e-3);
  off = corner.y;
  vec2 at = mix(a, b, corner.x) + side * corner.y;
  colour = vec4(tint.rgb, tint.a * strength);
  gl_Position = vec4(at / size * 2. * vec2(1, -1), 0, 1);
}`;
const LINE_PIXEL = `#version 300 es
precision mediump float;
in vec4 colour; in float off; out vec4 pixel;
void main() { float a = colour.a * clamp(1.15 - abs(off), 0., 1.); pixel = vec4(colour.rgb * a, a); }`;
const POINT = `#version 300 es
in vec2 at; in float radius; in float shape; in vec4 tint;
uniform vec2 size; uniform vec3 view; uniform float grow; uniform float ratio;
out vec4 colour; out float width; flat out float kind;
void main() {
  width = max(radius * grow, 1.3 * ratio);
  colour = tint; kind = shape;
  gl_PointSize = width * 2. + 2.;
  gl_Position = vec4((at - view.xy) * view.z / size * 2. * vec2(1, -1), 0, 1);
}`;
const POINT_PIXEL = `#version 300 es
precision mediump float;
in vec4 colour; in float width; flat in float kind; out vec4 pixel;
uniform vec3 paper;
void main() {
  vec2 p = abs(gl_PointCoord - .5) * (width * 2. + 2.);
  float far = kind == 2. ? (p.x + p.y) * .8 : kind == 3. ? max(p.x, p.y) * 1.15 : length(p);
  float a = colour.a * clamp(width + .5 - far, 0., 1.);
  vec3 fill = kind == 1. ? mix(paper, colour.rgb, clamp(far - width * .62 + .5, 0., 1.)) : colour.rgb;
  pixel = vec4(fill * a, a);
}`;

/** @param {HTMLCanvasElement} canvas */
export function create(canvas) {
  const gl = canvas.getContext("webgl2", { antialias: false, alpha: false, preserveDrawingBuffer: true, powerPreference: "high-performance" });
  return gl ? new Painter(gl) : null;
}

class Painter {
  /** @param {WebGL2RenderingContext} gl */
  constructor(gl) {
    this.gl = gl;
    this.lines = new Program(gl, LINE, LINE_PIXEL);
    this.points = new Program(gl, POINT, POINT_PIXEL);
    this.strip = this.lines.attribute("corner", 2, gl.FLOAT, false, 0);
    this.fill(this.strip, new Float32Array([0, -1.15, 1, -1.15, 0, 1.15, 1, 1.15]));
    this.ends = this.lines.attribute("line", 4, gl.FLOAT, false, 1);
    this.tints = this.lines.attribute("tint", 4, gl.UNSIGNED_BYTE, true, 1);
    this.places = this.points.attribute("at", 2, gl.FLOAT, false, 0);
    this.sizes = this.points.attribute("radius", 1, gl.FLOAT, false, 0);
    this.shapes = this.points.attribute("shape", 1, gl.UNSIGNED_BYTE, false, 0);
    this.colours = this.points.attribute("tint", 4, gl.UNSIGNED_BYTE, true, 0);
    this.count = 0;
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** @param {WebGLBuffer} buffer @param {AllowSharedBufferSource} data */
  fill(buffer, data) {
    this.gl.bindBuffer(this.gl.ARRAY_BUFFER, buffer);
    this.gl.bufferData(this.gl.ARRAY_BUFFER, data, this.gl.DYNAMIC_DRAW);
  }

  /** @param {import("./graph-scene.js").Scene} scene */
  load(scene) {
    this.fill(this.ends, scene.ends);
    this.fill(this.tints, scene.tints);
    this.fill(this.places, scene.places);
    this.fill(this.sizes, scene.sizes);
    this.fill(this.shapes, scene.shapes);
    this.fill(this.colours, scene.colours);
    this.count = scene.sizes.length;
  }

  /** The ground, before anything is drawn on it. @param {number[]} paper */
  clear([r, g, b]) {
    this.gl.viewport(0, 0, this.gl.drawingBufferWidth, this.gl.drawingBufferHeight);
    this.gl.clearColor(r / 255, g / 255, b / 255, 1);
    this.gl.clear(this.gl.COLOR_BUFFER_BIT);
    this.paper = [r / 255, g / 255, b / 255];
  }

  /** @param {Program} program @param {import("./graph-scene.js").View} view */
  use(program, view) {
    const { gl } = this, { ratio } = view;
    gl.useProgram(program.program);
    gl.bindVertexArray(program.array);
    gl.uniform2f(program.uniform("size"), view.width * ratio, view.height * ratio);
    gl.uniform3f(program.uniform("view"), view.x, view.y, view.k * ratio);
  }

  /** Links from one number to another. @param {import("./graph-scene.js").View} view @param {number} from @param {number} to @param {number} strength */
  drawLinks(view, from, to, strength) {
    if (to <= from) return;
    const { gl } = this;
    this.use(this.lines, view);
    gl.uniform1f(this.lines.uniform("strength"), strength);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.ends);
    gl.vertexAttribPointer(this.lines.place("line"), 4, gl.FLOAT, false, 0, from * 16);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.tints);
    gl.vertexAttribPointer(this.lines.place("tint"), 4, gl.UNSIGNED_BYTE, true, 0, from * 4);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, to - from);
  }

  /** @param {import("./graph-scene.js").View} view @param {number} grow pixels of a node's unit */
  drawNodes(view, grow) {
    const { gl } = this;
    this.use(this.points, view);
    gl.uniform1f(this.points.uniform("grow"), grow * view.ratio);
    gl.uniform1f(this.points.uniform("ratio"), view.ratio);
    gl.uniform3fv(this.points.uniform("paper"), this.paper ?? [1, 1, 1]);
    gl.drawArrays(gl.POINTS, 0, this.count);
  }
}

class Program {
  /** @param {WebGL2RenderingContext} gl @param {string} vertex @param {string} pixel */
  constructor(gl, vertex, pixel) {
    this.gl = gl;
    this.program = /** @type {WebGLProgram} */ (gl.createProgram());
    for (const [kind, text] of /** @type {[number, string][]} */ ([[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, pixel]])) {
      const shader = /** @type {WebGLShader} */ (gl.createShader(kind));
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      gl.attachShader(this.program, shader);
    }
    gl.linkProgram(this.program);
    if (!gl.getProgramParameter(this.program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(this.program) ?? "WebGL");
    this.array = gl.createVertexArray();
    /** @type {Map<string, WebGLUniformLocation | null>} */
    this.uniforms = new Map();
  }

  /** @param {string} name */
  uniform(name) {
    let place = this.uniforms.get(name);
    if (place === undefined) this.uniforms.set(name, (place = this.gl.getUniformLocation(this.program, name)));
    return place;
  }

  /** @param {string} name */
  place(name) {
    return this.gl.getAttribLocation(this.program, name);
  }

  /** @param {string} name @param {number} size @param {number} type @param {boolean} normalized @param {number} divisor */
  attribute(name, size, type, normalized, divisor) {
    const { gl } = this, place = this.place(name), buffer = /** @type {WebGLBuffer} */ (gl.createBuffer());
    gl.bindVertexArray(this.array);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, size, type, normalized, 0, 0);
    gl.vertexAttribDivisor(place, divisor);
    return buffer;
  }
}
