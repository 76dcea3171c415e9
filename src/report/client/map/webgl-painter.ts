import { opacity, type Painter } from './dots.js';
import type { PointList } from './point-list.js';
import type { View } from './view.js';

const vertexSource = `
attribute vec2 place;
attribute vec4 colour;
uniform vec4 fit;
uniform mediump float radius;
varying vec4 tint;
void main() {
  gl_Position = vec4(place * fit.xy + fit.zw, 0.0, 1.0);
  gl_PointSize = 2.0 * radius + 2.0;
  tint = colour;
}`;

const fragmentSource = `
precision mediump float;
uniform mediump float radius;
varying vec4 tint;
void main() {
  float away = length(gl_PointCoord - 0.5) * (2.0 * radius + 2.0);
  gl_FragColor = vec4(tint.rgb, clamp(radius + 0.5 - away, 0.0, 1.0) * ${opacity});
}`;

/** One square for each point, rounded off by the fragment shader. */
export class WebglPainter implements Painter {
  readonly name = 'webgl';
  readonly #gl: WebGLRenderingContext;
  readonly #program: WebGLProgram;
  #list: PointList | undefined;

  /** Undefined where WebGL is not to be had, or is made by the processor: that does better without (`CanvasPainter`). */
  static open(canvas: HTMLCanvasElement): WebglPainter | undefined {
    const gl = canvas.getContext('webgl', {
      alpha: false,
      antialias: false,
      failIfMajorPerformanceCaveat: true,
      // Kept after it is shown, so that it can be printed.
      preserveDrawingBuffer: true,
    });
    if (gl === null || isByProcessor(gl)) return undefined;
    const program = makeProgram(gl);
    return program === undefined ? undefined : new WebglPainter(gl, program);
  }

  private constructor(gl: WebGLRenderingContext, program: WebGLProgram) {
    this.#gl = gl;
    this.#program = program;
    gl.useProgram(program);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
  }

  paint(list: PointList, view: View, radius: number): void {
    const gl = this.#gl;
    if (this.#list !== list) this.#upload(list);
    const { width, height } = gl.canvas;
    gl.viewport(0, 0, width, height);
    const [red, green, blue] = [list.background, list.background >>> 8, list.background >>> 16].map(
      (byte) => (byte & 255) / 255,
    );
    gl.clearColor(red ?? 1, green ?? 1, blue ?? 1, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const [scaleX, scaleY] = [(2 * view.scale) / view.width, (2 * view.scale) / view.height];
    gl.uniform4f(
      gl.getUniformLocation(this.#program, 'fit'),
      scaleX,
      scaleY,
      (list.origin.x - view.centreX) * scaleX,
      (list.origin.y - view.centreY) * scaleY,
    );
    gl.uniform1f(gl.getUniformLocation(this.#program, 'radius'), radius);
    gl.drawArrays(gl.POINTS, 0, list.n);
  }

  #upload(list: PointList): void {
    this.#list = list;
    const places = new Float32Array(2 * list.n);
    for (let i = 0; i < list.n; i += 1) {
      places[2 * i] = list.x[i] ?? 0;
      places[2 * i + 1] = list.y[i] ?? 0;
    }
    this.#attribute('place', places, 2, this.#gl.FLOAT);
    this.#attribute('colour', list.colour, 4, this.#gl.UNSIGNED_BYTE);
  }

  #attribute(name: string, values: Float32Array | Uint32Array, size: number, type: number): void {
    const gl = this.#gl;
    const place = gl.getAttribLocation(this.#program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, values as Float32Array<ArrayBuffer>, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, size, type, type === gl.UNSIGNED_BYTE, 0, 0);
  }
}

/** Whether this WebGL is a program pretending to be a graphics card; not every browser says so when it is asked for one. */
function isByProcessor(gl: WebGLRenderingContext): boolean {
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = gl.getParameter(names === null ? gl.RENDERER : names.UNMASKED_RENDERER_WEBGL);
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(String(renderer));
}

function makeProgram(gl: WebGLRenderingContext): WebGLProgram | undefined {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertexSource],
    [gl.FRAGMENT_SHADER, fragmentSource],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) return undefined;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return gl.getProgramParameter(program, gl.LINK_STATUS) === true ? program : undefined;
}
