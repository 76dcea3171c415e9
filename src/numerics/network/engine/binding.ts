import type { NetworkLayer } from '../network.js';
import type { Machine, Step } from './machine.js';
import type { Parameters } from './parameters.js';
import type { View } from './view.js';

/** A layer that treats each image by itself, bound to where its values lie. */
export interface LocalLayer {
  forward(image: number, step: Step): void;
  /** Turns the gradient of the output into that of the input (when asked for), and adds to the shard's slots of the weights' gradients. */
  backward(image: number, step: Step, shard: number): void;
}

export interface Binding {
  readonly machine: Machine;
  readonly parameters: Parameters;
  /** Of a pair of layers, the convolution. */
  readonly layer: NetworkLayer;
  readonly x: View;
  readonly y: View;
  /** Gradient of y; a convolution overwrites it with the gradient before its activation. */
  readonly dy: View | undefined;
  /** Gradient of x; undefined when nothing before the layer is trained. */
  readonly dx: View | undefined;
  /** The loss gives the gradient before this layer's sigmoid. */
  readonly takesLogitGradient: boolean;
  /** Room for an image between its forward and its backward pass: the address for each image. */
  readonly keep: (bytes: number) => (image: number) => number;
  /** Of dropout. */
  readonly dropoutSeed: number;
  readonly isTrained: boolean;
}

/** What a trained layer must have. */
export function gradientViews({ dy, dx }: Binding): { dy: View; dx: View | undefined } {
  if (dy === undefined) throw new Error('a layer that is not trained has no gradient');
  return { dy, dx };
}
