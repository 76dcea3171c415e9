import { valuesIn, type NetworkLayer } from '../network.js';
import type { LocalLayer } from './binding.js';
import { activationNumbers } from './kernels.js';
import { bindLocalLayer } from './local-layer.js';
import type { Machine, Step } from './machine.js';
import { perImage, type Stage, type StageContext } from './stage.js';
import { gradientBorder, inputBorder, unitOutput, unitsOf, type Unit } from './units.js';
import { batchView, keptView, rowsOf, scratchView, type BatchTensor, type View } from './view.js';

export interface LocalStageOptions {
  readonly layers: readonly NetworkLayer[];
  readonly input: BatchTensor;
  readonly inputShape: readonly number[];
  /** Where the outputs go; undefined for the last stage of training, whose outputs only the loss reads. */
  readonly output: BatchTensor | undefined;
  readonly isTrained: boolean;
  /** Whether anything before the stage is trained, so that the gradient of its input is needed. */
  readonly passesGradient: boolean;
  /** Index of the layer whose sigmoid the loss has taken into its gradient. */
  readonly logitLayer: number | undefined;
  readonly dropoutSeeds: readonly number[];
  /** The loss of one image and the gradient of its output, at the end of the network. */
  readonly loss?: (image: number, step: Step, output: View, gradient: View) => void;
}

/** Values of a stage that are kept for a whole batch, so that its backward pass need not run it forward again. */
const defaultMostKeptBytes = 256 * 1024 * 1024;

function copy(machine: Machine, shape: readonly number[], from: View, to: View, image: number): void {
  const { rows, length } = rowsOf(shape);
  const { linear } = activationNumbers;
  machine.kernels.activation_forward(
    linear,
    from.at(image),
    from.pitch,
    to.at(image),
    to.pitch,
    rows,
    length,
  );
}

/** A stage's images between units, and whether they last from the forward pass of a batch to its backward pass. */
interface Storage {
  readonly isKept: boolean;
  view(shape: readonly number[], border?: number): View;
  keep(bytes: number): (image: number) => number;
}

function storage(
  { machine, batchSize, mostKeptBytes = defaultMostKeptBytes }: StageContext,
  units: readonly Unit[],
  isWanted: boolean,
): Storage {
  // The last unit's output lies in the batch in any case; a byte a value is for the places of maxima.
  const values = units.slice(0, -1).reduce((total, unit) => total + valuesIn(unitOutput(unit)), 0);
  const isKept = isWanted && values * 5 * batchSize <= mostKeptBytes;
  if (!isKept) {
    return {
      isKept,
      view: (shape, border) => scratchView(machine, shape, border),
      keep: (bytes) => {
        const place = machine.allocateScratch(bytes);
        return () => machine.scratchAddress(place);
      },
    };
  }
  return {
    isKept,
    view: (shape, border) => keptView(machine, shape, batchSize, border),
    keep: (bytes) => {
      const start = machine.allocate(bytes * batchSize);
      return (image) => start + image * bytes;
    },
  };
}

/** Where each unit's input and output lie: views[i] is the input of unit i, views[i + 1] its output. */
function valueViews(
  { machine }: StageContext,
  { input, inputShape, output }: LocalStageOptions,
  units: readonly Unit[],
  kept: Storage,
): View[] {
  const border = inputBorder(units[0]);
  const views = [border > 0 ? scratchView(machine, inputShape, border) : batchView(input.values, inputShape)];
  for (const [i, unit] of units.entries()) {
    const isLast = i === units.length - 1;
    const shape = unitOutput(unit);
    views.push(
      isLast && output !== undefined
        ? batchView(output.values, shape)
        : kept.view(shape, inputBorder(units[i + 1])),
    );
  }
  return views;
}

/** Likewise for the gradients; an output gradient of a whole batch is first copied to where the last unit wants it. */
function gradientViews(
  { machine }: StageContext,
  { input, inputShape, isTrained, passesGradient }: LocalStageOptions,
  units: readonly Unit[],
): (View | undefined)[] {
  if (!isTrained) return [];
  const first = passesGradient ? batchView(input.gradients, inputShape) : undefined;
  return [first, ...units.map((unit) => scratchView(machine, unitOutput(unit), gradientBorder(unit)))];
}

function bindUnits(
  context: StageContext,
  options: LocalStageOptions,
  units: readonly Unit[],
  views: { values: readonly View[]; gradients: readonly (View | undefined)[]; kept: Storage },
): LocalLayer[] {
  let isNeeded = options.passesGradient;
  return units.map(({ kind, layer, layers }, i) => {
    const dx = isNeeded ? views.gradients[i] : undefined;
    isNeeded ||= layers.some(({ weights }) => weights.length > 0);
    const binding = {
      ...context,
      layer,
      x: views.values[i]!,
      y: views.values[i + 1]!,
      dy: views.gradients[i + 1],
      dx,
      takesLogitGradient: layer.index === options.logitLayer,
      keep: (bytes: number) => views.kept.keep(bytes),
      dropoutSeed: options.dropoutSeeds[layer.index] ?? 0,
      isTrained: options.isTrained,
    };
    return bindLocalLayer(binding, kind);
  });
}

/**
 * Layers that treat each image by itself, run image by image so that values stay in the cache. The last stage goes back at once;
 * the others keep what the backward pass needs, or, when that is too much, run the image forward again.
 */
export function localStage(context: StageContext, options: LocalStageOptions): Stage {
  const { machine } = context;
  const { inputShape, input, output, loss, isTrained } = options;
  const source = batchView(input.values, inputShape);
  const units = unitsOf(options.layers);
  const kept = storage(context, units, isTrained && loss === undefined);
  const values = valueViews(context, options, units, kept);
  const gradients = gradientViews(context, options, units);
  const layers = bindUnits(context, options, units, { values, gradients, kept });
  const reversed = [...layers].reverse();
  const first = values[0]!;
  const last = gradients.at(-1);
  const lastShape = options.layers.at(-1)?.output ?? inputShape;

  const takeInput = (image: number): void => {
    if (first !== source && first.pitch !== source.pitch) copy(machine, inputShape, source, first, image);
  };
  const forward = (image: number, step: Step): void => {
    takeInput(image);
    for (const layer of layers) layer.forward(image, step);
  };
  const backward = (image: number, step: Step, shard: number): void => {
    for (const layer of reversed) layer.backward(image, step, shard);
  };
  if (loss !== undefined && last !== undefined) {
    const both = perImage((image, step, shard) => {
      forward(image, step);
      loss(image, step, values.at(-1)!, last);
      backward(image, step, shard);
    });
    return { forward: [both], backward: [] };
  }
  const isWorthGoingBack = options.passesGradient || options.layers.some((layer) => layer.weights.length > 0);
  const again = perImage((image, step, shard) => {
    if (kept.isKept) takeInput(image);
    else forward(image, step);
    if (output !== undefined && last !== undefined) {
      copy(machine, lastShape, batchView(output.gradients, lastShape), last, image);
    }
    backward(image, step, shard);
  });
  return { forward: [perImage(forward)], backward: isTrained && isWorthGoingBack ? [again] : [] };
}
