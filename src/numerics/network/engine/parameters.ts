import type { Weights } from '../architecture.js';
import { valuesIn, type Network, type NetworkLayer, type WeightTensor } from '../network.js';
import { weightsProblem } from '../weights.js';
import type { Machine } from './machine.js';

/** Gradients of a batch's images are summed from this many slots: a property of the method, never of the machine. */
export const shardCount = 16;

/** Addresses of a run of parameters and of what the optimizer keeps for each. */
export interface ParameterRun {
  readonly values: number;
  readonly first: number;
  readonly second: number;
  readonly length: number;
}

/** Where weights lie. Kernels of dense layers are large and stand alone; all other trainable ones are side by side. */
export interface Parameters {
  /** Convolutions first (their gradients have a slot a shard), then biases of dense layers and batch norms. */
  readonly small: ParameterRun;
  /** How many of `small` have slots. */
  readonly slotted: number;
  /** Gradients of `small`. */
  readonly gradients: number;
  /** `shardCount` times the first `slotted` gradients. */
  readonly slots: number;
  readonly slotPitch: number;
  readonly kernels: ReadonlyMap<string, ParameterRun>;
  /** The address of a tensor's values. */
  address(key: string): number;
  /** The address of a small tensor's gradient; with a shard, that of its slot. */
  gradient(key: string, shard?: number): number;
}

interface Placed {
  readonly layer: NetworkLayer;
  readonly tensor: WeightTensor;
}

const isSlotted = ({ layer }: Placed): boolean => layer.spec.kind === 'conv2d';
const isLarge = ({ layer, tensor }: Placed): boolean =>
  layer.spec.kind === 'dense' && tensor.tensor === 'kernel';

const placedTensors = (network: Network): Placed[] =>
  network.layers.flatMap((layer) => layer.weights.map((tensor) => ({ layer, tensor })));

function run(machine: Machine, length: number, isTrained: boolean): ParameterRun {
  const values = machine.allocate(length * 4);
  const first = isTrained ? machine.allocate(length * 4) : 0;
  const second = isTrained ? machine.allocate(length * 4) : 0;
  return { values, first, second, length };
}

/** Lays out a network's weights, and, when it is trained, gradients and optimizer state. */
export function layOutParameters(machine: Machine, network: Network, isTrained: boolean): Parameters {
  const all = placedTensors(network);
  const trainable = all.filter(({ tensor }) => tensor.trainable);
  const slottedTensors = trainable.filter(isSlotted);
  const direct = trainable.filter((placed) => !isSlotted(placed) && !isLarge(placed));
  const offsets = new Map<string, number>();
  let length = 0;
  for (const { tensor } of [...slottedTensors, ...direct]) {
    offsets.set(tensor.key, length);
    length += valuesIn(tensor.shape);
  }
  const slotted = slottedTensors.reduce((total, { tensor }) => total + valuesIn(tensor.shape), 0);
  const small = run(machine, length, isTrained);
  const gradients = isTrained ? machine.allocate(length * 4) : 0;
  const slotPitch = Math.ceil(slotted / 16) * 64;
  const slots = isTrained ? machine.allocate(slotPitch * shardCount) : 0;
  const kernels = new Map(
    trainable
      .filter(isLarge)
      .map(({ tensor }) => [tensor.key, run(machine, valuesIn(tensor.shape), isTrained)] as const),
  );
  const statistics = new Map(
    all
      .filter(({ tensor }) => !tensor.trainable)
      .map(({ tensor }) => [tensor.key, machine.allocate(valuesIn(tensor.shape) * 4)] as const),
  );
  const offsetOf = (key: string): number => {
    const offset = offsets.get(key);
    if (offset === undefined) throw new Error(`no small tensor ${key}`);
    return offset * 4;
  };
  return {
    small,
    slotted,
    gradients,
    slots,
    slotPitch,
    kernels,
    address: (key) => kernels.get(key)?.values ?? statistics.get(key) ?? small.values + offsetOf(key),
    gradient: (key, shard) =>
      shard === undefined ? gradients + offsetOf(key) : slots + shard * slotPitch + offsetOf(key),
  };
}

/**
 * Everything that training changes from step to step: the weights, what the optimizer keeps for each, the statistics of batch
 * norms. Views of the machine's memory, always in the same order.
 */
export function trainedState(machine: Machine, network: Network, parameters: Parameters): Float32Array[] {
  const runs = [parameters.small, ...parameters.kernels.values()];
  const trained = runs.flatMap(({ values, first, second, length }) =>
    [values, first, second].map((address) => machine.floats(address, length)),
  );
  const statistics = placedTensors(network).filter(({ tensor }) => !tensor.trainable);
  return [
    ...trained,
    ...statistics.map(({ tensor }) => machine.floats(parameters.address(tensor.key), valuesIn(tensor.shape))),
  ];
}

/** @throws RangeError when a tensor is missing or has another size. */
export function writeWeights(
  machine: Machine,
  network: Network,
  parameters: Parameters,
  weights: Weights,
): void {
  const problem = weightsProblem(network, weights);
  if (problem !== undefined) throw new RangeError(problem);
  for (const { tensor } of placedTensors(network)) {
    machine.floats(parameters.address(tensor.key), valuesIn(tensor.shape)).set(weights[tensor.key]!);
  }
}

/** Copies of the weights as they are now. */
export function readWeights(machine: Machine, network: Network, parameters: Parameters): Weights {
  return Object.fromEntries(
    placedTensors(network).map(({ tensor }) => [
      tensor.key,
      Float32Array.from(machine.floats(parameters.address(tensor.key), valuesIn(tensor.shape))),
    ]),
  );
}
