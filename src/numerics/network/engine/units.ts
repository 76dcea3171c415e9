import type { NetworkLayer } from '../network.js';

/** Layers that are computed together; the kernels of the pairs never make the large image between the two. */
export interface Unit {
  readonly kind: 'layer' | 'pooled-convolution' | 'upsampled-convolution';
  /** The layer, or of a pair the convolution. */
  readonly layer: NetworkLayer;
  readonly layers: readonly NetworkLayer[];
}

// Only these give the maximum of a square the same place before and after.
const keepsPlaces: ReadonlySet<string> = new Set(['linear', 'relu', 'leaky-relu']);

function isPooledConvolution({ spec, output }: NetworkLayer, next: NetworkLayer): boolean {
  if (spec.kind !== 'conv2d' || next.spec.kind !== 'max-pool' || next.spec.size !== 2) return false;
  const [height = 1, width = 1] = output;
  const isEven = height % 2 === 0 && width % 2 === 0;
  return isEven && spec.strides === 1 && spec.filters % 4 === 0 && keepsPlaces.has(spec.activation);
}

function isUpsampledConvolution({ spec }: NetworkLayer, { spec: next, input }: NetworkLayer): boolean {
  if (spec.kind !== 'upsample' || spec.size !== 2) return false;
  if (next.kind !== 'conv2d' || next.kernel !== 3 || next.strides !== 1) return false;
  return input.at(-1)! % 4 === 0 && next.filters % 8 === 0;
}

/** Pairs where there is a kernel for both, all other layers by themselves. */
export function unitsOf(layers: readonly NetworkLayer[]): Unit[] {
  const units: Unit[] = [];
  for (let i = 0; i < layers.length; i++) {
    const layer = layers[i]!;
    const next = layers[i + 1];
    if (next !== undefined && isPooledConvolution(layer, next)) {
      units.push({ kind: 'pooled-convolution', layer, layers: [layer, next] });
      i++;
    } else if (next !== undefined && isUpsampledConvolution(layer, next)) {
      units.push({ kind: 'upsampled-convolution', layer: next, layers: [layer, next] });
      i++;
    } else {
      units.push({ kind: 'layer', layer, layers: [layer] });
    }
  }
  return units;
}

/** The shape of a unit's output. */
export const unitOutput = (unit: Unit): readonly number[] => unit.layers.at(-1)!.output;

/** Pixels of zeros that the input of a unit has around it. */
export function inputBorder(unit: Unit | undefined): number {
  const spec = unit?.layer.spec;
  return spec?.kind === 'conv2d' ? (spec.kernel - 1) / 2 : 0;
}

/** Likewise the gradient of its output. */
export const gradientBorder = (unit: Unit): number =>
  unit.kind === 'pooled-convolution' ? 0 : inputBorder(unit);
