/** The part of tfjs that the engine uses; the package itself is optional, so its own types may be absent. */
export interface Tensor {
  readonly shape: readonly number[];
  dataSync(): Float32Array;
  dispose(): void;
}

type Operand = Tensor | number;
type Unary = (x: Tensor) => Tensor;
type Binary = (a: Operand, b: Operand) => Tensor;
type Window = number | readonly [number, number];

export interface TensorflowLibrary {
  /** Disposes every tensor made during `work` but those that it returns. */
  tidy<T>(work: () => T): T;
  /** Spares a tensor from the `tidy` around it. */
  keep(tensor: Tensor): Tensor;
  dispose(tensors: readonly Tensor[]): void;
  memory(): { readonly numTensors: number };
  tensor(values: Float32Array, shape: readonly number[]): Tensor;
  backend(): { readonly binding: { readonly TF_Version: string } };
  readonly version: Readonly<Record<string, string>>;

  /** f's value, and the gradients of the sum of its values in each of its arguments. */
  valueAndGrads(
    f: (...args: Tensor[]) => Tensor,
  ): (args: readonly Tensor[]) => { readonly value: Tensor; readonly grads: readonly Tensor[] };
  /** A function of one tensor with a gradient of its own. */
  customGrad(
    f: (
      x: Tensor,
      save: (tensors: readonly Tensor[]) => void,
    ) => {
      readonly value: Tensor;
      readonly gradFunc: (dy: Tensor, saved: readonly Tensor[]) => Tensor;
    },
  ): Unary;

  readonly add: Binary;
  readonly sub: Binary;
  readonly mul: Binary;
  readonly div: Binary;
  readonly equal: Binary;
  readonly matMul: (a: Tensor, b: Tensor) => Tensor;
  readonly neg: Unary;
  readonly log: Unary;
  readonly sqrt: Unary;
  readonly square: Unary;
  readonly relu: Unary;
  readonly elu: Unary;
  readonly tanh: Unary;
  readonly sigmoid: Unary;
  leakyRelu(x: Tensor, alpha: number): Tensor;
  clipByValue(x: Tensor, low: number, high: number): Tensor;
  cast(x: Tensor, type: 'float32'): Tensor;
  mean(x: Tensor, axes: readonly number[]): Tensor;
  reshape(x: Tensor, shape: readonly number[]): Tensor;
  moments(x: Tensor, axes: readonly number[]): { readonly mean: Tensor; readonly variance: Tensor };
  conv2d(x: Tensor, kernel: Tensor, strides: Window, padding: 'same'): Tensor;
  maxPool(x: Tensor, size: Window, strides: Window, padding: 'same'): Tensor;
  avgPool(x: Tensor, size: Window, strides: Window, padding: 'same'): Tensor;
  readonly image: { resizeNearestNeighbor(x: Tensor, size: readonly [number, number]): Tensor };
}
