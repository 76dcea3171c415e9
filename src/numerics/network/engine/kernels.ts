import { compileKernels, instantiateKernels, type WasmMemory, type WasmModule } from '../../wasm-kernels.js';
import type { Activation } from '../architecture.js';

type Numbers = (...args: number[]) => number;

/** The training engine's kernels; see kernels/network/ for their arguments. */
export interface Kernels {
  readonly activation_backward: Numbers;
  readonly activation_forward: Numbers;
  readonly batch_norm_backward: Numbers;
  readonly batch_norm_forward: Numbers;
  readonly batch_norm_gradient_sums: Numbers;
  readonly batch_norm_squares: Numbers;
  readonly batch_norm_sum: Numbers;
  readonly convolution_flip: Numbers;
  readonly convolution_forward: Numbers;
  readonly convolution_spread: Numbers;
  readonly convolution_weights: Numbers;
  readonly dense_backward: Numbers;
  readonly dense_bias: Numbers;
  readonly dense_forward: Numbers;
  readonly dense_panels: Numbers;
  readonly dense_turned: Numbers;
  readonly dense_update: Numbers;
  readonly dropout_apply: Numbers;
  readonly loss_rows: Numbers;
  readonly optimizer_step: Numbers;
  readonly pool_backward: Numbers;
  readonly pool_forward: Numbers;
  readonly pooled_backward: Numbers;
  readonly pooled_forward: Numbers;
  readonly sum_slots: Numbers;
  readonly upsample_backward: Numbers;
  readonly upsample_forward: Numbers;
  readonly upsampled_backward: Numbers;
  readonly upsampled_forward: Numbers;
  readonly upsampled_weights: Numbers;
  readonly upsampled_weights_turned: Numbers;
}

/** The numbers that kernels/network/activation.ts gives them. */
export const activationNumbers: Readonly<Record<Activation, number>> = {
  linear: 0,
  relu: 1,
  'leaky-relu': 2,
  elu: 3,
  tanh: 4,
  sigmoid: 5,
};

let compiled: WasmModule | undefined;

export function loadKernels(memory: WasmMemory): Kernels {
  compiled ??= compileKernels('network');
  return instantiateKernels(compiled, memory) as Kernels;
}
