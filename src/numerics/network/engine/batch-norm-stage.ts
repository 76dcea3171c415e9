import type { NetworkLayer } from '../network.js';
import type { Machine } from './machine.js';
import { shardCount } from './parameters.js';
import { shardRange, type Phase, type Stage, type StageContext } from './stage.js';
import { rowsOf, type BatchTensor } from './view.js';

export interface BatchNormStageOptions {
  readonly layer: NetworkLayer;
  readonly input: BatchTensor;
  readonly output: BatchTensor;
  readonly passesGradient: boolean;
}

/** Addresses of what a batch norm keeps during a step; float64 sums have a slot a shard. */
interface Room {
  readonly sums: number;
  readonly products: number;
  readonly means64: number;
  readonly means: number;
  readonly inverses64: number;
  readonly scales: number;
  readonly offsets: number;
  readonly slopes: number;
}

interface Norm extends BatchNormStageOptions {
  readonly context: StageContext;
  readonly room: Room;
  readonly channels: number;
  /** Pixels of one image. */
  readonly pixels: number;
  readonly momentum: number;
  readonly epsilon: number;
}

function layOutRoom(machine: Machine, channels: number): Room {
  const floats = (): number => machine.allocate(channels * 4);
  const doubles = (copies = 1): number => machine.allocate(channels * 8 * copies);
  return {
    sums: doubles(shardCount),
    products: doubles(shardCount),
    means64: doubles(),
    means: floats(),
    inverses64: doubles(),
    scales: floats(),
    offsets: floats(),
    slopes: floats(),
  };
}

/**
 * Batch normalisation by the statistics of the whole batch; moving statistics follow with the layer's momentum, the variance
 * times n / (n - 1 - epsilon), n = images * pixels, as Keras 2 has it. Sums are in float64.
 */
export function batchNormStage(context: StageContext, options: BatchNormStageOptions): Stage {
  const { layer, input } = options;
  const { spec } = layer;
  if (spec.kind !== 'batch-norm') throw new Error(`${layer.name} is no batch norm`);
  const { channels } = rowsOf(layer.output);
  const norm: Norm = {
    ...options,
    context,
    room: layOutRoom(context.machine, channels),
    channels,
    pixels: input.length / channels,
    momentum: spec.momentum,
    epsilon: spec.epsilon,
  };
  return {
    forward: [sumValues(norm), findMeans(norm), sumSquares(norm), findScales(norm), normalise(norm)],
    backward: [sumGradients(norm), findSlopes(norm), ...(options.passesGradient ? [passGradient(norm)] : [])],
  };
}

/** A phase over the shards: addresses and pixels of the shard's images, and its own slot of sums. */
function perShard(norm: Norm, run: (offset: number, pixels: number, slot: number) => void): Phase {
  return {
    tasks: shardCount,
    run: (shard, { images }) => {
      const [start, end] = shardRange(shard, images);
      run(start * norm.input.length * 4, (end - start) * norm.pixels, shard * norm.channels * 8);
    },
  };
}

const single = (run: (count: number) => void, pixels: number): Phase => ({
  tasks: 1,
  run: (_task, { images }) => run(images * pixels),
});

/** The sum of a channel's slots, in the order of the shards. */
function total(norm: Norm, slots: number, channel: number): number {
  const values = norm.context.machine.doubles(slots, shardCount * norm.channels);
  let sum = 0;
  for (let shard = 0; shard < shardCount; shard++) sum += values[shard * norm.channels + channel]!;
  return sum;
}

function sumValues(norm: Norm): Phase {
  const { machine } = norm.context;
  return perShard(norm, (offset, pixels, slot) => {
    machine.doubles(norm.room.sums + slot, norm.channels).fill(0);
    machine.kernels.batch_norm_sum(norm.input.values + offset, pixels, norm.channels, norm.room.sums + slot);
  });
}

function findMeans(norm: Norm): Phase {
  const { room, channels, context } = norm;
  return single((count) => {
    const means64 = context.machine.doubles(room.means64, channels);
    const means = context.machine.floats(room.means, channels);
    for (let c = 0; c < channels; c++) means[c] = means64[c] = total(norm, room.sums, c) / count;
  }, norm.pixels);
}

function sumSquares(norm: Norm): Phase {
  const { room, channels, context, input } = norm;
  const { machine } = context;
  return perShard(norm, (offset, pixels, slot) => {
    machine.doubles(room.sums + slot, channels).fill(0);
    machine.kernels.batch_norm_squares(
      input.values + offset,
      pixels,
      channels,
      room.means64,
      room.sums + slot,
    );
  });
}

function findScales(norm: Norm): Phase {
  const { room, channels, context, layer, momentum, epsilon } = norm;
  const { machine, parameters } = context;
  const follow = (statistics: Float32Array, channel: number, value: number): void => {
    statistics[channel] = statistics[channel]! * momentum + value * (1 - momentum);
  };
  return single((count) => {
    const tensor = (name: string): Float32Array =>
      machine.floats(parameters.address(`${layer.name}/${name}`), channels);
    const [gamma, movingMeans, movingVariances] = [
      tensor('gamma'),
      tensor('moving_mean'),
      tensor('moving_variance'),
    ];
    const means64 = machine.doubles(room.means64, channels);
    const inverses64 = machine.doubles(room.inverses64, channels);
    const scales = machine.floats(room.scales, channels);
    for (let c = 0; c < channels; c++) {
      const variance = total(norm, room.sums, c) / count;
      inverses64[c] = 1 / Math.sqrt(variance + epsilon);
      scales[c] = gamma[c]! * inverses64[c]!;
      follow(movingMeans, c, means64[c]!);
      follow(movingVariances, c, variance * (count / (count - 1 - epsilon)));
    }
  }, norm.pixels);
}

function normalise(norm: Norm): Phase {
  const { room, channels, context, layer, input, output } = norm;
  const { machine, parameters } = context;
  const beta = parameters.address(`${layer.name}/beta`);
  return perShard(norm, (offset, pixels) => {
    machine.kernels.batch_norm_forward(
      ...[input.values + offset, 0, output.values + offset, 0, 1, pixels, channels],
      ...[room.means, room.scales, beta],
    );
  });
}

function sumGradients(norm: Norm): Phase {
  const { room, channels, context, input, output } = norm;
  const { machine } = context;
  return perShard(norm, (offset, pixels, slot) => {
    machine.doubles(room.sums + slot, channels).fill(0);
    machine.doubles(room.products + slot, channels).fill(0);
    machine.kernels.batch_norm_gradient_sums(
      ...[input.values + offset, output.gradients + offset, pixels, channels],
      ...[room.means64, room.sums + slot, room.products + slot],
    );
  });
}

/** With x^ = (x - mean) / s: dx = gamma / s (dy - mean(dy) - x^ mean(dy x^)). @see Ioffe and Szegedy 2015, section 3 */
function findSlopes(norm: Norm): Phase {
  const { room, channels, context, layer } = norm;
  const { machine, parameters } = context;
  return single((count) => {
    const inverses64 = machine.doubles(room.inverses64, channels);
    const gamma = machine.floats(parameters.address(`${layer.name}/gamma`), channels);
    const gammaGradient = machine.floats(parameters.gradient(`${layer.name}/gamma`), channels);
    const betaGradient = machine.floats(parameters.gradient(`${layer.name}/beta`), channels);
    const offsets = machine.floats(room.offsets, channels);
    const slopes = machine.floats(room.slopes, channels);
    for (let c = 0; c < channels; c++) {
      const inverse = inverses64[c]!;
      const scale = gamma[c]! * inverse;
      const sum = total(norm, room.sums, c);
      const product = total(norm, room.products, c) * inverse;
      betaGradient[c] = sum;
      gammaGradient[c] = product;
      offsets[c] = (scale * sum) / count;
      slopes[c] = (scale * inverse * product) / count;
    }
  }, norm.pixels);
}

function passGradient(norm: Norm): Phase {
  const { room, channels, context, input, output } = norm;
  return perShard(norm, (offset, pixels) => {
    context.machine.kernels.batch_norm_backward(
      ...[input.values + offset, output.gradients + offset, input.gradients + offset, pixels, channels],
      ...[room.means, room.scales, room.offsets, room.slopes],
    );
  });
}
