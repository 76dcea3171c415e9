import type { Architecture } from '../architecture.js';
import { networkOf, valuesIn, type Network, type NetworkLayer } from '../network.js';
import { batchNormStage } from './batch-norm-stage.js';
import { denseStage } from './dense-stage.js';
import { localStage } from './local-stage.js';
import { imageLoss, logitLayer, type Loss } from './loss.js';
import { Machine } from './machine.js';
import { optimizerArguments, type Optimizer } from './optimizer.js';
import { layOutParameters, shardCount, type Parameters } from './parameters.js';
import { perImage, type Phase, type Stage, type StageContext } from './stage.js';
import { batchTensor, batchView, type BatchTensor } from './view.js';

export interface TrainingPlan {
  readonly batchSize: number;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  /** A word for each layer that drops values. */
  readonly dropoutSeeds: readonly number[];
  /** See `StageContext`. */
  readonly mostKeptBytes?: number;
}

/** All that a thread needs to lay out the same memory and the same phases as the others; can be sent to a worker. */
export interface EnginePlan {
  readonly architecture: Architecture;
  /** Of inference: images at a time, the last layer to run, and the loss to measure against the images themselves. */
  readonly inference: { readonly batchSize: number; readonly to: number; readonly loss?: Loss };
  readonly training?: TrainingPlan;
}

/** Phases to run one after another, and where they find a batch and leave its results. */
export interface Program {
  readonly phases: readonly Phase[];
  readonly batchSize: number;
  readonly input: BatchTensor;
  readonly output: BatchTensor | undefined;
  /** The mean loss of each image, float64. */
  readonly losses: number;
}

export interface LaidOut {
  readonly machine: Machine;
  readonly network: Network;
  readonly parameters: Parameters;
  readonly training: Program | undefined;
  readonly inference: Program;
}

/** Runs of layers that make one stage: a dense layer or a trained batch norm stands alone. */
function groups(layers: readonly NetworkLayer[], isTrained: boolean): NetworkLayer[][] {
  const found: NetworkLayer[][] = [];
  let local: NetworkLayer[] = [];
  for (const layer of layers) {
    if (layer.spec.kind === 'dense' || (layer.spec.kind === 'batch-norm' && isTrained)) {
      if (local.length > 0) found.push(local);
      found.push([layer]);
      local = [];
    } else local.push(layer);
  }
  if (local.length > 0) found.push(local);
  return found;
}

const isWhole = (group: readonly NetworkLayer[], isTrained: boolean): boolean => {
  const kind = group[0]?.spec.kind;
  return kind === 'dense' || (kind === 'batch-norm' && isTrained);
};

function inferenceProgram(
  machine: Machine,
  network: Network,
  parameters: Parameters,
  { batchSize, to, loss }: EnginePlan['inference'],
): Program {
  const context: StageContext = { machine, parameters, batchSize };
  const phases: Phase[] = [];
  const input = batchTensor(machine, network.input, batchSize, false);
  let current = input;
  for (const group of groups(network.layers.slice(0, to + 1), false)) {
    const first = group[0]!;
    const output = batchTensor(machine, group.at(-1)!.output, batchSize, false);
    const stage = isWhole(group, false)
      ? denseStage(context, {
          layer: first,
          input: current,
          output,
          passesGradient: false,
          takesLogitGradient: false,
          optimizer: undefined,
        })
      : localStage(context, {
          layers: group,
          input: current,
          inputShape: first.input,
          output,
          isTrained: false,
          passesGradient: false,
          logitLayer: undefined,
          dropoutSeeds: [],
        });
    phases.push(...stage.forward);
    current = output;
  }
  const losses = machine.allocate(batchSize * 8);
  if (loss !== undefined) {
    const targets = batchView(input.values, network.output);
    const outputs = batchView(current.values, network.output);
    const measure = imageLoss(machine, network, loss, { targets, losses });
    phases.push(perImage((image, step) => measure(image, step, outputs)));
  }
  return { phases, batchSize, input, output: current, losses };
}

/** Zeroes the slots that gradients are added to. */
function clearSlots({ machine, parameters }: StageContext): Phase {
  return {
    tasks: shardCount,
    run: (shard) => {
      const slot = parameters.slots + shard * parameters.slotPitch;
      machine.floats(slot, parameters.slotPitch / 4).fill(0);
    },
  };
}

const updateChunk = 4096;

/** Sums the slots by a fixed tree and moves all weights but the dense layers' kernels, which their stages have moved. */
function updateSmall({ machine, parameters }: StageContext, optimizer: Optimizer): Phase {
  const { small, slotted, gradients, slots, slotPitch } = parameters;
  return {
    tasks: Math.ceil(small.length / updateChunk),
    run: (task, { rate }) => {
      const start = task * updateChunk;
      const length = Math.min(updateChunk, small.length - start);
      const summed = Math.max(0, Math.min(length, slotted - start));
      const at = start * 4;
      machine.kernels.sum_slots(slots + at, slotPitch, gradients + at, summed);
      machine.kernels.optimizer_step(
        ...optimizerArguments(optimizer, rate).slice(0, 1),
        ...[small.values + at, gradients + at, small.first + at, small.second + at, length],
        ...optimizerArguments(optimizer, rate).slice(1),
      );
    },
  };
}

interface TrainingStages {
  readonly input: BatchTensor;
  readonly losses: number;
  readonly stages: readonly Stage[];
}

function trainingStages(context: StageContext, network: Network, training: TrainingPlan): TrainingStages {
  const { machine, batchSize } = context;
  const { loss, optimizer, dropoutSeeds } = training;
  const input = batchTensor(machine, network.input, batchSize, false);
  const losses = machine.allocate(batchSize * 8);
  const logits = logitLayer(network, loss);
  const targets = batchView(input.values, network.output);
  const measure = imageLoss(machine, network, loss, { targets, losses });
  const all = groups(network.layers, true);
  // The loss belongs to the last stage of images treated one by one: an empty one when the last layer takes the whole batch.
  if (all.length === 0 || isWhole(all.at(-1)!, true)) all.push([]);
  const stages: Stage[] = [];
  let current = input;
  let inputShape = network.input;
  let passesGradient = false;
  for (const group of all) {
    const isLast = group === all.at(-1);
    const layer = group[0]!;
    const shape = group.at(-1)?.output ?? inputShape;
    const output = isLast ? undefined : batchTensor(machine, shape, batchSize, true);
    if (output === undefined || !isWhole(group, true)) {
      stages.push(
        localStage(context, {
          layers: group,
          input: current,
          inputShape,
          output,
          isTrained: true,
          passesGradient,
          logitLayer: logits,
          dropoutSeeds,
          ...(isLast ? { loss: measure } : {}),
        }),
      );
    } else if (layer.spec.kind === 'dense') {
      const takesLogitGradient = layer.index === logits;
      stages.push(
        denseStage(context, { layer, input: current, output, passesGradient, takesLogitGradient, optimizer }),
      );
    } else {
      stages.push(batchNormStage(context, { layer, input: current, output, passesGradient }));
    }
    passesGradient ||= group.some(({ weights }) => weights.length > 0);
    current = output ?? current;
    inputShape = shape;
  }
  return { input, losses, stages };
}

function trainingProgram(
  machine: Machine,
  network: Network,
  parameters: Parameters,
  training: TrainingPlan,
): Program {
  const { batchSize, mostKeptBytes } = training;
  const context: StageContext = {
    ...{ machine, parameters, batchSize },
    ...(mostKeptBytes === undefined ? {} : { mostKeptBytes }),
  };
  const { input, losses, stages } = trainingStages(context, network, training);
  const phases = [
    clearSlots(context),
    ...stages.flatMap((stage) => stage.forward),
    ...[...stages].reverse().flatMap((stage) => stage.backward),
    updateSmall(context, training.optimizer),
  ];
  return { phases, batchSize, input, output: undefined, losses };
}

/** Lays out memory and phases; the same plan gives every thread the same addresses. */
export function layOut(plan: EnginePlan, thread: number): LaidOut {
  const network = networkOf(plan.architecture);
  if (plan.training !== undefined && valuesIn(network.output) !== valuesIn(network.input)) {
    throw new RangeError(
      `the network gives back ${valuesIn(network.output)} values of ${valuesIn(network.input)}`,
    );
  }
  const machine = new Machine(thread);
  const parameters = layOutParameters(machine, network, plan.training !== undefined);
  const training =
    plan.training === undefined ? undefined : trainingProgram(machine, network, parameters, plan.training);
  const inference = inferenceProgram(machine, network, parameters, plan.inference);
  return { machine, network, parameters, training, inference };
}

/** Bytes of memory that a plan takes with so many threads. */
export function bytesNeeded(plan: EnginePlan, threads: number): number {
  return layOut(plan, 0).machine.bytesFor(threads);
}
