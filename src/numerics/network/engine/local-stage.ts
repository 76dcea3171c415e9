import type { NetworkLayer } from '../network.js';
import type { LocalLayer } from './binding.js';
import { activationNumbers } from './kernels.js';
import { bindLocalLayer } from './local-layer.js';
import type { Machine, Step } from './machine.js';
import { perImage, type Stage, type StageContext } from './stage.js';
import { batchView, rowsOf, scratchView, type BatchTensor, type View } from './view.js';

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

const borderOf = (layer: NetworkLayer | undefined): number =>
  layer?.spec.kind === 'conv2d' ? (layer.spec.kernel - 1) / 2 : 0;

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

/** Where each layer's input and output lie: views[i] is the input of layer i, views[i + 1] its output. */
function valueViews(context: StageContext, options: LocalStageOptions): View[] {
  const { layers, input, inputShape, output } = options;
  const source = batchView(input.values, inputShape);
  const border = borderOf(layers[0]);
  const views = [border > 0 ? scratchView(context.machine, inputShape, border) : source];
  for (const [i, layer] of layers.entries()) {
    const isLast = i === layers.length - 1;
    views.push(
      isLast && output !== undefined
        ? batchView(output.values, layer.output)
        : scratchView(context.machine, layer.output, borderOf(layers[i + 1])),
    );
  }
  return views;
}

/** Likewise for the gradients; an output gradient of a whole batch is first copied to where the last layer wants it. */
function gradientViews(context: StageContext, options: LocalStageOptions): (View | undefined)[] {
  const { layers, input, inputShape, isTrained, passesGradient } = options;
  if (!isTrained) return [];
  const first = passesGradient ? batchView(input.gradients, inputShape) : undefined;
  return [first, ...layers.map((layer) => scratchView(context.machine, layer.output, borderOf(layer)))];
}

function bindLayers(
  context: StageContext,
  options: LocalStageOptions,
  values: readonly View[],
  gradients: readonly (View | undefined)[],
): LocalLayer[] {
  let isNeeded = options.passesGradient;
  return options.layers.map((layer, i) => {
    const dx = isNeeded ? gradients[i] : undefined;
    isNeeded ||= layer.weights.length > 0;
    return bindLocalLayer({
      ...context,
      layer,
      x: values[i]!,
      y: values[i + 1]!,
      dy: gradients[i + 1],
      dx,
      takesLogitGradient: layer.index === options.logitLayer,
      dropoutSeed: options.dropoutSeeds[layer.index] ?? 0,
      isTrained: options.isTrained,
    });
  });
}

/**
 * Layers that treat each image by itself, run image by image so that values stay in the cache. Only the batch's inputs and
 * outputs of the stage are kept; the backward pass runs the image forward again (the last stage goes back at once).
 */
export function localStage(context: StageContext, options: LocalStageOptions): Stage {
  const { machine } = context;
  const { inputShape, input, output, loss } = options;
  const source = batchView(input.values, inputShape);
  const values = valueViews(context, options);
  const gradients = gradientViews(context, options);
  const layers = bindLayers(context, options, values, gradients);
  const reversed = [...layers].reverse();
  const first = values[0]!;
  const last = gradients.at(-1);
  const lastShape = options.layers.at(-1)?.output ?? inputShape;

  const forward = (image: number, step: Step): void => {
    if (first !== source && first.pitch !== source.pitch) copy(machine, inputShape, source, first, image);
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
    forward(image, step);
    if (output !== undefined && last !== undefined) {
      copy(machine, lastShape, batchView(output.gradients, lastShape), last, image);
    }
    backward(image, step, shard);
  });
  return { forward: [perImage(forward)], backward: options.isTrained && isWorthGoingBack ? [again] : [] };
}
