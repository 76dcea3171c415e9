import type { Weights } from '../../../numerics/network/architecture.js';
import { logitLayer, type Loss } from '../../../numerics/network/engine/loss.js';
import type { Optimizer } from '../../../numerics/network/engine/optimizer.js';
import { valuesIn, type Network, type NetworkLayer } from '../../../numerics/network/network.js';
import { batchStatistics, followStatistics, normaliseBy } from './batch-norm.js';
import { dropoutMask } from './dropout.js';
import { byKey } from './infer.js';
import { forward } from './layers.js';
import type { Tensor, TensorflowLibrary } from './library.js';
import { lossOfOutput } from './loss.js';
import { optimizerStep, type Parameter } from './optimizers.js';

export interface TraineeOptions {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly seed: number;
}

/** One step's batch: its number counts from 0 over all epochs, its rate is the optimizer's at that step. */
export interface Batch {
  /** Row-major, image after image. */
  readonly pixels: Float32Array;
  readonly images: number;
  readonly number: number;
  readonly rate: number;
}

interface NormStatistics {
  readonly layer: NetworkLayer;
  readonly mean: Tensor;
  readonly variance: Tensor;
}

interface Ends {
  readonly input: Tensor;
  readonly targets: Tensor;
}

const copyOf = (weights: Weights, key: string): Float32Array => Float32Array.from(weights[key] ?? []);

/** A network in training: its parameters and their states as tensors, the moving statistics of its batch norms as arrays. */
export class Trainee {
  readonly #tf: TensorflowLibrary;
  readonly #network: Network;
  readonly #options: TraineeOptions;
  readonly #parameters = new Map<string, Parameter>();
  readonly #statistics = new Map<string, Float32Array>();

  constructor(tf: TensorflowLibrary, network: Network, weights: Weights, options: TraineeOptions) {
    this.#tf = tf;
    this.#network = network;
    this.#options = options;
    for (const { key, shape, trainable } of network.layers.flatMap((layer) => layer.weights)) {
      const values = copyOf(weights, key);
      if (!trainable) this.#statistics.set(key, values);
      else {
        const zeros = (): Tensor => tf.tensor(new Float32Array(values.length), shape);
        this.#parameters.set(key, [tf.tensor(values, shape), zeros(), zeros()]);
      }
    }
  }

  /** Trains on a batch. @returns The sum of its images' losses by the weights before. */
  step(batch: Batch): number {
    const tf = this.#tf;
    const norms: NormStatistics[] = [];
    const keys = [...this.#parameters.keys()];
    const values = keys.map((key) => this.#parameter(key)[0]);
    const [losses, next] = tf.tidy(() => {
      // Made here, since the gradient asks for them when the forward pass has been tidied up.
      const input = tf.tensor(batch.pixels, [batch.images, ...this.#network.input]);
      const ends = { input, targets: tf.reshape(input, [batch.images, ...this.#network.output]) };
      const { value, grads } = tf.valueAndGrads((...tensors) =>
        this.#losses(batch, ends, new Map(tensors.map((tensor, i) => [keys[i] ?? '', tensor])), norms),
      )(values);
      const sum = value.dataSync().reduce((total, loss) => total + loss, 0);
      return [
        sum,
        grads.flatMap((gradient, i) => [...this.#advance(keys[i] ?? '', batch.rate, gradient)]),
      ] as const;
    });
    this.#replace(keys, next);
    for (const norm of norms) this.#follow(norm, batch.images);
    return losses;
  }

  /** The weights as they are now. */
  weights(): Weights {
    const entries = this.#network.layers
      .flatMap((layer) => layer.weights)
      .map(({ key, trainable }) => {
        const values = trainable ? this.#parameter(key)[0].dataSync() : this.#statistics.get(key);
        return [key, Float32Array.from(values ?? [])] as const;
      });
    return Object.fromEntries(entries);
  }

  dispose(): void {
    for (const tensors of this.#parameters.values()) this.#tf.dispose(tensors);
    this.#parameters.clear();
  }

  #parameter(key: string): Parameter {
    const parameter = this.#parameters.get(key);
    if (parameter === undefined) throw new Error(`no parameter ${key}`);
    return parameter;
  }

  #losses(
    batch: Batch,
    { input, targets }: Ends,
    tensors: ReadonlyMap<string, Tensor>,
    norms: NormStatistics[],
  ): Tensor {
    const tf = this.#tf;
    const { loss, seed } = this.#options;
    const weight = byKey(tensors);
    const logits = logitLayer(this.#network, loss);
    const output = forward(tf, this.#network, input, {
      weight,
      logitLayer: logits,
      to: this.#network.layers.length - 1,
      drop: (layer, x) => {
        const rate = layer.spec.kind === 'dropout' ? layer.spec.rate : 0;
        const length = valuesIn(layer.output);
        const mask = dropoutMask({ seed, layer: layer.index, rate }, batch.number, batch.images, length);
        return tf.mul(x, tf.tensor(mask, x.shape));
      },
      normalise: (layer, x) => {
        const { mean, variance } = batchStatistics(tf, x);
        norms.push({ layer, mean: tf.keep(mean), variance: tf.keep(variance) });
        return normaliseBy(tf, layer, x, { mean, variance }, weight);
      },
    });
    return lossOfOutput(tf, loss, logits !== undefined, targets)(output);
  }

  #advance(key: string, rate: number, gradient: Tensor): Parameter {
    const { optimizer } = this.#options;
    // A tidy of its own for each parameter: those of the dense network are a quarter of a GiB.
    return this.#tf.tidy(() => optimizerStep(this.#tf, optimizer, rate, this.#parameter(key), gradient));
  }

  /** Takes the tensors of the next step, three for each key, and disposes those of the last that it does not share. */
  #replace(keys: readonly string[], next: readonly Tensor[]): void {
    for (const [i, key] of keys.entries()) {
      const [value, first, second] = next.slice(3 * i, 3 * i + 3) as unknown as Parameter;
      const old = this.#parameter(key).filter((tensor) => tensor !== second);
      this.#parameters.set(key, [value, first, second]);
      this.#tf.dispose(old);
    }
  }

  #follow({ layer, mean, variance }: NormStatistics, images: number): void {
    const { name, output } = layer;
    const count = (images * valuesIn(output)) / (output.at(-1) ?? 1);
    const moving = {
      mean: this.#statistics.get(`${name}/moving_mean`) ?? new Float32Array(0),
      variance: this.#statistics.get(`${name}/moving_variance`) ?? new Float32Array(0),
    };
    followStatistics(layer, moving, { mean: mean.dataSync(), variance: variance.dataSync() }, count);
    this.#tf.dispose([mean, variance]);
  }
}
