import type { Architecture, Weights } from '../../../numerics/network/architecture.js';
import type { Loss } from '../../../numerics/network/engine/loss.js';
import { readImages, type ImageRows } from '../../../numerics/network/image-rows.js';
import type { InferenceOptions, InferredBatch } from '../../../numerics/network/inference.js';
import { networkOf, valuesIn, type Network } from '../../../numerics/network/network.js';
import { normaliseBy } from './batch-norm.js';
import { forward } from './layers.js';
import type { Tensor, TensorflowLibrary } from './library.js';
import { imageLosses } from './loss.js';

const defaultBatchSize = 32;

interface Inference {
  readonly network: Network;
  readonly weight: (key: string) => Tensor;
  readonly to: number;
  readonly loss: Loss | undefined;
  readonly batchSize: number;
}

async function* inferBatches(
  tf: TensorflowLibrary,
  { network, weight, to, loss, batchSize }: Inference,
  images: ImageRows,
): AsyncGenerator<InferredBatch> {
  const pixels = new Float32Array(batchSize * images.length);
  for (let start = 0; start < images.count; start += batchSize) {
    const count = Math.min(batchSize, images.count - start);
    const batch = pixels.subarray(0, count * images.length);
    await readImages(
      images,
      Array.from({ length: count }, (_, i) => start + i),
      batch,
    );
    const [outputs, losses] = tf.tidy(() => {
      const x = tf.tensor(batch, [count, ...network.input]);
      const y = forward(tf, network, x, {
        to,
        weight,
        drop: (_layer, values) => values,
        normalise: (layer, values) => {
          const [mean, variance] = [
            weight(`${layer.name}/moving_mean`),
            weight(`${layer.name}/moving_variance`),
          ];
          return normaliseBy(tf, layer, values, { mean, variance }, weight);
        },
      });
      const measured =
        loss === undefined ? undefined : imageLosses(tf, loss, y, tf.reshape(x, [count, ...network.output]));
      return [y.dataSync(), Float64Array.from(measured?.dataSync() ?? [])] as const;
    });
    yield { start, count, outputs, losses };
  }
}

/**
 * Runs a network over images by TensorFlow: what `inferenceBatches` of our own engine does, to rounding.
 * @throws RangeError when the images have another length than the network's input.
 */
export async function* tensorflowBatches(
  tf: TensorflowLibrary,
  architecture: Architecture,
  weights: Weights,
  images: ImageRows,
  options: InferenceOptions = {},
): AsyncGenerator<InferredBatch> {
  const network = networkOf(architecture);
  if (images.length !== valuesIn(network.input)) {
    throw new RangeError(`images of ${images.length} values for a network of (${network.input.join(', ')})`);
  }
  const { to = network.layers.length - 1, loss, batchSize = defaultBatchSize } = options;
  const tensors = tensorsOf(tf, network, weights);
  try {
    yield* inferBatches(tf, { network, weight: byKey(tensors), to, loss, batchSize }, images);
  } finally {
    tf.dispose([...tensors.values()]);
  }
}

/** A tensor for each of the network's weights. */
function tensorsOf(tf: TensorflowLibrary, network: Network, weights: Weights): Map<string, Tensor> {
  return new Map(
    network.layers
      .flatMap((layer) => layer.weights)
      .map(({ key, shape }) => [key, tf.tensor(weights[key] ?? new Float32Array(0), shape)] as const),
  );
}

/** The tensor of a key. @throws When there is none, which is a defect. */
export function byKey(tensors: ReadonlyMap<string, Tensor>): (key: string) => Tensor {
  return (key) => {
    const tensor = tensors.get(key);
    if (tensor === undefined) throw new Error(`no tensor ${key}`);
    return tensor;
  };
}
