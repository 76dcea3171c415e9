import { activationOf, type NetworkLayer } from '../network.js';
import { activationNumbers } from './kernels.js';
import type { Phase, Stage, StageContext } from './stage.js';
import type { BatchTensor } from './view.js';
import { optimizerArguments, type Optimizer } from './optimizer.js';

export interface DenseStageOptions {
  readonly layer: NetworkLayer;
  readonly input: BatchTensor;
  readonly output: BatchTensor;
  readonly passesGradient: boolean;
  readonly takesLogitGradient: boolean;
  /** Undefined for inference. */
  readonly optimizer: Optimizer | undefined;
}

// Sizes of the kernels' tiles; kernels/network/dense.ts has the same.
const stripColumns = 256;
const panelBytes = 64 * 32 + 64;
const packedRow = 64 * 4;
const tileRows = 16;
const tileColumns = 4096;

/** A dense layer over the whole batch: each task owns columns or rows of the weights. */
export function denseStage(context: StageContext, options: DenseStageOptions): Stage {
  const { machine, parameters } = context;
  const { layer, input, output } = options;
  const inputs = input.length;
  const outputs = output.length;
  const weights = parameters.address(`${layer.name}/kernel`);
  const bias = parameters.address(`${layer.name}/bias`);
  const activation = activationNumbers[activationOf(layer.spec)];
  const room = machine.allocateScratch((stripColumns / 8) * panelBytes + context.batchSize * packedRow);
  const zeros = machine.allocateScratch(32);
  const forward: Phase = {
    tasks: Math.ceil(outputs / stripColumns),
    run: (task, { images }) => {
      const start = task * stripColumns;
      machine.kernels.dense_forward(
        ...[input.values, images, weights, bias, inputs, outputs, start],
        ...[Math.min(start + stripColumns, outputs), activation, output.values],
        ...[machine.scratchAddress(zeros), machine.scratchAddress(room)],
      );
    },
  };
  if (options.optimizer === undefined) return { forward: [forward], backward: [] };
  const gradient: GradientPanels = {
    panels: machine.allocate(context.batchSize * Math.ceil(outputs / 8) * 32),
    zeros,
    turned: options.passesGradient ? machine.allocate(Math.ceil(context.batchSize / 8) * outputs * 32) : 0,
  };
  return {
    forward: [forward],
    backward: [
      outputGradient(context, options, gradient),
      update(context, options, options.optimizer, gradient),
    ],
  };
}

/** Where the gradient before the activation lies for the products: in panels of 8 outputs, and of 8 images (0 when not needed). */
interface GradientPanels {
  readonly panels: number;
  readonly turned: number;
  /** In the thread's own memory, never written. */
  readonly zeros: number;
}

/** Turns the output's gradient into that before the activation, in place and in panels, and sums it for the bias. */
function outputGradient(
  context: StageContext,
  options: DenseStageOptions,
  { panels, turned }: GradientPanels,
): Phase {
  const { machine, parameters } = context;
  const { layer, output, takesLogitGradient } = options;
  const outputs = output.length;
  const activation = takesLogitGradient ? 0 : activationNumbers[activationOf(layer.spec)];
  const biasGradient = parameters.gradient(`${layer.name}/bias`);
  return {
    tasks: Math.ceil(outputs / stripColumns),
    run: (task, { images }) => {
      const start = task * stripColumns;
      const columns = Math.min(stripColumns, outputs - start);
      const pitch = outputs * 4;
      const dz = output.gradients + start * 4;
      machine.kernels.activation_backward(
        ...[activation, dz, pitch, output.values + start * 4, pitch, dz, pitch, images, columns],
      );
      machine.kernels.dense_panels(dz, pitch, images, columns, panels + start * images * 4);
      if (turned !== 0) {
        machine.kernels.dense_turned(dz, pitch, images, columns, turned + start * 32, outputs * 32);
      }
      machine.kernels.dense_bias(dz, pitch, images, columns, biasGradient + start * 4);
    },
  };
}

/** The input's gradient by the weights as they are, then the step that changes them, a few rows of weights at a time. */
function update(
  context: StageContext,
  options: DenseStageOptions,
  optimizer: Optimizer,
  { panels, turned, zeros }: GradientPanels,
): Phase {
  const { machine, parameters, batchSize } = context;
  const { layer, input, output, passesGradient } = options;
  const inputs = input.length;
  const outputs = output.length;
  const kernel = parameters.kernels.get(`${layer.name}/kernel`);
  if (kernel === undefined) throw new Error(`no kernel of ${layer.name}`);
  const room = machine.allocateScratch((batchSize + tileColumns) * tileRows * 4);
  const turnedRoom = machine.allocateScratch(Math.ceil(batchSize / 8) * 32 * tileRows);
  return {
    tasks: Math.ceil(inputs / tileRows),
    run: (task, step) => {
      const start = task * tileRows;
      const end = Math.min(start + tileRows, inputs);
      if (passesGradient) {
        machine.kernels.dense_backward(
          ...[turned, step.images, kernel.values, inputs, outputs, start, end, input.gradients],
          ...[machine.scratchAddress(zeros), machine.scratchAddress(turnedRoom)],
        );
      }
      machine.kernels.dense_update(
        ...[input.values, step.images, panels, inputs, outputs, start, end, machine.scratchAddress(zeros)],
        ...[kernel.values, kernel.first, kernel.second, machine.scratchAddress(room)],
        ...optimizerArguments(optimizer, step.rate),
      );
    },
  };
}
