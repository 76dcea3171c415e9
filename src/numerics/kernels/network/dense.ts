import { activate } from './activation';
import { product } from './block';
import { optimizer_step } from './optimizer';
import { panelProduct } from './panel-product';

// Dense layers over a whole batch: x (batch, inputs), y (batch, outputs), weights (inputs, outputs), each without gaps. The work is
// cut along the weights, so that each weight is read once a batch and each result is made by one thread in a fixed order.

const STRIP = 256;
const CHUNK = 64;
// A line more than the panel needs, so that panels use all of the cache's sets.
const PANEL_BYTES: usize = CHUNK * 32 + 64;
const PACKED_ROW: usize = CHUNK * 4;
const GRADIENT_CHUNK = 128;
const TILE_COLUMNS = 4096;
export const TILE_ROWS = 16;

/** Copies a matrix (rows, columns) of rows `pitch` bytes apart into panels of 8 columns, (panel, rows, 8), the last filled with zeros. */
export function dense_panels(from: usize, pitch: usize, rows: i32, columns: i32, to: usize): void {
  for (let column = 0; column < columns; column += 8) {
    const few = columns - column;
    let p = from + ((<usize>column) << 2);
    for (let row = 0; row < rows; row++) {
      if (few >= 8) {
        v128.store(to, v128.load(p));
        v128.store(to, v128.load(p, 16), 16);
      } else {
        for (let i = 0; i < 8; i++) {
          store<f32>(to + ((<usize>i) << 2), i < few ? load<f32>(p + ((<usize>i) << 2)) : 0);
        }
      }
      p += pitch;
      to += 32;
    }
  }
}

/**
 * As dense_panels for at most CHUNK rows and STRIP columns, row by row, each panel PANEL_BYTES long: rows of weights often lie a
 * power of two apart, so that going down a column would use few of the cache's sets.
 */
function copyPanels(from: usize, pitch: usize, rows: i32, columns: i32, to: usize): void {
  const whole = columns & ~7;
  for (let row = 0; row < rows; row++) {
    let p = from, q = to;
    for (let column = 0; column < whole; column += 8) {
      v128.store(q, v128.load(p));
      v128.store(q, v128.load(p, 16), 16);
      p += 32;
      q += PANEL_BYTES;
    }
    for (let column = whole; column < columns; column++) {
      store<f32>(q + ((<usize>(column & 7)) << 2), load<f32>(p));
      p += 4;
    }
    from += pitch;
    to += 32;
  }
}

/** y = f(bias + x weights) for the outputs from `start` to before `end`; `room` holds STRIP / 8 panels and a row of PACKED_ROW bytes for each image. */
export function dense_forward(
  x: usize,
  batch: i32,
  weights: usize,
  bias: usize,
  inputs: i32,
  outputs: i32,
  start: i32,
  end: i32,
  activation: i32,
  y: usize,
  zeros: usize,
  room: usize,
): void {
  const inputBytes = (<usize>inputs) << 2,
    outputBytes = (<usize>outputs) << 2;
  // Rows of x, too, mostly lie a power of two apart.
  const packed = room + <usize>(STRIP / 8) * PANEL_BYTES;
  for (let strip = start; strip < end; strip += STRIP) {
    const columns = min(STRIP, end - strip);
    const offset = (<usize>strip) << 2;
    for (let image = 0; image < batch; image++) {
      memory.copy(y + <usize>image * outputBytes + offset, bias + offset, (<usize>columns) << 2);
    }
    for (let chunk = 0; chunk < inputs; chunk += CHUNK) {
      const depth = min(CHUNK, inputs - chunk);
      for (let image = 0; image < batch; image++) {
        const from = x + <usize>image * inputBytes + ((<usize>chunk) << 2);
        memory.copy(packed + <usize>image * PACKED_ROW, from, (<usize>depth) << 2);
      }
      copyPanels(weights + <usize>chunk * outputBytes + offset, outputBytes, depth, columns, room);
      for (let column = 0; column < columns; column += 8) {
        const panel = room + (<usize>(column >> 3)) * PANEL_BYTES;
        const c = y + offset + ((<usize>column) << 2);
        const few = columns - column;
        if (few >= 8) panelProduct(packed, PACKED_ROW, 0, 1, depth, panel, c, outputBytes, batch, 8, zeros, 0, c, outputBytes);
        else product(packed, PACKED_ROW, 4, 0, panel, 32, 0, 1, depth, c, outputBytes, batch, few, 0);
      }
    }
    for (let image = 0; image < batch; image++) {
      const at = y + <usize>image * outputBytes + offset;
      activate(activation, at, at, columns);
    }
  }
}

/** Copies dz (batch, columns), rows `pitch` bytes apart, into panels of 8 images, (panel, pitchOfPanels / 32, 8), zeros beyond the batch. */
export function dense_turned(dz: usize, pitch: usize, batch: i32, columns: i32, to: usize, panelBytes: usize): void {
  for (let image = 0; image < ((batch + 7) & ~7); image++) {
    const panel = to + <usize>(image >> 3) * panelBytes + ((<usize>(image & 7)) << 2);
    const from = dz + <usize>image * pitch;
    for (let column = 0; column < columns; column++) {
      const value: f32 = image < batch ? load<f32>(from + ((<usize>column) << 2)) : 0;
      store<f32>(panel + ((<usize>column) << 5), value);
    }
  }
}

/**
 * dx = dz weights^T for the inputs from `start` to before `end` (at most TILE_ROWS). `turned` is dz as dense_turned leaves it, in panels
 * of `outputs` rows; `room` holds TILE_ROWS rows of the batch rounded up to a multiple of 8.
 */
export function dense_backward(
  turned: usize,
  batch: i32,
  weights: usize,
  inputs: i32,
  outputs: i32,
  start: i32,
  end: i32,
  dx: usize,
  zeros: usize,
  room: usize,
): void {
  const rows = end - start;
  const outputBytes = (<usize>outputs) << 2;
  const roomRow = (<usize>((batch + 7) & ~7)) << 2;
  for (let chunk = 0; chunk < outputs; chunk += GRADIENT_CHUNK) {
    const depth = min(GRADIENT_CHUNK, outputs - chunk);
    const from = weights + <usize>start * outputBytes + ((<usize>chunk) << 2);
    for (let image = 0; image < batch; image += 8) {
      const panel = turned + (<usize>(image >> 3) * <usize>outputs + <usize>chunk) * 32;
      const c = room + ((<usize>image) << 2);
      panelProduct(from, outputBytes, 0, 1, depth, panel, c, roomRow, rows, 8, zeros, 0, chunk == 0 ? 0 : c, roomRow);
    }
  }
  for (let image = 0; image < batch; image++) {
    const to = dx + ((<usize>(image * inputs + start)) << 2);
    for (let row = 0; row < rows; row++) {
      store<f32>(to + ((<usize>row) << 2), load<f32>(room + <usize>row * roomRow + ((<usize>image) << 2)));
    }
  }
}

/** dBias[column] = the sum over the batch of dz, whose rows are `pitch` bytes apart. */
export function dense_bias(dz: usize, pitch: usize, batch: i32, columns: i32, dBias: usize): void {
  for (let column = 0; column < columns; column++) {
    const at = (<usize>column) << 2;
    let sum: f64 = 0;
    for (let image = 0; image < batch; image++) sum += <f64>load<f32>(dz + <usize>image * pitch + at);
    store<f32>(dBias + at, <f32>sum);
  }
}

/**
 * Makes the gradient of the weights tile by tile for the inputs from `start` to before `end` (at most TILE_ROWS), and applies the
 * optimizer to each tile while it is in the cache: the whole gradient of a large layer is never stored. `panels` is dz as
 * dense_panels leaves it; `room` holds (batch + TILE_COLUMNS) * TILE_ROWS values.
 */
export function dense_update(
  x: usize,
  batch: i32,
  panels: usize,
  inputs: i32,
  outputs: i32,
  start: i32,
  end: i32,
  zeros: usize,
  weights: usize,
  first: usize,
  second: usize,
  room: usize,
  optimizer: i32,
  rate: f32,
  decay1: f32,
  rest1: f32,
  decay2: f32,
  rest2: f32,
  epsilon: f32,
): void {
  const rows = end - start;
  const batchBytes = (<usize>batch) << 2;
  for (let image = 0; image < batch; image++) {
    const from = x + ((<usize>(image * inputs + start)) << 2);
    for (let row = 0; row < rows; row++) {
      store<f32>(room + <usize>row * batchBytes + ((<usize>image) << 2), load<f32>(from + ((<usize>row) << 2)));
    }
  }
  const tile = room + <usize>(batch * TILE_ROWS * 4);
  for (let chunk = 0; chunk < outputs; chunk += TILE_COLUMNS) {
    const columns = min(TILE_COLUMNS, outputs - chunk);
    for (let column = 0; column < columns; column += 8) {
      const panel = panels + <usize>(chunk + column) * batchBytes;
      const c = tile + ((<usize>column) << 2);
      panelProduct(room, batchBytes, 0, 1, batch, panel, c, TILE_COLUMNS * 4, rows, 8, zeros, 0, 0, 0);
    }
    for (let row = 0; row < rows; row++) {
      const at = (<usize>(start + row) * <usize>outputs + <usize>chunk) << 2;
      optimizer_step(
        optimizer,
        weights + at,
        tile + <usize>(row * TILE_COLUMNS * 4),
        first + at,
        second + at,
        columns,
        rate,
        decay1,
        rest1,
        decay2,
        rest2,
        epsilon,
      );
    }
  }
}
