import type { KerasLayerWeights } from './layer-weights.js';

/** The value of an array that Keras leaves out when a layer is told to: no shift, no scale. */
const neutralValues: Readonly<Record<string, number>> = { bias: 0, beta: 0, gamma: 1 };

export const canBeLeftOut = (tensor: string): boolean => Object.hasOwn(neutralValues, tensor);

/** The layer with the arrays named in `leftOut`, all of the value that changes nothing; one for each channel or unit. */
export function withLeftOut(own: KerasLayerWeights, leftOut: readonly string[]): KerasLayerWeights {
  const [first] = own.tensors;
  // Of a kernel the last side; of moving statistics the only one. A damaged shape of no values may have any last side.
  const length = first === undefined || first.values.length === 0 ? 0 : (first.shape.at(-1) ?? 0);
  const made = leftOut.map((name) => ({
    name,
    shape: [length],
    values: new Float32Array(length).fill(neutralValues[name] ?? 0),
  }));
  return { ...own, tensors: [...own.tensors, ...made] };
}
