import { activate } from './activation';
import { product } from './block';
import { dotsOfRows } from './dots';
import { optimizer_step } from './optimizer';

// Dense layers over a whole batch: x (batch, inputs), y (batch, outputs), weights (inputs, outputs), each without gaps. The work is
// cut along the weights, so that each weight is read once a batch and each result is made by one thread in a fixed order.

const STRIP = 256;
const CHUNK = 64;
const GRADIENT_CHUNK = 256;
const TILE_COLUMNS = 1024;
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

/** y = f(bias + x weights) for the outputs from `start` to before `end`; `room` holds CHUNK * STRIP values. */
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
  room: usize,
): void {
  const inputBytes = (<usize>inputs) << 2,
    outputBytes = (<usize>outputs) << 2;
  for (let strip = start; strip < end; strip += STRIP) {
    const columns = min(STRIP, end - strip);
    const offset = (<usize>strip) << 2;
    for (let image = 0; image < batch; image++) {
      memory.copy(y + <usize>image * outputBytes + offset, bias + offset, (<usize>columns) << 2);
    }
    for (let chunk = 0; chunk < inputs; chunk += CHUNK) {
      const depth = min(CHUNK, inputs - chunk);
      dense_panels(weights + <usize>chunk * outputBytes + offset, outputBytes, depth, columns, room);
      for (let column = 0; column < columns; column += 8) {
        product(
          x + ((<usize>chunk) << 2),
          inputBytes,
          4,
          0,
          room + ((<usize>(column * depth)) << 2),
          32,
          0,
          1,
          depth,
          y + offset + ((<usize>column) << 2),
          outputBytes,
          batch,
          min(8, columns - column),
          0,
        );
      }
    }
    for (let image = 0; image < batch; image++) {
      const at = y + <usize>image * outputBytes + offset;
      activate(activation, at, at, columns);
    }
  }
}

/** dx = dz weights^T for the inputs from `start` to before `end`. */
export function dense_backward(
  dz: usize,
  batch: i32,
  weights: usize,
  inputs: i32,
  outputs: i32,
  start: i32,
  end: i32,
  dx: usize,
): void {
  const inputBytes = (<usize>inputs) << 2,
    outputBytes = (<usize>outputs) << 2;
  for (let chunk = 0; chunk < outputs; chunk += GRADIENT_CHUNK) {
    const depth = min(GRADIENT_CHUNK, outputs - chunk);
    const offset = (<usize>chunk) << 2;
    dotsOfRows(
      weights + <usize>start * outputBytes + offset,
      outputBytes,
      end - start,
      dz + offset,
      outputBytes,
      batch,
      depth,
      dx + ((<usize>start) << 2),
      inputBytes,
      chunk > 0,
    );
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
  for (let image = 0; image < batch; image++) {
    const from = x + ((<usize>(image * inputs + start)) << 2);
    memory.copy(room + <usize>(image * TILE_ROWS * 4), from, (<usize>rows) << 2);
  }
  const tile = room + <usize>(batch * TILE_ROWS * 4);
  for (let chunk = 0; chunk < outputs; chunk += TILE_COLUMNS) {
    const columns = min(TILE_COLUMNS, outputs - chunk);
    for (let column = 0; column < columns; column += 8) {
      product(
        room,
        4,
        TILE_ROWS * 4,
        0,
        panels + ((<usize>((chunk + column) * batch)) << 2),
        32,
        0,
        1,
        batch,
        tile + ((<usize>column) << 2),
        TILE_COLUMNS * 4,
        rows,
        min(8, columns - column),
        zeros,
      );
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
