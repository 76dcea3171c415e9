import { activationOf, valuesIn, type Network } from '../network.js';
import type { Machine, Step } from './machine.js';
import { rowsOf, type View } from './view.js';

/** What a network is trained to make small, as the mean over all values; binary cross-entropy clips predictions at 1e-7. */
export type Loss = 'binary-crossentropy' | 'mean-squared-error';

const kernelNumbers = { 'binary-crossentropy': 0, 'mean-squared-error': 1 } as const;

/**
 * The layer whose sigmoid a cross-entropy takes into its own gradient (p - t, which does not vanish where the sigmoid is
 * saturated): the last that does more than reshape; undefined when there is none.
 */
export function logitLayer(network: Network, loss: Loss): number | undefined {
  const last = network.layers.findLast(({ spec }) => spec.kind !== 'reshape' && spec.kind !== 'flatten');
  const hasSigmoid = last !== undefined && activationOf(last.spec) === 'sigmoid';
  return loss === 'binary-crossentropy' && hasSigmoid ? last.index : undefined;
}

/** Where the targets lie, and where each image's mean loss goes (float64). */
export interface LossPlaces {
  readonly targets: View;
  readonly losses: number;
}

/** The mean loss of one image; with a gradient's place, that of the batch's mean loss too. */
export function imageLoss(
  machine: Machine,
  network: Network,
  loss: Loss,
  { targets, losses }: LossPlaces,
): (image: number, step: Step, output: View, gradient?: View) => void {
  const { rows, length } = rowsOf(network.output);
  const values = valuesIn(network.output);
  const toLogit = logitLayer(network, loss) === undefined ? 0 : 1;
  return (image, step, output, gradient) => {
    const sum = machine.kernels.loss_rows(
      ...[kernelNumbers[loss], toLogit, output.at(image), output.pitch, targets.at(image), targets.pitch],
      ...(gradient === undefined ? [0, 0] : [gradient.at(image), gradient.pitch]),
      ...[rows, length, 1 / (values * step.images)],
    );
    machine.doubles(losses, image + 1)[image] = sum / values;
  };
}
